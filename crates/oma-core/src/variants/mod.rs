//! Siblings of one brief, which differ in what a person names.
//!
//! Reading order: [`expand`] turns names with values into [`Variation`]s; `axis` is one name with
//! its values and what is wrong with them; `label` writes a variation down for people.
//!
//! Invariants: a variation is a merge patch of a brief, so it is checked and made as any variant
//! is; nothing here knows a video. What siblings share is not decided here: equal steps of one owner
//! are found, see [`crate::step`].

mod axis;
mod expand;
mod label;

pub use expand::{How, MOST_VARIATIONS, Variation, Vary, expand};
