//! The record of a video: one item of the table.

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::contract::ApprovalStage;
use crate::id::{Owner, VideoId};
use crate::step::StepKey;

/// What is known of a video. Written conditionally on `version`, so that nobody's change is lost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VideoRecord {
    /// Whose it is.
    pub owner: Owner,
    /// Which it is.
    pub video_id: VideoId,
    /// Counts writes, from 1.
    pub version: u64,
    /// From the brief.
    pub title: String,
    /// The hash of the brief with its uploads: equal for equal requests.
    pub brief_hash: String,
    /// Where it stands.
    pub status: VideoStatus,
    /// The name of the latest execution.
    pub execution: String,
    /// How often it was asked for, from 1; each revision makes the film anew.
    #[serde(default = "first")]
    pub revision: u32,
    /// Words to find it by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The video that this one is a variant of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant_of: Option<VideoId>,
    /// The videos that were asked for together with this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub siblings: Vec<VideoId>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When this record last changed.
    pub updated_at: Timestamp,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// What waits for a person's yes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<PendingApproval>,
    /// The finished film's artifact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub film: Option<StepKey>,
}

fn first() -> u32 {
    1
}

/// Where a video stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VideoStatus {
    /// An execution is at work, or was when the process ended.
    Running,
    /// A person must say yes.
    WaitingForApproval,
    /// The film is there.
    Succeeded,
    /// It ended with an error; what was finished is kept.
    Failed,
    /// Its owner stopped it; what was finished is kept.
    Cancelled,
    /// Its owner deleted it: it is being erased, and nobody sees it any more.
    Deleting,
}

impl VideoStatus {
    /// Whether an execution is at work or waits.
    pub fn is_active(self) -> bool {
        matches!(self, Self::Running | Self::WaitingForApproval)
    }
}

impl fmt::Display for VideoStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Running => "running",
            Self::WaitingForApproval => "waiting_for_approval",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Deleting => "deleting",
        })
    }
}

/// Why a video failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Failure {
    /// The state of the state machine that failed, or what is known of it.
    pub step: String,
    /// The error's name: `Oma.…`, or the service's own (`States.Timeout`).
    pub name: String,
    /// What happened, for the user.
    pub message: String,
}

/// A question to a person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingApproval {
    /// What is asked.
    pub stage: ApprovalStage,
    /// The task token that resumes the execution. Whoever holds it can answer, so it is never
    /// logged or sent to a client.
    pub token: String,
    /// Since when.
    pub asked_at: Timestamp,
}

impl fmt::Debug for PendingApproval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingApproval")
            .field("stage", &self.stage)
            .field("token", &"<hidden>")
            .field("asked_at", &self.asked_at)
            .finish()
    }
}

/// Where a video's files lie in the media bucket.
pub mod keys {
    use crate::id::{Owner, VideoId};
    use crate::step::StepKey;

    /// `videos/{id}/{file}`: what a person downloads.
    pub fn video_file(video: VideoId, file: &str) -> String {
        format!("videos/{video}/{file}")
    }

    /// `artifacts/{owner}/{hash}/{file}`: what steps share.
    pub fn artifact_file(owner: &Owner, key: &StepKey, file: &str) -> String {
        format!("artifacts/{owner}/{key}/{file}")
    }

    /// `uploads/{owner}/{name}`: what a user brought along; the name is a hash and an extension.
    pub fn upload(owner: &Owner, name: &str) -> String {
        format!("uploads/{owner}/{name}")
    }
}
