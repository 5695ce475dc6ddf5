use serde::{Deserialize, Serialize};

use crate::step::StepKey;

/// What the script agent is asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum ScriptAction {
    /// Write a first draft.
    Write {
        /// The plan.
        plan: StepKey,
    },
    /// Hold a draft against the rubric.
    Criticise {
        /// The plan.
        plan: StepKey,
        /// The draft.
        script: StepKey,
    },
    /// Write a better draft.
    Improve {
        /// The plan.
        plan: StepKey,
        /// The draft.
        script: StepKey,
        /// What was wrong with it.
        critique: StepKey,
        /// Which attempt this is, from 2.
        attempt: u32,
        /// What a person said against it; empty if nobody did.
        #[serde(default)]
        reason: String,
    },
}

/// What writing and improving give.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Drafted {
    /// The script's artifact.
    pub artifact: StepKey,
    /// How many scenes it has.
    pub scenes: usize,
}

/// What criticising gives.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Criticised {
    /// The critique's artifact.
    pub artifact: StepKey,
    /// From 0 to 100.
    pub score: u32,
    /// Whether the score is high enough.
    pub passed: bool,
}
