//! Captions: from the times of spoken words to cues, and from cues to ASS, SRT, VTT and JSON.
//!
//! Reading order: `measure` (how wide words are) → `phrase` (which stand together) → `cues` (when they are seen) → `look`
//! (where and how large) → `ass` (burned in) and `files` (delivered beside the film).

mod ass;
mod clip;
mod cues;
mod files;
mod look;
mod measure;
mod phrase;

pub use ass::ass;
pub use clip::clipped;
pub use cues::{MIN_CUE_MS, cues};
pub use files::{srt, vtt, words_json};
pub use look::{SafeArea, Setting, captions_area, safe_area};
