//! Photos and clips that others have made: Pexels and Pixabay.
//!
//! Reading order: [`terms`] (what is searched for), [`Pexels`] and [`Pixabay`] (one call each),
//! `file` (which of a result's files is taken), [`Stock`] (both, over accounts), [`rank`] (which result fits
//! a scene), [`assign`] (which scene gets which), `lexicon` and `stem` (how words are compared).
//!
//! Invariants: nothing of a library is fetched but from its own documented hosts; a file is stored before
//! anybody reads it; who made it goes with it.

mod assign;
mod file;
mod hosts;
mod lexicon;
mod library;
mod pexels;
mod pixabay;
mod rank;
mod stem;
mod terms;
#[cfg(test)]
mod tests;

pub use assign::assign;
pub use library::Stock;
pub use pexels::Pexels;
pub use pixabay::Pixabay;
pub use rank::{RELEVANT_ENOUGH, Ranked, SceneWords, rank};
pub use terms::terms;

/// The most bytes of a clip.
pub const MOST_CLIP_BYTES: usize = 200 << 20;
/// The most bytes of a photo.
pub const MOST_PHOTO_BYTES: usize = 40 << 20;
