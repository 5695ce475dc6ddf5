//! A row before anybody knows what its cells mean.

use oma_core::brief::Problem;
use serde_json::{Map, Value};

/// The most bytes of a row. The largest brief within its limits has about 60 KB.
pub const MAX_ROW_BYTES: usize = 64 * 1024;

/// A row as it stands in the manifest.
#[derive(Debug)]
pub(crate) struct Raw {
    /// Where it begins, from 1.
    pub(crate) line: u64,
    pub(crate) content: Result<Content, Problem>,
}

#[derive(Debug)]
pub(crate) enum Content {
    Cells(Vec<String>),
    Object(Map<String, Value>),
}

/// Too long to be held; its bytes were passed over.
pub(crate) fn too_long() -> Problem {
    Problem::new(
        "row",
        "is larger than 64 kB",
        "at most 64 kB; look for a quotation mark that opens a cell and is never closed",
    )
}

pub(crate) fn not_utf8(what: &str) -> Problem {
    Problem::new(
        what,
        "holds bytes that are not UTF-8",
        "UTF-8; save the table as \"CSV UTF-8\" and copy no text in from files of another encoding",
    )
}
