//! Holds JSON to the rules of a type: its JSON Schema, and what a schema cannot say of texts. All
//! problems come at once, each with its path and what is allowed instead.
//!
//! Reading order: [`read`] (bytes to JSON that everybody reads alike), [`check`] and [`TypeSchema`]
//! (JSON to a type), `explain` (an error of the validator to a sentence), `texts`.

mod explain;
mod problem;
mod schema;
mod strict;
mod texts;

pub use problem::Problem;
pub use schema::{TypeSchema, check};
pub use strict::{MAX_DEPTH, read};

/// The most problems that are told at once. Whoever sends worse corrects these first; the limit
/// bounds the answer to a request that is made of problems.
pub const MAX_PROBLEMS: usize = 100;
