use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::language::Language;
use crate::spend::{Answer, CallFailure};

/// One vendor's voices: one call, no retries.
#[async_trait]
pub trait SpeechVendor: Send + Sync {
    /// The vendor's name, as in [`crate::plan::ModelChoice::provider`].
    fn provider(&self) -> &str;

    /// Speaks a text. The answer's body is a [`SpokenAnswer`], its media the sound.
    async fn speak(&self, request: &SpeechRequest) -> Result<Answer, CallFailure>;
}

/// What a voice is sent; all that decides its sound.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct SpeechRequest {
    /// The vendor's model: `eleven_multilingual_v2`, `neural`.
    pub model: String,
    /// The vendor's id of the voice.
    pub voice: String,
    /// What it says.
    pub text: String,
    /// In which language.
    pub language: Language,
    /// How quickly, in percent of its own pace.
    pub rate_percent: u32,
    /// How it says it, for vendors that take directions.
    pub directions: String,
    /// For equal sounds where the vendor can do that.
    pub seed: u64,
    /// What is asked for.
    pub part: SpeechPart,
}

/// What is asked of a voice. Some vendors give sound and times in two calls, each charged by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SpeechPart {
    /// The sound, with the times where they come along.
    Sound,
    /// The times alone, of vendors that tell them in a call of their own: no media.
    Marks,
}

/// What a vendor says of the sound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpokenAnswer {
    /// The media type of the sound: `audio/wav`, `audio/mpeg`, `audio/pcm;rate=24000`.
    pub content_type: String,
    /// When each part of the text is said, as the vendor tells it; empty if it does not.
    pub marks: Vec<SpeechMark>,
}

/// When a part of the text is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpeechMark {
    /// The part: a word, or a single character.
    pub text: String,
    /// When it begins.
    pub start_ms: u64,
    /// When it ends; where the vendor does not say, when the next one begins.
    pub end_ms: u64,
}
