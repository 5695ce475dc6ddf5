//! Usage, cost and limits.

use jiff::Timestamp;
use oma_core::id::VideoId;
use oma_core::money::MicroUsd;
use oma_core::video::VideoStatus;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which month.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UsageQuery {
    /// `2026-11`, in UTC; without it, this month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = r"^[0-9]{4}-(0[1-9]|1[0-2])$"))]
    pub month: Option<String>,
}

/// `GET /v1/usage`: what a user used in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Usage {
    /// The user's id.
    pub user_id: String,
    /// The month, in UTC.
    pub month: String,
    /// Executions that made or tried to make a film.
    pub executions: u64,
    /// Of those, the ones that ended with a film.
    pub succeeded: u64,
    /// Milliseconds of finished film.
    pub film_ms: u64,
    /// What providers charged.
    pub cost_micro_usd: MicroUsd,
    /// What finished work that was found again would have cost.
    pub saved_micro_usd: MicroUsd,
    /// How the quotas stand, only for the running month.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotas: Vec<Quota>,
}

/// `GET /v1/admin/usage`: which month, and which page of its users.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdminUsageQuery {
    /// `2026-11`, in UTC; without it, this month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = r"^[0-9]{4}-(0[1-9]|1[0-2])$"))]
    pub month: Option<String>,
    /// The most users on the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 100))]
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 512))]
    pub cursor: Option<String>,
}

/// `GET /v1/admin/videos`: videos of all users that stand there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdminVideosQuery {
    /// Where they stand.
    pub status: VideoStatus,
    /// The most videos on the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 100))]
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 512))]
    pub cursor: Option<String>,
}

/// A video as an administrator sees it: without its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AdminVideo {
    /// Whose it is.
    pub user_id: String,
    /// Which it is.
    pub video_id: VideoId,
    /// Where it stands.
    pub status: VideoStatus,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// The name of the error it ended with: `Oma.ProviderThrottled`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

/// How a quota stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Quota {
    /// Which: `videos_at_once`, `videos_per_day`, `micro_usd_per_month`.
    pub name: String,
    /// How much is allowed.
    pub limit: u64,
    /// How much is used.
    pub used: u64,
}
