//! What whole-product tests share: briefs, studios in temporary folders, a Lambda service for
//! the real function binaries, and the workflow over them.
// Only ever linked into tests, where a panic is how a test fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc, clippy::panic)]

pub mod binaries;
pub mod cloud;
pub mod lambda_service;

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use oma_core::Result;
use oma_core::brief::Brief;
use oma_core::ports::Executions;
use oma_core::report::Report;
use oma_local::{Made, Prepared, Reach, Studio, Submitted};
use oma_media::ffmpeg::Tools;
use serde_json::{Value, json};

/// The smallest and quickest film: 15 seconds at 360 lines, in the voice that costs least.
pub fn small_brief() -> Value {
    json!({
        "title": "Corner Coffee",
        "description": "A coffee shop for young urban professionals. Fresh beans every morning. \
                        Your cup is ready in 3 minutes.",
        "language": "en-US",
        "duration_s": 15,
        "resolution": "360p",
        "cta": "Visit us",
        "voice": "espeak-en-us",
    })
}

/// [`small_brief`] with fields set to other values.
pub fn small_brief_with(fields: &Value) -> Value {
    let mut brief = small_brief();
    for (name, value) in fields.as_object().unwrap() {
        brief[name] = value.clone();
    }
    brief
}

/// A script of one's own with four scenes of fixed length, whose second scene says `words`.
pub fn own_script(words: &str) -> Value {
    let scene = |narration: &str, on_screen: &str, seconds: f64| {
        json!({
            "narration": narration, "on_screen": on_screen, "keywords": ["coffee"],
            "mood": "happy", "visual": "A cup.", "seconds": seconds,
        })
    };
    json!({ "scenes": [
        scene("Is your coffee cold again?", "Cold again?", 3.0),
        scene(words, "Fresh every morning", 5.0),
        scene("Nine of ten guests come back.", "9 of 10 come back", 3.5),
        scene("Visit us today.", "Visit us", 3.5),
    ]})
}

/// Opens a studio with faults on purpose; see `oma_lambda::Faults`.
pub async fn studio(state_dir: &Path, faults: &str) -> Studio {
    Studio::open(state_dir, Tools::locate().unwrap(), faults, &Reach::offline()).await.unwrap()
}

/// Makes a film, or fails with a report.
pub async fn make(studio: &Studio, brief: Value) -> Made {
    make_from(studio, brief, Path::new(".")).await
}

/// Makes a film of a brief whose paths begin at `base`.
pub async fn make_from(studio: &Studio, brief: Value, base: &Path) -> Made {
    let submitted = submit(studio, brief, base).await;
    studio.run(&submitted, Arc::new(|_: &_| {})).await.unwrap()
}

/// A video that is ready to be made.
pub async fn submit(studio: &Studio, brief: Value, base: &Path) -> Submitted {
    let brief = Brief::from_value(brief).unwrap();
    let prepared = Prepared::new(brief, base, &Tools::locate().unwrap(), None).await.unwrap();
    studio.submit(&prepared).await.unwrap()
}

/// The steps that were really made, as `step` or `step item`.
pub fn made_steps(report: &Report) -> Vec<String> {
    let made = report.steps.iter().filter(|step| !step.cached);
    let mut names: Vec<String> = made
        .map(|step| match step.item {
            Some(item) => format!("{} {item}", step.step),
            None => step.step.clone(),
        })
        .collect();
    names.sort();
    names
}

/// Executions that somebody else starts: here the studio runs them itself.
#[derive(Debug, Clone, Copy)]
pub struct NoExecutions;

#[async_trait]
impl Executions for NoExecutions {
    async fn start(&self, _: &str, _: &Value) -> Result<()> {
        Ok(())
    }

    async fn stop(&self, _: &str, _: &str) -> Result<()> {
        Ok(())
    }

    async fn resume(&self, _: &str, _: &Value) -> Result<()> {
        Ok(())
    }
}
