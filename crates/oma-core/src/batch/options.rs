use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a batch is to be made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BatchOptions {
    /// The most videos that are made at once. Never more than the owner's quota `videos_at_once`.
    #[schemars(range(min = 1, max = 1000))]
    pub concurrency: u32,
    /// When more than this share of all rows has failed, no further row is begun. 100 goes on
    /// whatever fails.
    #[schemars(range(min = 0, max = 100))]
    pub tolerated_failure_percent: u32,
    /// The most that providers may charge for all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 1_000_000.0))]
    pub budget_usd: Option<f64>,
    /// Whether rows that cannot be made are left out. Else one of them keeps the batch from starting.
    pub skip_invalid: bool,
    /// Words to find its videos by, beside those of their rows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 10), inner(length(min = 1, max = 50)))]
    pub tags: Vec<String>,
}

impl Default for BatchOptions {
    fn default() -> Self {
        Self {
            concurrency: 5,
            tolerated_failure_percent: 100,
            budget_usd: None,
            skip_invalid: false,
            tags: Vec::new(),
        }
    }
}
