//! The music under a film.

use serde::{Deserialize, Serialize};

use crate::brief::Mood;
use crate::ports::Credit;

/// What the audio agent chose; stored as `music.json` beside the sound file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Music {
    /// The sound's file name in the artifact.
    pub file: String,
    /// Its length; it is looped when the film is longer.
    pub duration_ms: u64,
    /// Its name, for the credits.
    pub title: String,
    /// Its mood, if it was chosen by mood.
    pub mood: Option<Mood>,
    /// Under what licence it may be used.
    pub licence: String,
    /// To whom it is owed, where the licence asks for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<Credit>,
}
