use std::time::Instant;

use bytes::Bytes;
use jiff::Timestamp;
use oma_core::ports::{Document, Expected};
use oma_core::webhook::backoff::JITTER_PERMILLE;
use oma_core::webhook::{
    Attempt, DeliveryStatus, StoredDelivery, Subscription, delivery_place, signed_headers,
    webhook_place,
};
use oma_core::{ErrorKind, Result};
use oma_outbound::Failure;
use ulid::Ulid;

use crate::{Notifier, Outcome};

/// The other side does not want to hear from us again.
const GONE: u16 = 410;

/// What came of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tried {
    /// It is not due, or another worker has it.
    NotOurs,
    /// The message was taken.
    Delivered,
    /// It was not.
    Failed,
}

impl Notifier {
    /// Tries a delivery that is due, unless another worker has it.
    pub(crate) async fn attempt(&self, webhook: Ulid, id: Ulid) -> Result<Tried> {
        let Some(document) = self.documents.read(&delivery_place(webhook, id)).await? else {
            return Ok(Tried::NotOurs);
        };
        let (now, version) = (self.clock.now(), document.version);
        let delivery = StoredDelivery::of(document)?;
        if !delivery.is_due(now) {
            return Ok(Tried::NotOurs);
        }
        let leased = delivery.leased(now);
        match self.replace(&leased, version).await? {
            Some(version) => self.send(leased, version, None).await,
            None => Ok(Tried::NotOurs),
        }
    }

    /// Makes the attempt that a lease was taken for, and writes down what came of it.
    pub(crate) async fn send(
        &self,
        delivery: StoredDelivery,
        version: u64,
        webhook: Option<Subscription>,
    ) -> Result<Tried> {
        let place = webhook_place(&delivery.owner, delivery.webhook_id);
        let webhook = match webhook {
            Some(webhook) => Some(webhook),
            None => self.documents.read(&place).await?.map(Subscription::of).transpose()?,
        };
        let Some(webhook) = webhook else {
            // Deleted meanwhile, and nobody can read the log any more.
            let place = delivery_place(delivery.webhook_id, delivery.delivery_id);
            self.documents.remove(&place, Expected::Any).await?;
            return Ok(Tried::NotOurs);
        };
        if !webhook.enabled {
            self.replace(&delivery.dead(), version).await?;
            return Ok(Tried::NotOurs);
        }
        let attempt = self.post(&delivery, &webhook).await?;
        self.conclude(delivery, version, attempt).await
    }

    async fn post(&self, delivery: &StoredDelivery, webhook: &Subscription) -> Result<Attempt> {
        let (at, started) = (self.clock.now(), Instant::now());
        let id = delivery.delivery_id.to_string();
        let headers = signed_headers(&webhook.keys, &id, at, &delivery.message)?;
        let body = Bytes::from(delivery.message.clone());
        let answer = self.outbound.post(&webhook.url, &headers, body).await;
        let duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        if answer == Err(Failure::TimedOut) {
            self.slow.add(webhook.webhook_id, at);
        } else {
            self.slow.remove(webhook.webhook_id);
        }
        let (status, problem) = match answer {
            Ok(answer) => (Some(answer.status), None),
            Err(failure) => (None, Some(failure.to_string())),
        };
        Ok(Attempt { at, status, problem, duration_ms })
    }

    async fn conclude(
        &self,
        delivery: StoredDelivery,
        version: u64,
        attempt: Attempt,
    ) -> Result<Tried> {
        let (status, delivered) = (attempt.status, attempt.is_success());
        let (owner, webhook) = (delivery.owner.clone(), delivery.webhook_id);
        tracing::info!(
            webhook = %webhook,
            delivery = %delivery.delivery_id,
            status,
            problem = attempt.problem,
            duration_ms = attempt.duration_ms,
            "an attempt to deliver"
        );
        let jitter = rand::random_range(-JITTER_PERMILLE..=JITTER_PERMILLE);
        let mut next = delivery.after(attempt, self.clock.now(), jitter);
        if status == Some(GONE) {
            next = next.dead();
            self.turn_off(&webhook_place(&owner, webhook)).await?;
        }
        if next.status == DeliveryStatus::Dead {
            tracing::warn!(webhook = %webhook, delivery = %next.delivery_id, "a delivery is dead");
        }
        (self.on_attempt)(match next.status {
            DeliveryStatus::Dead => Outcome::Dead,
            _ if delivered => Outcome::Delivered,
            _ => Outcome::Failed,
        });
        // Whoever changed it meanwhile has deleted it: the lease keeps all others out.
        self.replace(&next, version).await?;
        Ok(if delivered { Tried::Delivered } else { Tried::Failed })
    }

    /// Turns a webhook off, unless its owner changes it at the same time and so knows better.
    async fn turn_off(&self, place: &oma_core::ports::Place) -> Result<()> {
        let Some(document) = self.documents.read(place).await? else { return Ok(()) };
        let (version, listing) = (document.version, document.listing.clone());
        let mut webhook = Subscription::of(document)?;
        webhook.enabled = false;
        webhook.updated_at = self.clock.now();
        let body = serde_json::to_value(&webhook)?;
        let document = Document { place: place.clone(), version, body, listing, expires_at: None };
        match self.documents.write(&document, Expected::Version(version)).await {
            Err(error) if error.kind != ErrorKind::Conflict => Err(error),
            _ => Ok(()),
        }
    }

    /// Writes a delivery over a version; nothing if it has changed since.
    pub(crate) async fn replace(
        &self,
        delivery: &StoredDelivery,
        version: u64,
    ) -> Result<Option<u64>> {
        let written = self.documents.write(&delivery.document()?, Expected::Version(version)).await;
        match written {
            Ok(version) => Ok(Some(version)),
            Err(error) if error.kind == ErrorKind::Conflict => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Puts a delivery off that another one of its webhook has just failed before.
    pub(crate) async fn put_off(&self, webhook: Ulid, id: Ulid, until: Timestamp) -> Result<()> {
        let Some(document) = self.documents.read(&delivery_place(webhook, id)).await? else {
            return Ok(());
        };
        let version = document.version;
        let delivery = StoredDelivery::of(document)?;
        if delivery.is_due(self.clock.now()) {
            self.replace(&delivery.put_off(until), version).await?;
        }
        Ok(())
    }
}
