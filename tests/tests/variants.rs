//! What siblings of a film share: for each way to differ, which steps are found and which are made.
#![allow(clippy::unwrap_used, clippy::panic)] // A test fails by panicking.

use std::path::Path;
use std::sync::Arc;

use oma_core::brief::{Brief, BriefScene};
use oma_core::id::{Owner, VideoId};
use oma_core::language::Language;
use oma_core::lifecycle::{Lifecycle, Translation, patch_brief};
use oma_core::ports::SystemClock;
use oma_core::report::Report;
use oma_core::variants::{How, Vary, expand};
use oma_core::video::VideoStatus;
use oma_local::{Studio, Submitted};
use oma_tests::{NoExecutions, small_brief_with, studio, submit};
use serde_json::{Map, Value, json};

/// The steps that cost something, in columns.
const STEPS: [&str; 6] = [
    "script.write",
    "audio.narrate",
    "audio.choose_music",
    "visual.make",
    "editor.segment",
    "editor.sound",
];

fn base() -> Value {
    small_brief_with(&json!({"hook": "Is your coffee cold again?", "captions": "none"}))
}

async fn run(studio: &Studio, submitted: &Submitted) -> Report {
    let report = studio.run(submitted, Arc::new(|_: &_| {})).await.unwrap().report;
    assert_eq!(report.status, VideoStatus::Succeeded, "{:?}", report.error);
    report
}

/// `found` or `made` for each column, `2 of 7` where some were made, `-` where nobody asked.
fn row(name: &str, report: &Report) -> String {
    let cell = |step: &&str| match report.shared.steps.get(*step) {
        None => "-".to_owned(),
        Some(it) if it.made == 0 => "found".to_owned(),
        Some(it) if it.found == 0 => "made".to_owned(),
        Some(it) => format!("{} of {}", it.made, it.made + it.found),
    };
    let cells: Vec<String> = STEPS.iter().map(cell).collect();
    format!("{name}: {}", cells.join(", "))
}

#[tokio::test]
async fn each_way_to_differ_makes_only_what_it_must() {
    let state = tempfile::tempdir().unwrap();
    let studio = studio(state.path(), "").await;
    let first = run(&studio, &submit(&studio, base(), Path::new(".")).await).await;
    assert_eq!((first.shared.found, first.shared.saved_ms), (0, 0));
    let vary: Vary = serde_json::from_value(json!({
        "aspect": ["1:1"],
        "cta": ["Come in today"],
        "hook": ["Coffee that goes cold?"],
        "music.mood": ["inspiring"],
        "palette": [{"primary": "#102030", "accent": "#ff8800"}],
        "voice": ["espeak-en-us+f5"],
    }))
    .unwrap();
    let mut rows = Vec::new();
    for variation in expand(&base(), &vary, How::OneByOne).unwrap() {
        let mut brief = base();
        patch_brief(&mut brief, &variation.patch);
        let submitted = submit(&studio, brief, Path::new(".")).await;
        let report = run(&studio, &submitted).await;
        assert!(report.shared.saved_ms > 0, "{}", variation.label);
        let name = variation.label.split('=').next().unwrap();
        rows.push(row(name, &report));
    }
    assert_eq!(
        rows,
        [
            "aspect: found, found, found, made, made, found",
            // The scene that says it, its card, itself and the passage to it.
            "cta: made, 1 of 3, found, 1 of 3, 2 of 5, made",
            "hook: made, 1 of 3, found, 1 of 3, 2 of 5, made",
            "music.mood: found, found, made, found, found, made",
            "palette: found, found, found, made, made, found",
            // Burned captions would be made again: they follow the voice.
            "voice: found, made, found, found, found, made",
        ]
    );
}

#[tokio::test]
async fn a_translation_keeps_numbers_times_and_music() {
    let state = tempfile::tempdir().unwrap();
    let studio = studio(state.path(), "").await;
    let first = run(&studio, &submit(&studio, base(), Path::new(".")).await).await;
    let words = ["Café frio de novo?", "Grãos frescos toda manhã.", "Visite a gente."];
    let scene = |narration: &&str| BriefScene {
        narration: (*narration).to_owned(),
        ..BriefScene::default()
    };
    let translation = Translation {
        language: Language::PtBr,
        scenes: Some(words.iter().map(scene).collect()),
        brief: Map::from_iter([("voice".to_owned(), json!("espeak-pt-br"))]),
    };
    let report = translated(&studio, first.video_id, &translation).await;
    assert_eq!(report.shared.variant_of, Some(first.video_id));
    assert_eq!(report.duration_ms, first.duration_ms);
    assert_eq!(row("translation", &report), "translation: made, made, found, made, made, made");
}

async fn translated(studio: &Studio, video: VideoId, translation: &Translation) -> Report {
    let (objects, table) = (&studio.storage().bucket, &studio.storage().table);
    let lifecycle = Lifecycle {
        objects,
        videos: table,
        events: table,
        executions: &NoExecutions,
        clock: &SystemClock,
    };
    let (source, draft) =
        lifecycle.draft_translation(&Owner::local(), video, translation).await.unwrap();
    let brief = Brief::from_value(draft).unwrap();
    let briefs = [("01JD3Q5V9A2M7R0C8X4T6W1ZKE".parse().unwrap(), brief)];
    let made = lifecycle.start_variants(&source, &briefs).await.unwrap();
    let record = made.into_iter().next().unwrap();
    run(studio, &Submitted { record, resumed: false }).await
}
