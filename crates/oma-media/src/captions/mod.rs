//! Captions: from the times of spoken words to cues, and from cues to ASS, SRT, VTT and JSON.
//!
//! Reading order: `width` (of words) → `phrase` (which
//! stand together) → `cues` (when they are seen) → `look`
//! (where and how large) → `ass` (burned in) and `files` (delivered beside the film).

mod ass;
mod cues;
mod files;
mod look;
mod phrase;
mod width;

pub use ass::ass;
pub use cues::{MIN_CUE_MS, cues};
pub use files::{srt, vtt, words_json};
pub use look::{SafeArea, captions_area, safe_area};
