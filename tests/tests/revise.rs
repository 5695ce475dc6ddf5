//! A revision makes anew what it changes and finds the rest.
#![allow(clippy::unwrap_used, clippy::panic)] // A test fails by panicking.

use std::path::Path;
use std::sync::Arc;

use oma_core::brief::Brief;
use oma_core::id::{Owner, VideoId};
use oma_core::lifecycle::{Changes, Lifecycle, SceneEdit};
use oma_core::ports::{Objects, SystemClock};
use oma_core::report::Report;
use oma_core::video::keys;
use oma_local::{Studio, Submitted};
use oma_tests::{NoExecutions, made_steps, small_brief_with, studio, submit};
use serde_json::{Value, json};

async fn first(studio: &Studio, brief: Value) -> Report {
    let submitted = submit(studio, brief, Path::new(".")).await;
    studio.run(&submitted, Arc::new(|_: &_| {})).await.unwrap().report
}

/// Revises a film and makes the revision.
async fn revised(studio: &Studio, video: VideoId, changes: &Changes) -> Report {
    let (objects, table) = (&studio.storage().bucket, &studio.storage().table);
    let lifecycle = Lifecycle {
        objects,
        videos: table,
        events: table,
        executions: &NoExecutions,
        clock: &SystemClock,
    };
    let draft = lifecycle.draft(&Owner::local(), video, changes).await.unwrap();
    let brief = Brief::from_value(draft.brief.clone()).unwrap();
    let record = lifecycle.revise(&draft, &brief).await.unwrap();
    let submitted = Submitted { record, resumed: false };
    studio.run(&submitted, Arc::new(|_: &_| {})).await.unwrap().report
}

fn of(steps: &[String], name: &str) -> Vec<String> {
    steps.iter().filter(|step| step.starts_with(name)).cloned().collect()
}

#[tokio::test]
async fn changed_words_of_a_written_script_remake_their_scene_alone() {
    let state = tempfile::tempdir().unwrap();
    let studio = studio(state.path(), "").await;
    let report = first(&studio, small_brief_with(&json!({}))).await;
    let video = report.video_id;
    let edit = SceneEdit {
        scene: 2,
        narration: Some("Fresh beans at six.".to_owned()),
        ..SceneEdit::default()
    };
    let changes = Changes { scenes: vec![edit], ..Changes::default() };
    let second = revised(&studio, video, &changes).await;
    assert_eq!((second.video_id, second.error.as_ref()), (video, None));
    let made = made_steps(&second);
    assert_eq!(of(&made, "audio"), ["audio.narrate 2"], "{made:?}");
    assert_eq!(of(&made, "visual"), Vec::<String>::new(), "no picture shows other words: {made:?}");
    assert_eq!(of(&made, "editor.segment"), ["editor.segment 2"], "{made:?}");
    let words = keys::video_file(video, "script.json");
    let script = studio.storage().bucket.get_bytes(&words).await.unwrap();
    assert!(String::from_utf8_lossy(&script).contains("Fresh beans at six."));
}

#[tokio::test]
async fn another_caption_style_speaks_and_draws_nothing_anew() {
    let state = tempfile::tempdir().unwrap();
    let studio = studio(state.path(), "").await;
    let report = first(&studio, small_brief_with(&json!({}))).await;
    let patch = json!({"captions": "none"});
    let changes = Changes { brief: patch.as_object().unwrap().clone(), ..Changes::default() };
    let made = made_steps(&revised(&studio, report.video_id, &changes).await);
    for kept in ["audio", "visual", "script.write"] {
        assert_eq!(of(&made, kept), Vec::<String>::new(), "{made:?}");
    }
    assert!(!of(&made, "editor.segment").is_empty(), "{made:?}");
}
