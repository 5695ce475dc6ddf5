//! Finished work is never done again.
#![allow(clippy::unwrap_used, clippy::panic)] // A test fails by panicking.

use oma_core::contract::files;
use oma_core::ports::Objects;
use oma_core::report::Report;
use oma_core::video::keys;
use oma_local::Studio;
use oma_tests::{made_steps, make, own_script, small_brief, small_brief_with, studio};
use serde_json::{Value, json};

async fn film(studio: &Studio, report: &Report) -> Vec<u8> {
    let key = keys::video_file(report.video_id, files::VIDEO);
    studio.storage().bucket.get_bytes(&key).await.unwrap().to_vec()
}

fn with_words(words: &str) -> Value {
    small_brief_with(&json!({ "script": own_script(words) }))
}

#[tokio::test]
async fn the_same_brief_again_makes_nothing_again() {
    let state = tempfile::tempdir().unwrap();
    let studio = studio(state.path(), "").await;
    let first = make(&studio, small_brief()).await.report;
    let second = make(&studio, small_brief()).await.report;
    assert_ne!(first.video_id, second.video_id);
    assert_eq!(made_steps(&second), Vec::<String>::new());
    // The sound is a step inside the assembly, and nobody asks for it when the film is there.
    assert_eq!(second.steps.len() + 1, first.steps.len());
    assert!(film(&studio, &first).await == film(&studio, &second).await);
}

#[tokio::test]
async fn two_studios_make_the_same_file() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (here, there) = (studio(here.path(), "").await, studio(there.path(), "").await);
    let first = make(&here, small_brief()).await.report;
    let second = make(&there, small_brief()).await.report;
    assert!(film(&here, &first).await == film(&there, &second).await);
}

#[tokio::test]
async fn a_changed_narration_remakes_its_scene_and_nothing_else() {
    let state = tempfile::tempdir().unwrap();
    let studio = studio(state.path(), "").await;
    make(&studio, with_words("We roast small batches every morning.")).await;
    let changed = make(&studio, with_words("We roast every day at six.")).await.report;
    assert_eq!(
        made_steps(&changed),
        [
            // The words themselves, which are where the change comes in.
            "audio.narrate 2",
            "editor.assemble",
            "editor.layout",
            // Segments: scene 1, transition, scene 2, …: the scene keeps its length, so its
            // transitions are the same.
            "editor.segment 2",
            "editor.sound",
            "script.criticise",
            "script.write",
            "supervisor.check",
            "supervisor.review",
        ]
    );
}

#[tokio::test]
async fn a_narration_that_outgrows_its_scene_remakes_the_transition_behind_it_too() {
    let state = tempfile::tempdir().unwrap();
    let studio = studio(state.path(), "").await;
    make(&studio, with_words("We roast small batches every morning.")).await;
    let longer = "We roast small batches every single morning, and we grind them while you wait.";
    let changed = make(&studio, with_words(longer)).await.report;
    let segments: Vec<String> =
        made_steps(&changed).into_iter().filter(|s| s.starts_with("editor.segment")).collect();
    assert!(segments.contains(&"editor.segment 2".to_owned()));
    let allowed = ["editor.segment 1", "editor.segment 2", "editor.segment 3"];
    assert!(segments.iter().all(|s| allowed.contains(&s.as_str())), "{segments:?}");
    let narrations = made_steps(&changed).into_iter().filter(|s| s.starts_with("audio.narrate"));
    assert_eq!(narrations.collect::<Vec<_>>(), ["audio.narrate 2"]);
}

#[tokio::test]
async fn other_music_changes_the_sound_and_no_picture() {
    let state = tempfile::tempdir().unwrap();
    let studio = studio(state.path(), "").await;
    make(&studio, small_brief_with(&json!({"music": {"mood": "calm"}}))).await;
    let brief = small_brief_with(&json!({"music": {"mood": "energetic"}}));
    let changed = make(&studio, brief).await.report;
    let expected = [
        "audio.choose_music",
        "editor.assemble",
        "editor.layout",
        "editor.sound",
        "supervisor.check",
        "supervisor.plan",
        "supervisor.review",
    ];
    assert_eq!(made_steps(&changed), expected);
}
