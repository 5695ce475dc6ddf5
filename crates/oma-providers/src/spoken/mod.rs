//! How written words are said.

mod clean;

use oma_core::language::Language;

/// What is said for each word of a text as split at white space: the word itself, several words,
/// or nothing.
pub(crate) fn words(text: &str, _language: Language) -> Vec<String> {
    text.split_whitespace().map(clean::clean).collect()
}
