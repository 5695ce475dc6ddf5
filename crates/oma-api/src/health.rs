//! Whether the API can do its work.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `GET /v1/health`: 200 when everything works, else 503 with the same form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Health {
    /// Whether all of it works.
    pub status: HealthStatus,
    /// The version of the release.
    pub version: String,
    /// What the API needs, one by one.
    pub dependencies: Vec<Dependency>,
}

/// `GET /v1/health/live`: the API answers; nothing else was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Live {
    /// Always `ok`: who cannot say it does not answer.
    pub status: HealthStatus,
    /// The version of the release.
    pub version: String,
}

/// Whether something works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HealthStatus {
    /// It works.
    Ok,
    /// It does not; the log says why.
    Failing,
}

/// Something that the API needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Dependency {
    /// `table`, `bucket`.
    pub name: String,
    /// Whether it works.
    pub status: HealthStatus,
    /// How long it took to say so.
    pub latency_ms: u64,
}
