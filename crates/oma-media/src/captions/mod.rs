//! Captions: from the times of spoken words to cues, and from cues to ASS, SRT, VTT and JSON.
//!
//! Reading order: `phrase` (which words stand together) → `cues` (when they are seen) → `look`
//! (where and how large) → `ass` (burned in) and `files` (delivered beside the film).

mod ass;
mod cues;
mod files;
mod look;
mod phrase;

pub use ass::ass;
pub use cues::{MIN_CUE_MS, cues};
pub use files::{srt, vtt, words_json};
pub use look::{SafeArea, captions_area, max_chars, safe_area};
