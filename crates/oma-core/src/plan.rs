//! The supervisor's plan: what the video is to achieve, and within what bounds each agent works.

mod scenes;

use serde::{Deserialize, Serialize};

pub use scenes::plan_scenes;

use crate::brief::{CaptionStyle, Mood, Style, Template, Tone};
use crate::format::VideoFormat;
use crate::language::Language;
use crate::timeline::TransitionKind;

/// Everything the agents need to know that does not depend on the words of a script.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// What the supervisor understood of the brief.
    pub analysis: Analysis,
    /// The size and rate of the film.
    pub format: VideoFormat,
    /// The language of narration and captions.
    pub language: Language,
    /// The look.
    pub style: Style,
    /// The voice of the words.
    pub tone: Tone,
    /// The structure.
    pub template: Template,
    /// The length asked for.
    pub duration_ms: u64,
    /// The parts of the film, in order.
    pub scenes: Vec<ScenePlan>,
    /// About how many words the narration may have in all.
    pub word_budget: u64,
    /// How captions are burned in.
    pub captions: CaptionStyle,
    /// How scenes pass into each other.
    pub transition: TransitionKind,
    /// How often the script may be improved.
    pub max_script_attempts: u32,
    /// The score from 0 to 100 that a script must reach.
    pub pass_score: u32,
    /// What each agent uses.
    pub choices: Choices,
}

impl Plan {
    /// The length asked for without the brand's cards.
    pub fn story_ms(&self) -> u64 {
        self.scenes.iter().map(|scene| scene.duration_ms).sum()
    }
}

/// What the supervisor understood of the brief.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Analysis {
    /// What the viewer is to do or know afterwards.
    pub objective: String,
    /// Who watches.
    pub audience: String,
    /// What the pictures must do.
    pub visual_needs: Vec<String>,
    /// What voice and music must do.
    pub audio_needs: Vec<String>,
    /// From 0 to 100: how much of what makes a good brief is there.
    pub completeness: u32,
    /// What would make the brief better.
    pub suggestions: Vec<String>,
}

/// One planned part of the film.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenePlan {
    /// From 1.
    pub number: u32,
    /// Its part in the story.
    pub purpose: Purpose,
    /// How long it lasts.
    pub duration_ms: u64,
    /// About how many words it may have.
    pub words: u64,
}

/// The part a scene plays in the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Attention, in the first three seconds.
    Hook,
    /// Interest: what is at stake.
    Problem,
    /// Interest: what it is.
    Body,
    /// Desire: why to believe it.
    Proof,
    /// Action.
    CallToAction,
    /// The brand's card before the story: nothing is said.
    Intro,
    /// The brand's card after the story: nothing is said.
    Outro,
}

impl Purpose {
    /// Whether the scene is one of the brand's cards, on which nothing is said.
    pub fn is_brand_card(self) -> bool {
        matches!(self, Self::Intro | Self::Outro)
    }
}

/// The model and voice chosen for each agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// Who writes.
    pub writer: ModelChoice,
    /// Who speaks.
    pub narrator: ModelChoice,
    /// Where music comes from, and its mood; absent when there is to be none.
    pub music: Option<MusicChoice>,
    /// Where pictures come from that are not the user's own, the best first. Where none of it has one,
    /// a card is drawn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<PictureChoice>,
}

/// Where pictures come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "source", rename_all = "snake_case")]
pub enum PictureChoice {
    /// Libraries of footage and photos.
    Stock {
        /// Their names.
        libraries: Vec<String>,
    },
    /// Models.
    Generated {
        /// The one that draws.
        image: ModelChoice,
        /// The one that moves what was drawn; nobody for stills.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        clip: Option<ModelChoice>,
    },
}

/// A provider and its model.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ModelChoice {
    /// For example `offline`, `openrouter`.
    pub provider: String,
    /// The provider's name for the model or voice.
    pub model: String,
}

impl ModelChoice {
    /// A model of a provider.
    pub fn new(provider: impl Into<String>, model: impl Into<String>) -> Self {
        Self { provider: provider.into(), model: model.into() }
    }
}

/// The music the plan asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MusicChoice {
    /// A bed of a mood.
    Mood(Mood),
    /// The user's own file, by its upload key.
    Upload(String),
}
