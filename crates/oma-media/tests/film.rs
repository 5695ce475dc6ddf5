//! A whole small film through the real ffmpeg.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // Only a test.

mod support;

use std::process::Command;

use oma_core::ErrorKind;
use oma_media::inspect::{
    PacketHash, inspect, inspect_segment, inspect_sound, join_spans, play_keys, video_packets,
};
use oma_media::loudness::{MAX_TRUE_PEAK_DBTP, TARGET_LUFS, TOLERANCE_LU};
use oma_media::probe::probe;
use oma_media::work::{FilmInputs, assemble_film, film_sound, loop_bed};
use support::{SMALL, Stage};

/// Milliseconds of one AAC frame: 1024 samples at 48 kHz.
const AAC_FRAME_MS: u64 = 22;

#[tokio::test]
async fn a_film_has_the_promised_streams_length_and_loudness() {
    let stage = Stage::new(SMALL);
    let (timeline, files) = stage.film("film", None).await;
    let info = probe(&stage.tools, &files.film).await.unwrap();
    let video = info.video.unwrap();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    assert_eq!((video.codec.as_str(), text(&video.profile).as_str()), ("h264", "High"));
    assert_eq!(text(&video.pix_fmt), "yuv420p");
    assert_eq!((video.width, video.height), (202, 360));
    assert!(video.fps.is(30), "{}", video.fps);
    assert_eq!(video.frames, Some(u64::from(timeline.total_frames)));
    let colors = [&video.color_space, &video.color_primaries, &video.color_transfer];
    assert!(colors.iter().all(|color| text(color) == "bt709"), "{colors:?}");
    assert_eq!(text(&video.color_range), "tv");

    let audio = info.audio.unwrap();
    assert_eq!((audio.codec.as_str(), audio.sample_rate, audio.channels), ("aac", 48_000, 2));
    assert_eq!(text(&audio.language), "eng");
    assert_eq!(text(&info.title), "It's \"honey\"");
    assert_eq!(info.faststart, Some(true));

    let length = timeline.format.duration_ms(timeline.total_frames);
    assert_eq!(video.duration_ms, Some(length));
    assert!(audio.duration_ms.unwrap().abs_diff(length) <= AAC_FRAME_MS, "{audio:?}");
    assert!(info.duration_ms.abs_diff(length) <= AAC_FRAME_MS);

    let measured = inspect(&stage.tools, &files.film).await.unwrap();
    assert!(measured.black.is_empty() && measured.frozen.is_empty(), "{measured:?}");
    assert!(measured.silent.is_empty(), "{measured:?}");
    let off = (measured.loudness.integrated_lufs - TARGET_LUFS).abs();
    assert!(off <= TOLERANCE_LU, "{measured:?}");
    assert!(measured.loudness.true_peak_dbtp.unwrap() <= MAX_TRUE_PEAK_DBTP, "{measured:?}");
}

#[tokio::test]
async fn joined_segments_have_continuous_times() {
    let stage = Stage::new(SMALL);
    let (timeline, files) = stage.film("film", None).await;
    let probed = Command::new(&stage.tools.ffprobe)
        .args(["-v", "error", "-select_streams", "v", "-show_entries", "packet=pts,dts"])
        .args(["-of", "csv=p=0"])
        .arg(&files.film)
        .output()
        .unwrap();
    let text = String::from_utf8(probed.stdout).unwrap();
    let mut pts = Vec::new();
    let mut dts = Vec::new();
    for line in text.lines() {
        let mut numbers = line.split(',').map(str::parse::<i64>);
        pts.push(numbers.next().unwrap().unwrap());
        dts.push(numbers.next().unwrap().unwrap());
    }
    pts.sort_unstable();
    assert_eq!(pts.len(), timeline.total_frames as usize);
    assert_eq!(pts[0], 0);
    assert!(pts.windows(2).all(|pair| pair[1] - pair[0] == 512), "{pts:?}");
    assert!(dts.windows(2).all(|pair| pair[1] - pair[0] == 512), "{dts:?}");
    // Every frame can be decoded and nothing is said against it.
    let decoded = Command::new(&stage.tools.ffmpeg)
        .args(["-v", "warning", "-xerror", "-err_detect", "explode", "-i"])
        .arg(&files.film)
        .args(["-f", "null", "-"])
        .output()
        .unwrap();
    assert!(decoded.status.success() && decoded.stderr.is_empty(), "{decoded:?}");
}

