//! Problem documents (RFC 9457).

use oma_core::brief::Problem as FieldProblem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What went wrong: `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// `urn:oma:error:InvalidBrief`: the error's name as a URI.
    #[serde(rename = "type")]
    pub kind: String,
    /// What this kind of error is; the same for every occurrence.
    pub title: String,
    /// The status code of the answer.
    pub status: u16,
    /// What happened this time.
    pub detail: String,
    /// The error's name, as in the table of errors and in a video's `failure`.
    pub name: String,
    /// What can be done about it.
    pub action: String,
    /// What is wrong with each field, all at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<FieldProblem>,
    /// Leads to the log of this request.
    pub trace_id: String,
}
