use serde::{Deserialize, Serialize};

use super::MadeFor;
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
        /// How often this was asked before in vain, because a provider's job was not done.
        #[serde(default)]
        looks: u32,
    },
}

/// What [`VisualAction::Make`] gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PictureMade {
    /// The picture.
    Made(MadeFor),
    /// A provider's job is not done. Ask again later: nothing is paid again.
    Pending(StillPending),
}

/// That a picture is not done yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StillPending {
    /// The scene's number.
    pub item: u32,
    /// How long to wait, in seconds; at least 1.
    pub pending_s: u32,
}