#[tokio::test]
async fn music_lies_under_the_voice_and_the_loudness_holds() {
    let stage = Stage::new(SMALL);
    let music = stage.path("music.ogg");
    // Louder than any voice and shorter than the film.
    let tones = "aevalsrc=0.9*sin(330*6.2832*t)|0.9*sin(440*6.2832*t):d=2.5:s=44100";
    stage.ffmpeg(&["-f", "lavfi", "-i", tones], &music);
    let (timeline, files) = stage.film("film", Some(music)).await;
    let measured = inspect(&stage.tools, &files.film).await.unwrap();
    let off = (measured.loudness.integrated_lufs - TARGET_LUFS).abs();
    assert!(off <= TOLERANCE_LU, "{measured:?}");
    assert!(measured.loudness.true_peak_dbtp.unwrap() <= MAX_TRUE_PEAK_DBTP, "{measured:?}");
    // In the pause between the scenes only music is heard.
    let second = &timeline.scenes[1];
    let pause = volume(&stage, &files.film, second.speech_start_ms - 150, 120);
    let speech = volume(&stage, &files.film, second.speech_start_ms + 200, 1400);
    assert!(pause > -60.0 && speech > pause + 6.0, "speech {speech} dB, pause {pause} dB");
    let without = stage.film("voice-only", None).await.1;
    assert!(volume(&stage, &without.film, second.speech_start_ms - 150, 120) < -60.0);
}

/// The mean volume of a stretch of a film in dB.
fn volume(stage: &Stage, film: &std::path::Path, start_ms: u64, length_ms: u64) -> f64 {
    let (start, length) = (start_ms as f64 / 1000.0, length_ms as f64 / 1000.0);
    let run = Command::new(&stage.tools.ffmpeg)
        .args(["-hide_banner", "-nostats", "-i"])
        .arg(film)
        .args(["-vn", "-af"])
        .arg(format!("atrim={start}:{},volumedetect", start + length))
        .args(["-f", "null", "-"])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&run.stderr).into_owned();
    let (_, rest) = text.split_once("mean_volume: ").unwrap();
    rest.split(' ').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_black_frozen_silent_film_is_found_out() {
    let stage = Stage::new(SMALL);
    let film = stage.path("dull.mp4");
    // Two seconds of motion and tone, then three of nothing.
    let picture = "testsrc2=s=202x360:r=30:d=2,tpad=stop_duration=3";
    let tone = "sine=f=300:d=2,apad=whole_dur=5";
    let inputs = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", tone];
    stage.ffmpeg(&[&inputs[..], &["-pix_fmt", "yuv420p"]].concat(), &film);
    let measured = inspect(&stage.tools, &film).await.unwrap();
    for (name, spans) in
        [("black", &measured.black), ("frozen", &measured.frozen), ("silent", &measured.silent)]
    {
        assert_eq!(spans.len(), 1, "{name}: {measured:?}");
        assert!(spans[0].start_ms.abs_diff(2000) < 100, "{name}: {measured:?}");
    }
}

#[tokio::test]
async fn equal_inputs_give_equal_bytes_and_nothing_else_is_left() {
    let stage = Stage::new(SMALL);
    let (_, first) = stage.film("first", None).await;
    let (_, second) = stage.film("second", None).await;
    for (a, b) in first.all().into_iter().zip(second.all()) {
        assert!(std::fs::read(a).unwrap() == std::fs::read(b).unwrap(), "{a:?} {b:?}");
    }
    for i in 0..3 {
        let read = |take: &str| std::fs::read(stage.path(take).join(format!("{i}.mp4"))).unwrap();
        assert!(read("first-segments") == read("second-segments"), "segment {i}");
    }
    // Three segments, and the posters of two scenes.
    assert_eq!((stage.count("first"), stage.count("first-segments")), (5, 5));
}

#[tokio::test]
async fn the_files_beside_the_film_are_there() {
    let stage = Stage::new(SMALL);
    let (_, files) = stage.film("film", None).await;
    let poster = probe(&stage.tools, &files.poster).await.unwrap().video.unwrap();
    assert_eq!((poster.codec.as_str(), poster.width, poster.height), ("mjpeg", 202, 360));
    let srt = std::fs::read_to_string(&files.srt).unwrap();
    assert!(srt.starts_with("1\n00:00:00,200 --> "), "{srt}");
    assert!(std::fs::read_to_string(&files.vtt).unwrap().starts_with("WEBVTT"));
    let words: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&files.words).unwrap()).unwrap();
    let first = &words["cues"][0]["words"][1];
    assert_eq!((first["text"].as_str(), first["start_ms"].as_u64()), (Some("never"), Some(500)));
}

#[tokio::test]
async fn files_that_do_not_fit_the_timeline_are_refused() {
    let stage = Stage::new(SMALL);
    let inputs = FilmInputs {
        segments: vec![stage.path("only.mp4")],
        sound: stage.path("sound.m4a"),
        poster: stage.path("poster.jpg"),
        title: "t",
        language: stage.script.language,
    };
    let out = stage.path("film");
    let error = assemble_film(&stage.tools, &stage.timeline(), &inputs, &out).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::InvalidEvent);
    assert!(error.message.contains("3 segments"), "{error}");
    assert!(!out.exists());
}

