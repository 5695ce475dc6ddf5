use serde::{Deserialize, Serialize};

use crate::step::StepKey;

/// What the visual agent is asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum VisualAction {
    /// Find or make the picture of one scene.
    Make {
        /// The plan.
        plan: StepKey,
        /// The script.
        script: StepKey,
        /// The scene's number.
        scene: u32,
    },
}
