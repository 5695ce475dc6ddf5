use serde::{Deserialize, Serialize};

use super::MadeFor;
use crate::step::StepKey;

/// What the editor is asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum EditorAction {
    /// Lay out the timeline.
    Layout {
        /// The plan.
        plan: StepKey,
        /// The script.
        script: StepKey,
        /// One per scene, in any order.
        pictures: Vec<MadeFor>,
        /// One per scene, in any order.
        narrations: Vec<MadeFor>,
        /// The music, if any.
        music: Option<StepKey>,
    },
    /// Render one segment.
    Segment {
        /// The timeline.
        timeline: StepKey,
        /// Which, from 0.
        index: u32,
    },
    /// Join the segments, mix the sound, write captions and poster.
    Assemble {
        /// The timeline.
        timeline: StepKey,
        /// One per segment, in any order.
        segments: Vec<MadeFor>,
    },
}

/// What laying out gives.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LaidOut {
    /// The timeline's artifact.
    pub artifact: StepKey,
    /// How many segments there are to render.
    pub segments: usize,
}
