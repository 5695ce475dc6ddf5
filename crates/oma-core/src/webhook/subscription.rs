use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::to_value;
use ulid::Ulid;

use super::{SigningKeys, Topic};
use crate::Result;
use crate::id::Owner;
use crate::ports::{Document, Partition, Place};

/// What the keys of a user's webhooks begin with.
pub const WEBHOOKS: &str = "WEBHOOK#";
/// The most webhooks of one user.
pub const MAX_PER_USER: usize = 20;

/// A webhook as it is stored: document `WEBHOOK#{id}` of its user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// Its id.
    pub webhook_id: Ulid,
    /// Where messages go.
    pub url: String,
    /// About what.
    pub events: Vec<Topic>,
    /// Whether anything is sent.
    pub enabled: bool,
    /// What signs.
    pub keys: SigningKeys,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// Where a webhook lies.
pub fn webhook_place(owner: &Owner, webhook: Ulid) -> Place {
    Place { partition: Partition::User(owner.clone()), sort: format!("{WEBHOOKS}{webhook}") }
}

impl Subscription {
    /// Whether it wants to hear about a topic.
    pub fn wants(&self, topic: Topic) -> bool {
        self.enabled && (topic == Topic::Ping || self.events.contains(&topic))
    }

    /// The webhook in a document.
    pub fn of(document: Document) -> Result<Self> {
        Ok(serde_json::from_value(document.body)?)
    }

    /// The document of the webhook.
    pub fn document(&self, owner: &Owner) -> Result<Document> {
        Ok(Document {
            place: webhook_place(owner, self.webhook_id),
            version: 0,
            body: to_value(self)?,
            listing: None,
            expires_at: None,
        })
    }
}
