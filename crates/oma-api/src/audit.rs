//! Who did what: an append-only trail.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `GET /v1/audit`: one entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuditEntry {
    /// Its id; entries sort by it.
    pub audit_id: String,
    /// When.
    pub at: Timestamp,
    /// The user or machine client that asked.
    pub actor: String,
    /// What was asked: `videos.create`, `webhooks.rotate_key`.
    pub action: String,
    /// Of what: the id of a video, webhook, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The status code of the answer.
    pub status: u16,
    /// Leads to the log of the request.
    pub trace_id: String,
}
