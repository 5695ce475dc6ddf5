//! Briefs, looked at without making anything.

use oma_core::brief::Problem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `POST /v1/briefs/analyze`: what OMA thinks of a brief.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BriefAnalysis {
    /// Whether a video could be made of it.
    pub valid: bool,
    /// What is wrong with its fields.
    pub problems: Vec<Problem>,
    /// How much of what a good film needs is said, from 0 to 100; 0 while it is not valid.
    pub completeness: u32,
    /// What is missing.
    pub gaps: Vec<String>,
    /// What may go wrong.
    pub risks: Vec<String>,
    /// What would make the film better.
    pub suggestions: Vec<String>,
}
