//! A film looks as its brief says: brand kit, own clips, passages, frame rates.
#![allow(clippy::unwrap_used, clippy::panic)] // A test fails by panicking.

use std::path::Path;
use std::process::Command;

use oma_core::contract::files;
use oma_core::ports::Objects;
use oma_core::report::Report;
use oma_core::script::Script;
use oma_core::timeline::{SegmentContent, Timeline, TransitionKind};
use oma_core::video::{VideoStatus, keys};
use oma_local::Studio;
use oma_tests::{make_from, own_script, small_brief_with, studio};
use serde::de::DeserializeOwned;
use serde_json::json;

async fn read<T: DeserializeOwned>(studio: &Studio, report: &Report, file: &str) -> T {
    let key = keys::video_file(report.video_id, file);
    let bytes = studio.storage().bucket.get_bytes(&key).await.unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

/// A moving picture made by ffmpeg.
fn film(path: &Path, source: &str) {
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-y", "-f", "lavfi", "-i", source, "-pix_fmt", "yuv420p"])
        .arg(path)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn check(report: &Report, name: &str) -> String {
    let review = report.review.as_ref().unwrap();
    review.checks.iter().find(|check| check.name == name).unwrap().value.clone()
}

#[tokio::test]
async fn a_brand_kit_puts_cards_around_the_story_within_the_asked_length() {
    let state = tempfile::tempdir().unwrap();
    let studio = studio(state.path(), "").await;
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let brief = small_brief_with(&json!({
        "brand": "assets/tally/brand.json", "transition": "slide", "fps": 24,
    }));
    let report = make_from(&studio, brief, &examples).await.report;
    assert_eq!(report.status, VideoStatus::Succeeded, "{:?}", report.error);
    assert!(report.duration_ms.unwrap().abs_diff(15_000) <= 750, "{:?}", report.duration_ms);
    assert_eq!(check(&report, "frame_rate"), "24");

    let script: Script = read(&studio, &report, files::SCRIPT).await;
    assert_eq!(script.scenes[0].on_screen, "Invoices that send themselves");
    assert_eq!(script.spoken().count(), script.scenes.len() - 2);
    let timeline: Timeline = read(&studio, &report, files::TIMELINE).await;
    let passages = timeline.segments.iter().filter_map(|segment| match &segment.content {
        SegmentContent::Transition { transition, .. } => Some(*transition),
        SegmentContent::Scene { number, shot, .. } => {
            // The brand's own cards show the logo large.
            let is_card = *number == 1 || *number as usize == script.scenes.len();
            assert_eq!(shot.picture.fixed.is_none(), is_card, "scene {number}");
            None
        }
    });
    assert!(passages.clone().count() >= 3);
    assert!(passages.clone().all(|passage| passage == TransitionKind::Slide));
}

#[tokio::test]
async fn own_clips_are_shown_where_the_words_speak_of_them() {
    let state = tempfile::tempdir().unwrap();
    let studio = studio(state.path(), "").await;
    let dir = tempfile::tempdir().unwrap();
    film(&dir.path().join("beans.mp4"), "testsrc2=s=640x360:r=25:d=9");
    film(&dir.path().join("guests.mp4"), "mandelbrot=s=360x640:r=30,trim=duration=2");
    let brief = small_brief_with(&json!({
        "script": own_script("We roast small batches of beans every morning."),
        "assets": [
            {"source": "guests.mp4", "shows": "guests at the long table", "fit": "contain"},
            {"source": "beans.mp4", "shows": "roasted beans"},
        ],
        "transition": "wipe", "fps": 60,
    }));
    let report = make_from(&studio, brief, dir.path()).await.report;
    assert_eq!(report.status, VideoStatus::Succeeded, "{:?}", report.error);
    assert_eq!(check(&report, "frame_rate"), "60");
    assert!(report.fallbacks.is_empty(), "{:?}", report.fallbacks);

    let timeline: Timeline = read(&studio, &report, files::TIMELINE).await;
    let clips: Vec<u32> = timeline
        .segments
        .iter()
        .filter_map(|segment| match &segment.content {
            SegmentContent::Scene { number, shot, .. } => match shot.picture.background {
                oma_core::picture::Background::Clip { .. } => Some(*number),
                oma_core::picture::Background::Still { .. } => None,
            },
            SegmentContent::Transition { .. } => None,
        })
        .collect();
    assert_eq!(clips, [2, 3], "beans in scene 2, guests in scene 3");
}
