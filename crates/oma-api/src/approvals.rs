//! Approvals: what waits for a person.

use jiff::Timestamp;
use oma_core::contract::ApprovalStage;
use oma_core::id::VideoId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `GET /v1/approvals`: one question that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Waiting {
    /// The video.
    pub video_id: VideoId,
    /// Its title.
    pub title: String,
    /// What is asked.
    pub stage: ApprovalStage,
    /// Since when. After three days the video fails.
    pub asked_at: Timestamp,
}

/// `POST /v1/videos/{video_id}/approval`: the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decide {
    /// What is answered, so that a late answer never meets the next question.
    pub stage: ApprovalStage,
    /// Yes or no.
    pub decision: Decision,
    /// Why not, for the script agent to take into account; needed to reject.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schemars(length(max = 1000))]
    pub reason: String,
}

/// Yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Go on.
    Approve,
    /// Do not go on like this.
    Reject,
}
