use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::to_value;
use sha2::{Digest, Sha256};
use ulid::Ulid;

use super::{Message, Topic, backoff};
use crate::Result;
use crate::id::{Owner, VideoId};
use crate::ports::{Document, Listing, Partition, Place};

/// What the keys of a webhook's deliveries begin with.
pub const DELIVERIES: &str = "DELIVERY#";
/// The list of deliveries that are to be tried, in the order of their time.
pub const DUE: &str = "DUE#webhook";
/// How long a delivery is kept.
pub const KEPT_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);
/// For how long whoever takes a delivery has it alone: longer than an attempt lasts.
pub const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// Attempts that are remembered; replays can make more.
const MOST_ATTEMPTS: usize = 50;

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

impl Attempt {
    /// Whether the other side took the message.
    pub fn is_success(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }
}

/// A message on its way to a webhook: document `DELIVERY#{id}` of the webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredDelivery {
    /// The header `webhook-id`.
    pub delivery_id: Ulid,
    /// The webhook.
    pub webhook_id: Ulid,
    /// Whose it is.
    pub owner: Owner,
    /// About what.
    pub topic: Topic,
    /// The video.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video_id: Option<VideoId>,
    /// What is sent, byte for byte the same each time.
    pub message: String,
    /// Where it stands.
    pub status: DeliveryStatus,
    /// What was tried, the oldest first.
    #[serde(default)]
    pub attempts: Vec<Attempt>,
    /// Failed attempts since it was made or replayed: what the next pause follows from.
    #[serde(default)]
    pub failed: usize,
    /// When it is tried; nothing unless it is pending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// Until when somebody is at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leased_until: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// The id of what a webhook is told of an event: the same whenever the event is seen, and in the
/// order of events.
pub fn delivery_id(webhook: Ulid, event: Ulid) -> Ulid {
    let hash = Sha256::digest(format!("{webhook}/{event}"));
    let random = hash[..10].iter().fold(0_u128, |all, byte| (all << 8) | u128::from(*byte));
    Ulid::from_parts(event.timestamp_ms(), random)
}

/// Where a delivery lies.
pub fn delivery_place(webhook: Ulid, delivery: Ulid) -> Place {
    Place { partition: Partition::Webhook(webhook), sort: format!("{DELIVERIES}{delivery}") }
}

impl StoredDelivery {
    /// A message that is to be sent at once.
    pub fn new(
        (owner, webhook_id): (&Owner, Ulid),
        delivery_id: Ulid,
        message: &Message,
        now: Timestamp,
    ) -> Result<Self> {
        Ok(Self {
            delivery_id,
            webhook_id,
            owner: owner.clone(),
            topic: message.topic,
            video_id: message.video_id,
            message: serde_json::to_string(message)?,
            status: DeliveryStatus::Pending,
            attempts: Vec::new(),
            failed: 0,
            due_at: Some(now),
            leased_until: None,
            created_at: now,
        })
    }

    /// Whether somebody is at it.
    pub fn is_leased(&self, now: Timestamp) -> bool {
        self.leased_until.is_some_and(|until| until > now)
    }

    /// Whether it is to be tried now, by whoever takes it first.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.status == DeliveryStatus::Pending
            && !self.is_leased(now)
            && self.due_at.is_none_or(|due| due <= now)
    }

    /// Takes it for one attempt. It counts once the document is written.
    #[must_use]
    pub fn leased(self, now: Timestamp) -> Self {
        Self { leased_until: Some(later(now, LEASE)), ..self }
    }

    /// What it is after an attempt.
    #[must_use]
    pub fn after(self, attempt: Attempt, now: Timestamp, jitter: i64) -> Self {
        let success = attempt.is_success();
        let mut next = Self { leased_until: None, due_at: None, ..self };
        next.attempts.push(attempt);
        let surplus = next.attempts.len().saturating_sub(MOST_ATTEMPTS);
        next.attempts.drain(..surplus);
        if success {
            return Self { status: DeliveryStatus::Delivered, ..next };
        }
        next.failed += 1;
        match backoff::pause_after(next.failed, jitter) {
            Some(pause) => Self { due_at: Some(later(now, pause)), ..next },
            None => next.dead(),
        }
    }

    /// It is not tried any more.
    #[must_use]
    pub fn dead(self) -> Self {
        Self { status: DeliveryStatus::Dead, due_at: None, leased_until: None, ..self }
    }

    /// It is tried later, without an attempt having been made.
    #[must_use]
    pub fn put_off(self, until: Timestamp) -> Self {
        Self { due_at: Some(until), leased_until: None, ..self }
    }

    /// It is to be sent once more, from the first pause on.
    #[must_use]
    pub fn replayed(self, now: Timestamp) -> Self {
        let status = DeliveryStatus::Pending;
        Self { status, failed: 0, due_at: Some(now), leased_until: None, ..self }
    }

    /// The delivery in a document.
    pub fn of(document: Document) -> Result<Self> {
        Ok(serde_json::from_value(document.body)?)
    }

    /// The document of the delivery. While it is pending it stands in the list [`DUE`]: at its time,
    /// or where its lease ends, should whoever took it be gone by then.
    pub fn document(&self) -> Result<Document> {
        let at = self.leased_until.or(self.due_at);
        let at = at.filter(|_| self.status == DeliveryStatus::Pending);
        Ok(Document {
            place: delivery_place(self.webhook_id, self.delivery_id),
            version: 0,
            body: to_value(self)?,
            listing: at.map(|at| Listing { list: DUE.to_owned(), order: order_of(at) }),
            expires_at: Some(later(self.created_at, KEPT_FOR)),
        })
    }

    /// Up to where the list [`DUE`] is due.
    pub fn due_until(now: Timestamp) -> String {
        order_of(now)
    }
}

/// Three decimals always, so that texts sort as times do.
fn order_of(at: Timestamp) -> String {
    format!("{at:.3}")
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(Timestamp::MAX)
}
