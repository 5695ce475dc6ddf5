//! Colour icons and the words that call for them.
//!
//! Reading order: [`find`] here → `scenes.rs` (a film's icons together) → `index.rs` (which words mean which icon) → `stem.rs` (how words
//! are compared) → `collection.rs` (the embedded drawings).
//!
//! The drawings are Fluent Emoji by Microsoft (MIT). `assets/icons/keywords.txt` is the index and
//! is written by hand; `assets/icons/update.mjs` makes the file of drawings from it.

mod collection;
mod index;
mod scenes;
mod stem;

use oma_core::brief::Mood;
use oma_core::language::Language;
use oma_core::plan::Purpose;

pub use collection::{Icon, all, by_name};
pub use scenes::{SceneWords, for_scenes};
pub use stem::content_stems;

/// The icon that fits some words best; `None` if no word is known.
///
/// `keywords` come first, in their order, because whoever wrote the scene put the main one first.
/// In `text` the longest known word or phrase wins, as it is the most specific one. Words of the
/// given language win over words of the other one, which are tried too: brands mix them.
pub fn find(keywords: &[String], text: &str, language: Language) -> Option<&'static Icon> {
    let name = keywords
        .iter()
        .find_map(|keyword| index::longest_match(keyword, language))
        .or_else(|| index::longest_match(text, language))?;
    by_name(name)
}

/// The icon of a scene whose words call for none.
pub fn default_for(purpose: Purpose, mood: Mood) -> Option<&'static Icon> {
    by_name(match (purpose, mood) {
        (Purpose::Hook | Purpose::Intro | Purpose::Outro, _) => "sparkles",
        (Purpose::Problem, _) => "puzzle-piece",
        (Purpose::Proof, _) => "check-mark-button",
        (Purpose::CallToAction, _) => "rocket",
        (Purpose::Body, Mood::Calm) => "seedling",
        (Purpose::Body, Mood::Happy) => "balloon",
        (Purpose::Body, Mood::Energetic) => "high-voltage",
        (Purpose::Body, Mood::Nostalgic) => "framed-picture",
        (Purpose::Body, Mood::Inspiring) => "light-bulb",
    })
}

#[cfg(test)]
mod tests;