#[tokio::test]
async fn a_broken_narration_is_a_media_failure_that_names_the_file() {
    let stage = Stage::new(SMALL);
    std::fs::write(stage.speech(2), b"not a sound").unwrap();
    let narrations = [stage.speech(1), stage.speech(2)];
    let out = stage.path("film").join("sound.m4a");
    let timeline = stage.timeline();
    let error = film_sound(&stage.tools, &timeline, &narrations, None, &out).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::MediaFailed);
    assert!(error.detail.unwrap().contains("speech2.wav"));
    assert_eq!(stage.count("film"), 0);
}

#[tokio::test]
async fn a_film_is_inspected_by_its_parts() {
    let stage = Stage::new(SMALL);
    let (timeline, files) = stage.film("film", None).await;
    let mut packets: Vec<PacketHash> = Vec::new();
    let mut parts = Vec::new();
    for (i, spec) in timeline.segments.iter().enumerate() {
        let path = stage.path("film-segments").join(format!("{i}.mp4"));
        packets.extend(video_packets(&path).await.unwrap());
        let part =
            inspect_segment(&stage.tools, &path, spec.frames, spec.format.fps).await.unwrap();
        assert_eq!(part.broken, None);
        parts.push(part);
    }
    assert_eq!(packets.len(), timeline.total_frames as usize);
    assert_eq!(video_packets(&files.film).await.unwrap(), packets);
    let spans = join_spans(&parts);
    assert!(spans.black.is_empty() && spans.frozen.is_empty(), "{spans:?}");

    let (sound, whole) = (
        inspect_sound(&stage.tools, &files.film).await.unwrap(),
        inspect(&stage.tools, &files.film).await.unwrap(),
    );
    assert_eq!((&sound.silent, sound.loudness), (&whole.silent, whole.loudness));
    let length = timeline.format.duration_ms(timeline.total_frames);
    assert!(sound.duration_ms.abs_diff(length) <= AAC_FRAME_MS, "{sound:?}");
    play_keys(&stage.tools, &files.film).await.unwrap();
}

#[tokio::test]
async fn damage_and_dullness_are_found_in_parts() {
    let stage = Stage::new(SMALL);
    let dull = stage.path("dull.mp4");
    let picture = "testsrc2=s=202x360:r=30:d=1,tpad=stop_duration=3";
    stage.ffmpeg(&["-f", "lavfi", "-i", picture, "-pix_fmt", "yuv420p"], &dull);
    let still = inspect_segment(&stage.tools, &dull, 120, 30).await.unwrap();
    let frozen = join_spans(&[still]).frozen;
    assert!(frozen.len() == 1 && frozen[0].start_ms.abs_diff(1000) <= 150, "{frozen:?}");

    let mut bytes = std::fs::read(&dull).unwrap();
    let (from, to) = (bytes.len() / 4, bytes.len() / 2);
    bytes[from..to].fill(0x5a);
    let damaged = stage.path("damaged.mp4");
    std::fs::write(&damaged, bytes).unwrap();
    let found = inspect_segment(&stage.tools, &damaged, 120, 30).await.unwrap();
    assert!(found.broken.is_some());

    let cut = stage.path("cut.mp4");
    let whole = std::fs::read(stage.film("film", None).await.1.film).unwrap();
    std::fs::write(&cut, &whole[..whole.len() * 9 / 10]).unwrap();
    assert!(play_keys(&stage.tools, &cut).await.is_err());
}

#[tokio::test]
async fn any_sound_becomes_a_bed_that_loops() {
    let stage = Stage::new(SMALL);
    let (song, bed) = (stage.path("song.ogg"), stage.path("bed.wav"));
    let tones = "aevalsrc=0.4*sin(330*6.2832*t)|0.4*sin(440*6.2832*t):d=4:s=44100,\
                 adelay=500:all=1,apad=pad_dur=0.7";
    stage.ffmpeg(&["-f", "lavfi", "-i", tones], &song);
    let duration_ms = loop_bed(&stage.tools, &song, &bed).await.unwrap();
    assert!((2900..=3100).contains(&duration_ms), "{duration_ms}");
    let info = probe(&stage.tools, &bed).await.unwrap();
    assert_eq!(info.duration_ms, duration_ms);
    let again = stage.path("again.wav");
    loop_bed(&stage.tools, &song, &again).await.unwrap();
    assert!(std::fs::read(&bed).unwrap() == std::fs::read(&again).unwrap());
    // As the assembly plays it: over and over, sample by sample.
    let played = stage.path("played.raw");
    let options = ["-stream_loop", "-1", "-i", bed.to_str().unwrap(), "-t", "7", "-f", "s16le"];
    stage.ffmpeg(&options, &played);
    let once = &std::fs::read(&bed).unwrap()[44..];
    let played = std::fs::read(played).unwrap();
    assert!(played.iter().zip(once.iter().cycle()).all(|(a, b)| a == b));
    std::fs::write(&song, b"no sound").unwrap();
    assert!(loop_bed(&stage.tools, &song, &bed).await.is_err());
}
