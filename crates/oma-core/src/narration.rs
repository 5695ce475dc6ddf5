//! The spoken words of one scene, with the time of each.

use serde::{Deserialize, Serialize};

use crate::plan::ModelChoice;

/// What the audio agent made for a scene; stored as `narration.json` beside `speech.wav`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Narration {
    /// Who spoke.
    pub narrator: ModelChoice,
    /// The length of the sound, without silence before the first and after the last word.
    pub duration_ms: u64,
    /// Every word of the text in order; concatenated with spaces they give the text.
    pub words: Vec<WordTiming>,
    /// Whether the times come from the voice itself or are measured around it.
    pub timing: TimingSource,
}

/// When a word is heard.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct WordTiming {
    /// The word as written, with its punctuation.
    pub text: String,
    /// From the start of the sound.
    pub start_ms: u64,
    /// From the start of the sound; never before `start_ms`.
    pub end_ms: u64,
}

/// How word times were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimingSource {
    /// The voice reports them.
    Exact,
    /// Measured by speaking parts of the text and comparing their lengths.
    Measured,
    /// Shared out by the letters of each word.
    Estimated,
}
