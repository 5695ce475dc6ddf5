//! What a finished film must be, as measured. Pure.

use oma_core::plan::Plan;
use oma_core::review::Check;
use oma_core::timeline::{Timeline, TimelineScene};
use oma_media::inspect::{Inspection, Span};
use oma_media::loudness::{MAX_TRUE_PEAK_DBTP, TARGET_LUFS, TOLERANCE_LU};
use oma_media::probe::{AudioStream, MediaInfo, VideoStream};

/// How far the film's length may be from the one asked for, in percent.
const DURATION_PERCENT: u64 = 10;
/// How far sound and picture may differ: one frame of AAC is 21 ms, one of film 33 ms.
const SYNC_MS: u64 = 50;
/// A narration counts as heard if at least this part of it is not silent, in percent.
const HEARD_PERCENT: u64 = 50;

/// Every check of a film.
pub(crate) fn all(
    plan: &Plan,
    timeline: &Timeline,
    info: &MediaInfo,
    inspection: &Inspection,
) -> Vec<Check> {
    let mut checks = vec![duration(plan, timeline)];
    match &info.video {
        Some(video) => checks.extend(picture(timeline, video)),
        None => checks.push(Check::new("video_stream", "none", "one", false)),
    }
    match &info.audio {
        Some(audio) => checks.extend(sound(audio)),
        None => checks.push(Check::new("audio_stream", "none", "one", false)),
    }
    checks.push(sync(info));
    checks.push(faststart(info));
    checks.push(black(inspection));
    checks.push(narration(timeline, inspection));
    checks.extend(loudness(inspection));
    checks
}

fn duration(plan: &Plan, timeline: &Timeline) -> Check {
    let length_ms = timeline.format.duration_ms(timeline.total_frames);
    let slack_ms = plan.duration_ms * DURATION_PERCENT / 100;
    let (least, most) = (plan.duration_ms - slack_ms, plan.duration_ms + slack_ms);
    Check::new(
        "duration",
        format!("{length_ms} ms"),
        format!("{least} to {most} ms"),
        (least..=most).contains(&length_ms),
    )
}

fn picture(timeline: &Timeline, video: &VideoStream) -> Vec<Check> {
    let format = timeline.format;
    let codec = format!("{} {}", video.codec, video.profile.as_deref().unwrap_or("?"));
    let pixels = video.pix_fmt.as_deref().unwrap_or("?");
    let size = (video.width, video.height) == (format.width, format.height);
    let frames = video.frames.unwrap_or(0);
    vec![
        Check::new("video_codec", &codec, "h264 High", codec == "h264 High"),
        Check::new("pixel_format", pixels, "yuv420p", pixels == "yuv420p"),
        Check::new(
            "size",
            format!("{}x{}", video.width, video.height),
            format!("{}x{}", format.width, format.height),
            size,
        ),
        Check::new(
            "frame_rate",
            video.fps.to_string(),
            format.fps.to_string(),
            video.fps.is(format.fps),
        ),
        Check::new(
            "frames",
            frames.to_string(),
            timeline.total_frames.to_string(),
            frames == u64::from(timeline.total_frames),
        ),
    ]
}

fn sound(audio: &AudioStream) -> Vec<Check> {
    vec![
        Check::new("audio_codec", &audio.codec, "aac", audio.codec == "aac"),
        Check::new(
            "sample_rate",
            format!("{} Hz", audio.sample_rate),
            "48000 Hz",
            audio.sample_rate == 48_000,
        ),
        Check::new("channels", audio.channels.to_string(), "2", audio.channels == 2),
    ]
}

fn sync(info: &MediaInfo) -> Check {
    let video = info.video.as_ref().and_then(|video| video.duration_ms).unwrap_or(0);
    let audio = info.audio.as_ref().and_then(|audio| audio.duration_ms).unwrap_or(0);
    let apart = video.abs_diff(audio);
    let allowed = format!("at most {SYNC_MS} ms");
    Check::new("sound_and_picture_apart", format!("{apart} ms"), allowed, apart <= SYNC_MS)
}

fn faststart(info: &MediaInfo) -> Check {
    let is = info.faststart == Some(true);
    Check::new("faststart", if is { "yes" } else { "no" }, "yes", is)
}

fn black(inspection: &Inspection) -> Check {
    let value = match inspection.black.first() {
        None => "none".to_owned(),
        Some(span) => format!("from {} ms", span.start_ms),
    };
    Check::new("black", value, "none", inspection.black.is_empty())
}

/// Whether each scene's narration is heard: silence may not cover most of it.
fn narration(timeline: &Timeline, inspection: &Inspection) -> Check {
    let unheard: Vec<String> = timeline
        .scenes
        .iter()
        .filter(|scene| !is_heard(scene, &inspection.silent))
        .map(|scene| scene.number.to_string())
        .collect();
    let passed = unheard.is_empty();
    let value = if passed {
        "all scenes".to_owned()
    } else {
        format!("not in scene {}", unheard.join(", "))
    };
    Check::new("narration_heard", value, "all scenes", passed)
}

fn is_heard(scene: &TimelineScene, silent: &[Span]) -> bool {
    let (start, end) = (scene.speech_start_ms, scene.speech_start_ms + scene.speech_ms);
    let covered = |span: &Span| {
        let span_end = span.end_ms.unwrap_or(u64::MAX).min(end);
        span_end.saturating_sub(span.start_ms.max(start))
    };
    let silence_ms: u64 = silent.iter().map(covered).sum();
    silence_ms * 100 <= scene.speech_ms * (100 - HEARD_PERCENT)
}

fn loudness(inspection: &Inspection) -> Vec<Check> {
    let lufs = inspection.loudness.integrated_lufs;
    let peak = inspection.loudness.true_peak_dbtp.unwrap_or(f64::NEG_INFINITY);
    vec![
        Check::new(
            "loudness",
            format!("{lufs:.1} LUFS"),
            format!("{TARGET_LUFS} LUFS ±{TOLERANCE_LU}"),
            (lufs - TARGET_LUFS).abs() <= TOLERANCE_LU,
        ),
        Check::new(
            "true_peak",
            format!("{peak:.1} dBTP"),
            format!("at most {MAX_TRUE_PEAK_DBTP} dBTP"),
            peak <= MAX_TRUE_PEAK_DBTP,
        ),
    ]
}
