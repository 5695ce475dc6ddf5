//! What to do with a state that failed: try again, or go elsewhere.

use serde::Deserialize;

use super::state::Assign;
use super::template::{Template, present};

/// One entry of `Retry`, with the defaults of Amazon States Language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub(crate) struct Retrier {
    #[serde(rename = "Comment")]
    _comment: Option<String>,
    pub(crate) error_equals: Vec<String>,
    #[serde(default = "one_second")]
    pub(crate) interval_seconds: u64,
    #[serde(default = "three_attempts")]
    pub(crate) max_attempts: u32,
    #[serde(default = "doubling")]
    pub(crate) backoff_rate: f64,
    pub(crate) max_delay_seconds: Option<u64>,
    #[serde(default)]
    pub(crate) jitter_strategy: Jitter,
}

fn one_second() -> u64 {
    1
}

fn three_attempts() -> u32 {
    3
}

fn doubling() -> f64 {
    2.0
}

/// `FULL`: any delay from nothing to the computed one. `NONE`: the computed one.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Jitter {
    #[default]
    None,
    Full,
}

/// One entry of `Catch`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub(crate) struct Catcher {
    #[serde(rename = "Comment")]
    _comment: Option<String>,
    pub(crate) error_equals: Vec<String>,
    pub(crate) next: String,
    #[serde(default, deserialize_with = "present")]
    pub(crate) output: Option<Template>,
    #[serde(default)]
    pub(crate) assign: Assign,
}
