//! Webhooks: what happens to videos, sent to the user's own server.
//!
//! Signed as the standard-webhooks specification says: headers `webhook-id`, `webhook-timestamp`
//! and `webhook-signature` (`v1,` and the Base64 of HMAC-SHA256 over `{id}.{timestamp}.{body}`).

use jiff::Timestamp;
use oma_core::id::VideoId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use oma_core::webhook::{Attempt, DeliveryStatus, Message, Topic};

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
