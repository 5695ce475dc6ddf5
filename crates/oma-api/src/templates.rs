//! Briefs that are kept to start from.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// `POST /v1/templates`, `PUT /v1/templates/{template_id}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteTemplate {
    /// Its name, for people.
    #[schemars(length(min = 1, max = 100))]
    pub name: String,
    /// Fields of a brief, not necessarily all that are needed.
    pub brief: Map<String, Value>,
}

/// A brief to start from. `POST /v1/templates/{template_id}/videos` makes a video of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Template {
    /// Its id.
    pub template_id: String,
    /// Its name, for people.
    pub name: String,
    /// Fields of a brief.
    pub brief: Map<String, Value>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}
