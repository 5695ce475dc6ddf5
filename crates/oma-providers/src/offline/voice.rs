use serde::{Deserialize, Serialize};

/// How a voice sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    /// Like a woman's.
    Female,
    /// Like a man's.
    Male,
}
