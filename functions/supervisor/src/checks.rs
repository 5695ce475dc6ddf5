//! What a finished film must be, as measured. Pure.

mod pictures;
mod words;

use oma_core::review::Check;
use oma_core::timeline::Timeline;
use oma_media::inspect::SoundInspection;
use oma_media::loudness::{MAX_TRUE_PEAK_DBTP, TARGET_LUFS, TOLERANCE_LU};
use oma_media::probe::{AudioStream, MediaInfo, VideoStream};

use crate::examination::{Expected, Measured};

/// How far the film's length may be from the one asked for, in percent.
const DURATION_PERCENT: u64 = 5;
/// How far sound and picture may differ: one frame of AAC is 21 ms, one of film 33 ms.
const SYNC_MS: u64 = 50;

/// Every check of a film.
pub(crate) fn all(expected: &Expected<'_>, measured: &Measured) -> Vec<Check> {
    let Expected { timeline, segments, .. } = *expected;
    let info = &measured.info;
    let mut checks = vec![duration(expected, info)];
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
    checks.push(playable(measured));
    checks.push(pictures::every_scene(timeline, segments, &measured.packets));
    checks.push(pictures::decodable(segments));
    checks.push(pictures::black(&measured.pictures.black));
    checks.push(pictures::frozen(timeline, &measured.pictures.frozen));
    checks.push(words::captions(expected));
    if let Some(sound) = &measured.sound {
        checks.push(words::narration(timeline, &sound.silent));
        checks.push(words::silence(timeline, &sound.silent));
        checks.extend(loudness(sound));
    }
    checks
}

fn duration(expected: &Expected<'_>, info: &MediaInfo) -> Check {
    let length_ms = info.duration_ms;
    let slack_ms = expected.duration_ms * DURATION_PERCENT / 100;
    let (least, most) = (expected.duration_ms - slack_ms, expected.duration_ms + slack_ms);
    Check::new(
        "duration",
        format!("{length_ms} ms"),
        format!("{least} to {most} ms"),
        (least..=most).contains(&length_ms),
    )
}

fn playable(measured: &Measured) -> Check {
    let value = measured.unplayable.clone().unwrap_or_else(|| "yes".to_owned());
    Check::new("playable", value, "yes", measured.unplayable.is_none())
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
        colour(video),
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

/// Untagged colours are shown differently by each player.
fn colour(video: &VideoStream) -> Check {
    let tags = [&video.color_space, &video.color_primaries, &video.color_transfer];
    let value: Vec<&str> = tags.iter().map(|tag| tag.as_deref().unwrap_or("?")).collect();
    let passed = value.iter().all(|tag| *tag == "bt709");
    Check::new("colour", value.join(" "), "bt709 bt709 bt709", passed)
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

fn loudness(sound: &SoundInspection) -> Vec<Check> {
    let lufs = sound.loudness.integrated_lufs;
    let peak = sound.loudness.true_peak_dbtp.unwrap_or(f64::NEG_INFINITY);
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
