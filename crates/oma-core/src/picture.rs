//! The picture of one scene, as layers that the editor moves.

use serde::{Deserialize, Serialize};

use crate::brief::Fit;
use crate::ports::Credit;

/// What the visual agent made for a scene; stored as `picture.json` beside the layers' files.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Picture {
    /// What fills the frame.
    pub background: Background,
    /// The file of a transparent PNG of the frame's size with the scene's text and icon.
    pub foreground: Option<String>,
    /// What stands still over everything, in transitions too: the brand's logo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed: Option<FixedLayer>,
    /// To whom the background is owed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<Box<Credit>>,
}

/// A small picture at one place of the frame.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FixedLayer {
    /// The file of the transparent PNG.
    pub file: String,
    /// Pixels from the left edge of the frame, even.
    pub x: u32,
    /// Pixels from its upper edge, even.
    pub y: u32,
}

/// What fills the frame behind the text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Background {
    /// A still, larger than the frame by [`OVERSCAN_PERCENT`], so that it can drift.
    Still {
        /// The file of the PNG.
        file: String,
        /// Whether it is a photograph, which may also be zoomed; a drawing only drifts.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        photo: bool,
    },
    /// A clip of any size, whose sound is not heard; looped when the scene is longer.
    Clip {
        /// Its file.
        file: String,
        /// Its length.
        duration_ms: u64,
        /// Where in it the scene starts: its best part.
        start_ms: u64,
        /// How it fills the frame.
        fit: Fit,
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
