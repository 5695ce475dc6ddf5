//! Working with sentences: cleaning, splitting, shortening, and the words that count.

mod clauses;
mod sentences;
mod tidy;
mod words;

pub(super) use clauses::{heads, pieces};
pub(super) use sentences::sentences;
pub(super) use tidy::{capitalised, finish, plain, spoken_lines, without_links};
pub(super) use words::{bare, keywords, same_words, words};
