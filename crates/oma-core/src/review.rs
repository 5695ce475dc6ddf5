//! The supervisor's review of the finished file.

use serde::{Deserialize, Serialize};

/// All checks of one film.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReviewReport {
    /// Whether every check that must pass did.
    pub passed: bool,
    /// The checks, in the order in which they were made.
    pub checks: Vec<Check>,
}

/// One measured property of the film.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// A stable name: `duration`, `video_codec`, `loudness`.
    pub name: String,
    /// What was measured, with its unit.
    pub value: String,
    /// What is allowed.
    pub allowed: String,
    /// Whether the value is allowed.
    pub passed: bool,
}

impl ReviewReport {
    /// The report of some checks.
    pub fn new(checks: Vec<Check>) -> Self {
        Self { passed: checks.iter().all(|check| check.passed), checks }
    }

    /// The checks that did not pass.
    pub fn failed(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| !check.passed)
    }
}

impl Check {
    /// A check of a value that was measured.
    pub fn new(
        name: &str,
        value: impl Into<String>,
        allowed: impl Into<String>,
        passed: bool,
    ) -> Self {
        Self { name: name.to_owned(), value: value.into(), allowed: allowed.into(), passed }
    }
}
