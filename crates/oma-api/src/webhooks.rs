//! Webhooks: what happens to videos, sent to the user's own server.
//!
//! Signed as the standard-webhooks specification says: headers `webhook-id`, `webhook-timestamp`
//! and `webhook-signature` (`v1,` and the Base64 of HMAC-SHA256 over `{id}.{timestamp}.{body}`).

use jiff::Timestamp;
use oma_core::id::VideoId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// `POST /v1/webhooks`, `PUT /v1/webhooks/{webhook_id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteWebhook {
    /// Where to send: https, on a public address.
    #[schemars(length(min = 9, max = 2048))]
    pub url: String,
    /// About what.
    #[schemars(length(min = 1, max = 20))]
    pub events: Vec<Topic>,
    /// Whether anything is sent.
    #[serde(default = "yes")]
    pub enabled: bool,
}

fn yes() -> bool {
    true
}

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

/// A webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Webhook {
    /// Its id.
    pub webhook_id: String,
    /// Where it is sent.
    pub url: String,
    /// About what.
    pub events: Vec<Topic>,
    /// Whether anything is sent. An answer of 410 turns it off.
    pub enabled: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// The answer to making a webhook or rotating its key: the only time the key is shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WebhookWithKey {
    /// The webhook.
    pub webhook: Webhook,
    /// The key that signs, `whsec_…`. After a rotation both keys sign for a day.
    pub signing_key: String,
}

impl std::fmt::Debug for WebhookWithKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WebhookWithKey").field("webhook", &self.webhook).finish_non_exhaustive()
    }
}

/// The body that is sent. One event may arrive more than once, with the same `webhook-id`, and
/// events of one video may arrive out of order: `at` says when each happened.
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

/// `GET /v1/webhooks/{webhook_id}/deliveries`: one message and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Delivery {
    /// The id of the message: the header `webhook-id`.
    pub delivery_id: String,
    /// About what.
    pub topic: Topic,
    /// The video.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video_id: Option<VideoId>,
    /// Where it stands.
    pub status: DeliveryStatus,
    /// What was tried, the oldest first.
    pub attempts: Vec<Attempt>,
    /// When it is tried again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_attempt_at: Option<Timestamp>,
    /// When it was to be sent first.
    pub created_at: Timestamp,
}

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryStatus {
    /// It will be tried, again or for the first time.
    Pending,
    /// The other side took it.
    Delivered,
    /// It was tried for a day, or can never arrive. It can be replayed.
    Dead,
}

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Attempt {
    /// When.
    pub at: Timestamp,
    /// The status code of the answer, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// What went wrong, if no answer came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// How long it took.
    pub duration_ms: u64,
}
