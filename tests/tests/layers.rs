//! A whole film, made by the functions as Lambda has them: release binaries with their layers under
//! `/opt` and nothing else of this machine. `scripts/lambda/check-layers.sh` lays out the folders
//! and runs this, so it is ignored otherwise.
#![allow(clippy::unwrap_used, clippy::print_stdout)] // A test fails by panicking.

use std::path::PathBuf;

use oma_core::video::VideoStatus;
use oma_tests::cloud::Cloud;
use oma_tests::{small_brief_with, studio};
use serde_json::json;

/// Nothing fell back: the layer's neural voice spoke, its music plays, its ffmpeg drew captions, and
/// the review, which looks at the finished file, passed.
async fn makes_a_film(language: &str, voice: &str) {
    let folder = PathBuf::from(std::env::var("OMA_FUNCTIONS").unwrap());
    let state = tempfile::tempdir().unwrap();
    let studio = studio(state.path(), "").await;
    let brief = small_brief_with(&json!({ "language": language, "voice": voice }));
    let report = Cloud::start(&folder, &studio).await.make(&studio, brief).await;
    assert_eq!((report.status, &report.error), (VideoStatus::Succeeded, &None));
    assert_eq!(report.fallbacks, []);
    let mut narrations = report.steps.iter().filter(|step| step.step == "audio.narrate");
    assert!(narrations.all(|step| step.provider == "kokoro" && step.model == voice));
    println!("{} ms of film in {} steps", report.duration_ms.unwrap(), report.steps.len());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by scripts/lambda/check-layers.sh, which prepares the folders"]
async fn the_layers_make_a_film_in_english() {
    makes_a_film("en-US", "af_heart").await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by scripts/lambda/check-layers.sh, which prepares the folders"]
async fn the_layers_make_a_film_in_portuguese() {
    makes_a_film("pt-BR", "pf_dora").await;
}
