//! What must not leave or must not be said: personal data in texts of users and providers, and
//! content that is unsafe or that advertising rules forbid.
//!
//! Reading order: [`find()`] gives every [`Finding`] in a text; `text` reads it as a person would
//! (full-width digits, odd blanks and dashes); `kinds` has a file per kind of number with its
//! grammar and check digits; `context` are the words around a number that say what it is. A
//! [`Policy`] says what happens to each [`Kind`], and [`Policy::apply`] does it. `safety` is the
//! other half: [`concerns()`] holds a text against lists of phrases.
//!
//! Rules that must stay true: where a kind has check digits, a number that breaks them is not of
//! that kind; where it has none, either its notation or a word beside it must speak for it. Ranges
//! are bytes of the text that was given. Nothing here keeps, logs or prints a text.

mod context;
mod find;
mod kind;
mod kinds;
mod policy;
mod safety;
mod text;

pub use find::{Finding, find};
pub use kind::Kind;
pub use policy::{Action, Guarded, Policy};
pub use safety::{Category, Concern, concerns};
