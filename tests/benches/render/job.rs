//! The one job that everybody gets, as a brief of OMA's.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::footage::Footage;

/// Clips, one per scene.
pub(crate) const CLIPS: u32 = 6;
/// The length of a scene.
pub(crate) const SCENE_S: u32 = 5;
/// The length of the film.
pub(crate) const FILM_S: u32 = CLIPS * SCENE_S;

/// Two short sentences a scene: two captions each, twelve in all.
const WORDS: [&str; CLIPS as usize] = [
    "The oven is lit early. Bread is ready by six.",
    "We mill our own flour. It tastes of the field.",
    "The color is warm. The crust sings when it cools.",
    "Neighbors come in early. Some come in twice.",
    "Coffee waits at the bar. It is always fresh.",
    "Come in tomorrow morning. The first roll is free.",
];
/// The third scene, spelt the British way: it sounds the same.
const RESPELT: &str = "The colour is warm. The crust sings when it cools.";
/// The third scene in other words.
const REWORDED: &str = "Every loaf rests overnight. That is why it keeps.";

/// What is different from the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    Nothing,
    Caption,
    Words,
    Music,
}

/// The job, or the job after a change.
pub(crate) fn brief(footage: &Footage, change: Change) -> Value {
    let mut brief = cards_brief(footage, change);
    let clips = footage.clips.iter().map(|clip| json!({ "source": clip, "start_s": 0 }));
    brief["assets"] = clips.collect();
    brief
}

/// The job without clips: OMA draws cards.
pub(crate) fn cards_brief(footage: &Footage, change: Change) -> Value {
    let music = if change == Change::Music { &footage.other_music } else { &footage.music };
    json!({
        "title": "The bakery around the corner",
        "description": "A bakery that lights its oven early. Bread, rolls and coffee.",
        "language": "en-US",
        "duration_s": FILM_S,
        "aspect": "9:16",
        "resolution": "1080p",
        "transition": "cut",
        "captions": "phrase",
        "music": { "file": music },
        "script": { "scenes": scenes(change) },
    })
}

fn scenes(change: Change) -> Vec<Value> {
    let scene = |(n, words): (usize, &&str)| {
        let narration = match (n, change) {
            (2, Change::Caption) => RESPELT,
            (2, Change::Words) => REWORDED,
            _ => words,
        };
        // With a headline and keywords of its own, a picture does not depend on the spoken words.
        json!({
            "narration": narration, "on_screen": "The bakery", "keywords": ["bread"],
            "visual": "Bread.", "mood": "calm", "seconds": SCENE_S,
        })
    };
    WORDS.iter().enumerate().map(scene).collect()
}

/// The same at 360 lines: it needs the same speech and takes a tenth of the time. Without music, so
/// that the film's sound is not among what is found again.
pub(crate) fn draft(mut brief: Value) -> Value {
    brief["resolution"] = json!("360p");
    brief["music"] = json!("none");
    brief
}

/// Writes a brief where the product can read it.
pub(crate) fn written(brief: &Value, dir: &Path, name: &str) -> PathBuf {
    let path = dir.join(format!("{name}.json"));
    std::fs::write(&path, serde_json::to_vec_pretty(brief).unwrap()).unwrap();
    path
}
