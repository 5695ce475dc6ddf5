use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::event::{EventKind, VideoEvent};
use crate::id::VideoId;
use crate::video::VideoStatus;

/// What a message is about.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub enum Topic {
    /// An execution began.
    #[serde(rename = "video.started")]
    VideoStarted,
    /// A person must say yes.
    #[serde(rename = "video.approval_asked")]
    ApprovalAsked,
    /// The film is there.
    #[serde(rename = "video.succeeded")]
    VideoSucceeded,
    /// It ended with an error.
    #[serde(rename = "video.failed")]
    VideoFailed,
    /// Its owner stopped it.
    #[serde(rename = "video.cancelled")]
    VideoCancelled,
    /// Something was replaced.
    #[serde(rename = "video.fallback_used")]
    FallbackUsed,
    /// A test, sent by `POST /v1/webhooks/{webhook_id}/ping`.
    #[serde(rename = "ping")]
    Ping,
}

/// The body that is sent. One event may arrive more than once, with the same `webhook-id`, and
/// events of one video may arrive out of order: `timestamp` says when each happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Message {
    /// About what.
    #[serde(rename = "type")]
    pub topic: Topic,
    /// When it happened.
    #[serde(rename = "timestamp")]
    pub at: Timestamp,
    /// The video, unless it is a ping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video_id: Option<VideoId>,
    /// What else is to be said: the fields of the event.
    pub data: Map<String, Value>,
}

impl Message {
    /// A test message.
    pub fn ping(at: Timestamp) -> Self {
        Self { topic: Topic::Ping, at, video_id: None, data: Map::new() }
    }
}

/// What webhooks are told of an event; nothing about finished steps, and nothing twice. Made field
/// by field: what an event gains stays inside until it is named here.
///
/// A failure is told with its reason, from the event `failed`; the change of status that comes with
/// it says less and is passed over.
pub fn message_of(event: &VideoEvent) -> Option<Message> {
    let execution = ("execution", json!(event.execution));
    let (topic, fields) = match &event.kind {
        EventKind::StatusChanged { status } => (topic_of(*status)?, vec![execution]),
        EventKind::ApprovalAsked { stage } => {
            (Topic::ApprovalAsked, vec![execution, ("stage", json!(stage))])
        }
        EventKind::Failed(failure) => (
            Topic::VideoFailed,
            vec![
                execution,
                ("step", json!(failure.step)),
                ("name", json!(failure.name)),
                ("message", json!(failure.message)),
            ],
        ),
        EventKind::FallbackUsed(fallback) => (
            Topic::FallbackUsed,
            vec![
                execution,
                ("what", json!(fallback.what)),
                ("wanted", json!(fallback.wanted)),
                ("used", json!(fallback.used)),
                ("reason", json!(fallback.reason)),
            ],
        ),
        EventKind::StepFinished(_) | EventKind::ProviderCalled(_) => return None,
    };
    let data = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Some(Message { topic, at: event.at, video_id: Some(event.video_id), data })
}

fn topic_of(status: VideoStatus) -> Option<Topic> {
    match status {
        VideoStatus::Running => Some(Topic::VideoStarted),
        VideoStatus::Succeeded => Some(Topic::VideoSucceeded),
        VideoStatus::Cancelled => Some(Topic::VideoCancelled),
        VideoStatus::Failed | VideoStatus::WaitingForApproval | VideoStatus::Deleting => None,
    }
}
