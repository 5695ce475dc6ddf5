//! What can be named in a brief.

use oma_core::brief::Mood;
use oma_core::language::Language;
use oma_core::money::MicroUsd;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `GET /v1/voices`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Voice {
    /// As `voice` in a brief names it.
    pub voice_id: String,
    /// What it speaks.
    pub language: Language,
    /// Whose it is.
    pub provider: String,
    /// What it is like, for people.
    pub description: String,
    /// What 1,000 spoken characters cost; 0 for voices of OMA's own.
    pub price_of_1000_characters_micro_usd: MicroUsd,
    /// Whether it can be had here. One that cannot is replaced, which the video's report says.
    pub is_available: bool,
}

/// `GET /v1/music-moods`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MusicMood {
    /// As `music.mood` in a brief names it.
    pub mood: Mood,
    /// How many pieces of recorded music the music pack has; where the pack is not installed, music
    /// is synthesised, and the report of the video says so.
    pub pieces: u32,
}

/// `GET /v1/models`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Model {
    /// What it does: `script`, `narration`, `picture`, `music`.
    pub task: String,
    /// Who offers it.
    pub provider: String,
    /// Its name there.
    pub model: String,
    /// What it is like, for people.
    pub description: String,
}
