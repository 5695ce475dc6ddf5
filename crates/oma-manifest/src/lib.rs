//! Reads manifests of batches, row by row, in memory that does not grow with their number.

use oma_core::brief::Problem;
use serde_json::{Map, Value};

/// A row of a manifest: fields of a brief, or what is wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Where it begins in the manifest, as an editor counts lines, from 1.
    pub line: u64,
    /// What the manifest calls it, `row-{number}` where it has no column `id`.
    pub id: String,
    /// Fields of a brief and `tags`, with the template's put in place; not checked as a brief yet.
    pub fields: Result<Map<String, Value>, Vec<Problem>>,
}
