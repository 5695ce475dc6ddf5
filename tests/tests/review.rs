//! Each check of the review catches a film that was broken on purpose.
#![allow(clippy::unwrap_used, clippy::panic)] // A test fails by panicking.

use std::path::{Path, PathBuf};
use std::process::Command;

use oma_core::brief::CaptionStyle;
use oma_core::contract::files;
use oma_core::ports::Objects;
use oma_core::step::StepKey;
use oma_core::timeline::Timeline;
use oma_core::video::keys;
use oma_local::Studio;
use oma_media::ffmpeg::Tools;
use oma_media::inspect::{SegmentSeen, inspect_segment};
use oma_tests::{make, small_brief, studio};
use supervisor_agent::examination::{Expected, examine};
use tempfile::TempDir;

/// A good film, and what it must be.
struct Good {
    dir: TempDir,
    duration_ms: u64,
    timeline: Timeline,
    segments: Vec<SegmentSeen>,
}

impl Good {
    async fn film() -> Self {
        let state = tempfile::tempdir().unwrap();
        let studio = studio(state.path(), "").await;
        let report = make(&studio, small_brief()).await.report;
        let dir = tempfile::tempdir().unwrap();
        studio.download(report.video_id, dir.path()).await.unwrap();
        let timeline = std::fs::read(dir.path().join(files::TIMELINE)).unwrap();
        let film = studio.video(report.video_id).await.unwrap().film.unwrap();
        Self {
            segments: segments(&studio, &film).await,
            timeline: serde_json::from_slice(&timeline).unwrap(),
            duration_ms: 15_000,
            dir,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// A film made from the good one by ffmpeg.
    fn broken(&self, options: &str) -> PathBuf {
        let path = self.path("broken.mp4");
        let film = self.path(files::VIDEO);
        let mut command = Command::new("ffmpeg");
        command.args(["-v", "error", "-y", "-i"]).arg(film).args(options.split(' ')).arg(&path);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        path
    }

    /// The names of the checks that a film does not pass.
    async fn failed(&self, film: &Path) -> Vec<String> {
        let expected = Expected {
            duration_ms: self.duration_ms,
            captions: CaptionStyle::Karaoke,
            timeline: &self.timeline,
            segments: &self.segments,
        };
        let report = examine(&Tools::locate().unwrap(), &expected, film).await.unwrap();
        report.failed().map(|check| check.name.clone()).collect()
    }

    async fn failed_after(&self, options: &str) -> Vec<String> {
        self.failed(&self.broken(options)).await
    }

    /// Puts another picture into the place of a segment.
    async fn reshoot(&mut self, segment: usize, source: &str) {
        let path = self.path("other.mp4");
        let spec = &self.timeline.segments[segment];
        let frames = spec.frames.to_string();
        let output = Command::new("ffmpeg")
            .args(["-v", "error", "-y", "-f", "lavfi", "-i", source, "-frames:v", &frames])
            .args(["-pix_fmt", "yuv420p"])
            .arg(&path)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let tools = Tools::locate().unwrap();
        let seen = inspect_segment(&tools, &path, spec.frames, spec.format.fps).await.unwrap();
        self.segments[segment].inspection = seen;
    }
}

async fn segments(studio: &Studio, film: &StepKey) -> Vec<SegmentSeen> {
    let read = async |artifact: &StepKey, file: &str| {
        let key = keys::artifact_file(&oma_core::id::Owner::local(), artifact, file);
        studio.storage().bucket.get_bytes(&key).await.unwrap()
    };
    let list: Vec<StepKey> = serde_json::from_slice(&read(film, files::SEGMENTS).await).unwrap();
    let mut segments = Vec::new();
    for key in &list {
        segments.push(serde_json::from_slice(&read(key, files::INSPECTION).await).unwrap());
    }
    segments
}

#[tokio::test]
async fn a_good_film_passes_and_each_fault_of_a_file_is_caught() {
    let good = Good::film().await;
    assert_eq!(good.failed(&good.path(files::VIDEO)).await, Vec::<String>::new());

    let again = "-c:v libx264 -preset ultrafast -profile:v high -pix_fmt yuv420p -c:a copy";
    let faults = [
        ("video_codec", "-c:v mpeg4 -c:a copy".to_owned()),
        ("video_stream", "-vn -c:a copy".to_owned()),
        ("audio_stream", "-an -c:v copy".to_owned()),
        ("pixel_format", "-c:v libx264 -preset ultrafast -pix_fmt yuv444p -c:a copy".to_owned()),
        ("size", format!("-vf scale=180:320 {again}")),
        ("frame_rate", format!("-r 25 {again}")),
        ("colour", format!("-colorspace bt470bg {again}")),
        ("frames", "-c copy -frames:v 400".to_owned()),
        ("duration", "-c copy -t 9".to_owned()),
        ("audio_codec", "-c:v copy -c:a libmp3lame".to_owned()),
        ("sample_rate", "-c:v copy -c:a aac -ar 44100".to_owned()),
        ("channels", "-c:v copy -c:a aac -ac 1".to_owned()),
        ("sound_and_picture_apart", "-c:v copy -c:a aac -af atrim=end=12".to_owned()),
        ("faststart", "-c copy".to_owned()),
        ("every_scene", format!("-vf hflip {again}")),
        ("narration_heard", "-c:v copy -c:a aac -af volume=0".to_owned()),
        ("silence", "-c:v copy -c:a aac -af volume=0:enable='between(t,5,9)'".to_owned()),
        ("loudness", "-c:v copy -c:a aac -af volume=-9dB".to_owned()),
        ("true_peak", "-c:v copy -c:a aac -af volume=9dB".to_owned()),
    ];
    for (check, options) in faults {
        let failed = good.failed_after(&options).await;
        assert!(failed.iter().any(|name| name == check), "{check} is not among {failed:?}");
    }
}

#[tokio::test]
async fn a_film_whose_end_is_damaged_cannot_be_played() {
    let good = Good::film().await;
    let mut bytes = std::fs::read(good.path(files::VIDEO)).unwrap();
    let end = bytes.len();
    bytes[end - 20_000..].fill(0x55);
    let film = good.path("damaged.mp4");
    std::fs::write(&film, bytes).unwrap();
    let failed = good.failed(&film).await;
    assert!(failed.contains(&"playable".to_owned()), "{failed:?}");
}

#[tokio::test]
async fn black_frozen_and_undecodable_scenes_are_caught() {
    let mut good = Good::film().await;
    let film = good.path(files::VIDEO);
    good.reshoot(0, "color=black:s=360x640:r=30").await;
    assert!(good.failed(&film).await.contains(&"black".to_owned()));
    good.reshoot(0, "color=orange:s=360x640:r=30").await;
    assert!(good.failed(&film).await.contains(&"frozen".to_owned()));
    good.segments[0].inspection.broken = Some("no such frame".to_owned());
    assert!(good.failed(&film).await.contains(&"decodable".to_owned()));
}

#[tokio::test]
async fn a_missing_scene_and_a_caption_cut_short_are_caught() {
    let mut good = Good::film().await;
    let film = good.path(files::VIDEO);
    good.segments.swap(0, 2);
    assert_eq!(good.failed(&film).await, ["every_scene"]);
    good.segments.swap(0, 2);
    let cue = &mut good.timeline.scenes[0].cues[0];
    cue.end_ms = cue.start_ms;
    assert_eq!(good.failed(&film).await, ["captions_clipped"]);
}
