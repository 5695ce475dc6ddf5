use serde::{Deserialize, Serialize};

use crate::step::StepKey;

/// What the audio agent is asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum AudioAction {
    /// Speak one scene.
    Narrate {
        /// The plan.
        plan: StepKey,
        /// The script.
        script: StepKey,
        /// The scene's number.
        scene: u32,
    },
    /// Choose the music.
    ChooseMusic {
        /// The plan.
        plan: StepKey,
    },
}

/// What choosing music gives.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MusicChosen {
    /// The music's artifact, or nothing if there is to be none.
    pub artifact: Option<StepKey>,
}
