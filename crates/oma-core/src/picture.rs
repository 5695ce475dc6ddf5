//! The picture of one scene, as layers that the editor moves.

use serde::{Deserialize, Serialize};

use crate::brief::Fit;

/// What the visual agent made for a scene; stored as `picture.json` beside the layers' files.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Picture {
    /// What fills the frame.
    pub background: Background,
    /// The file of a transparent PNG of the frame's size with the scene's text and icon.
    pub foreground: Option<String>,
}

/// What fills the frame behind the text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Background {
    /// A still, larger than the frame by [`OVERSCAN_PERCENT`], so that it can drift.
    Still {
        /// The file of the PNG.
        file: String,
    },
    /// A clip of the frame's size, without sound, looped when the scene is longer.
    Clip {
        /// The file of the MP4.
        file: String,
        /// Its length.
        duration_ms: u64,
    },
}

/// How much larger a still background is than the frame, so that drifting never shows an edge.
pub const OVERSCAN_PERCENT: u32 = 12;

/// Where a picture came from; stored on the step and shown in the report.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "source", rename_all = "snake_case")]
pub enum PictureSource {
    /// Drawn from the scene's words.
    Card,
    /// The user's own image or clip.
    Asset {
        /// Its upload key.
        upload: String,
        /// How it fills the frame.
        fit: Fit,
    },
}
