//! The script: what is said and shown, scene by scene; and the critic's opinion of it.

use serde::{Deserialize, Serialize};

use crate::brief::Mood;
use crate::language::Language;
use crate::plan::{ModelChoice, Purpose};

/// A whole script. Written to `script.json`; its scenes can be put back into a brief's
/// `script.scenes` after editing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Script {
    /// The title of the video.
    pub title: String,
    /// The language of every text.
    pub language: Language,
    /// Who wrote it.
    pub writer: ModelChoice,
    /// The scenes, in the order of the film. Their `number` counts from 1 without gaps.
    pub scenes: Vec<Scene>,
    /// For a translation, what it translates, scene by scene: whatever chooses pictures reads this,
    /// so that a film in another language shows the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<Box<Script>>,
}

impl Script {
    /// The script whose words choose the pictures, with the same scenes under the same numbers.
    pub fn pictured(&self) -> &Self {
        self.original.as_deref().unwrap_or(self)
    }

    /// The scenes in which something is said: all but the brand's cards.
    pub fn spoken(&self) -> impl DoubleEndedIterator<Item = &Scene> {
        self.scenes.iter().filter(|scene| !scene.purpose.is_brand_card())
    }

    /// The scene with a number.
    pub fn scene(&self, number: u32) -> Option<&Scene> {
        self.scenes.iter().find(|scene| scene.number == number)
    }
}

/// One scene.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scene {
    /// From 1.
    pub number: u32,
    /// Its part in the story.
    pub purpose: Purpose,
    /// What the voice says.
    pub narration: String,
    /// The headline on the picture.
    pub on_screen: String,
    /// A smaller line under the headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supporting: Option<String>,
    /// What the picture shows.
    pub visual: String,
    /// Words that choose the picture or icon.
    pub keywords: Vec<String>,
    /// The feeling.
    pub mood: Mood,
    /// How long the scene lasts at least, in seconds. Its words may make it longer.
    pub seconds: f64,
}

impl Scene {
    /// [`Scene::seconds`] in whole milliseconds.
    pub fn duration_ms(&self) -> u64 {
        // Bounded by the brief (1 to 60 s) and by the plan, so the cast keeps the value.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let ms = (self.seconds.max(0.0) * 1000.0).round() as u64;
        ms
    }
}

/// The critic's opinion of a script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Critique {
    /// 100 less the points lost.
    pub score: u32,
    /// What lost points, the worst first.
    pub findings: Vec<CritiqueFinding>,
}

/// One thing the critic found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CritiqueFinding {
    /// The rule of the rubric.
    pub rule: Rule,
    /// The scene meant, if it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scene: Option<u32>,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Points lost of 100.
    pub points: u32,
}

/// The rules of the rubric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The first sentence can be spoken in three seconds and makes one want to hear the next.
    Hook,
    /// Attention, interest, desire, action: each has a scene.
    Story,
    /// The call to action is spoken in the last scene.
    CallToAction,
    /// The words fit the duration.
    Duration,
    /// No scene repeats another.
    Repetition,
}
