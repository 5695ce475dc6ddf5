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

/// `GET /v1/admin/audit`: whose entries, and which page of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdminAuditQuery {
    /// The user or machine client that acted.
    #[schemars(regex(pattern = r"^[A-Za-z0-9_-]{1,64}$"))]
    pub user_id: String,
    /// The most entries on the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 100))]
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 512))]
    pub cursor: Option<String>,
}
