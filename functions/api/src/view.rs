use jiff::Timestamp;
use oma_core::contract::ApprovalStage;
use oma_core::id::VideoId;
use oma_core::video::{Failure, VideoRecord, VideoStatus};
use serde::Serialize;

/// A video as its owner sees it. Made field by field: what a record gains stays inside until it is
/// named here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct VideoView {
    pub(crate) video_id: VideoId,
    pub(crate) title: String,
    pub(crate) status: VideoStatus,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) failure: Option<Failure>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) approval: Option<ApprovalView>,
}

/// A question to the owner, without the token that answers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ApprovalView {
    pub(crate) stage: ApprovalStage,
    pub(crate) asked_at: Timestamp,
}

/// What the answer to an accepted brief says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Accepted {
    pub(crate) video_id: VideoId,
    pub(crate) status: VideoStatus,
}

impl From<VideoRecord> for VideoView {
    fn from(record: VideoRecord) -> Self {
        let approval = record
            .approval
            .map(|asked| ApprovalView { stage: asked.stage, asked_at: asked.asked_at });
        Self {
            video_id: record.video_id,
            title: record.title,
            status: record.status,
            created_at: record.created_at,
            updated_at: record.updated_at,
            failure: record.failure,
            approval,
        }
    }
}
