use std::collections::BTreeMap;
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream;
use jiff::{SignedDuration, Timestamp};
use oma_core::Result;
use oma_core::ports::{Partition, Place};
use oma_core::webhook::{DELIVERIES, DUE, StoredDelivery};
use tokio::time::Instant;
use ulid::Ulid;

use crate::Notifier;
use crate::attempt::Tried;

/// The most deliveries of one sweep; the next one is a minute away.
const MOST: u32 = 500;
/// Webhooks that are served side by side.
const SIDE_BY_SIDE: usize = 16;
/// After this long no attempt is begun any more: the next sweep is near, and a function ends.
const TIME: Duration = Duration::from_secs(40);
/// How long the other deliveries of a webhook wait when one has failed.
const PAUSE: SignedDuration = SignedDuration::from_mins(1);

/// What a sweep did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Messages that were taken.
    pub delivered: usize,
    /// Attempts that failed.
    pub failed: usize,
    /// Deliveries that were left for later because one before them failed.
    pub put_off: usize,
}

impl Notifier {
    /// Sends what is due at a time, and tidies up what was left over. To be called every minute; two
    /// at once do no harm.
    ///
    /// The deliveries of one webhook go one after the other, in their order, until one fails; those
    /// of several webhooks side by side, so that nobody waits for another's server.
    pub async fn sweep(&self, now: Timestamp) -> Result<Swept> {
        let tidied = self.housekeeping.sweep(now).await;
        let due = self.documents.listed(DUE, Some(&StoredDelivery::due_until(now)), MOST).await?;
        let mut webhooks: BTreeMap<Ulid, Vec<Ulid>> = BTreeMap::new();
        for place in due {
            if let Some((webhook, delivery)) = ids(&place) {
                webhooks.entry(webhook).or_default().push(delivery);
            }
        }
        let until = Instant::now() + TIME;
        let outcomes = stream::iter(webhooks)
            .map(|(webhook, deliveries)| self.serve(webhook, deliveries, until))
            .buffer_unordered(SIDE_BY_SIDE)
            .collect::<Vec<_>>();
        let mut all = Swept::default();
        for swept in outcomes.await {
            // A webhook whose items cannot be written is no reason to hold up the others.
            match swept {
                Ok(one) => all = all.and(one),
                Err(error) => tracing::error!(error = error.name(), "a webhook was not swept"),
            }
        }
        tracing::info!(all.delivered, all.failed, all.put_off, "swept");
        tidied.map(|()| all)
    }

    async fn serve(&self, webhook: Ulid, deliveries: Vec<Ulid>, until: Instant) -> Result<Swept> {
        let mut swept = Swept::default();
        let mut deliveries = deliveries.into_iter();
        for delivery in deliveries.by_ref() {
            if Instant::now() >= until {
                return Ok(swept);
            }
            match self.attempt(webhook, delivery).await? {
                Tried::NotOurs => {}
                Tried::Delivered => swept.delivered += 1,
                Tried::Failed => {
                    swept.failed += 1;
                    break;
                }
            }
        }
        let later = self.clock.now().saturating_add(PAUSE).unwrap_or(Timestamp::MAX);
        for delivery in deliveries {
            self.put_off(webhook, delivery, later).await?;
            swept.put_off += 1;
        }
        Ok(swept)
    }
}

impl Swept {
    fn and(self, other: Self) -> Self {
        Self {
            delivered: self.delivered + other.delivered,
            failed: self.failed + other.failed,
            put_off: self.put_off + other.put_off,
        }
    }
}

fn ids(place: &Place) -> Option<(Ulid, Ulid)> {
    let Partition::Webhook(webhook) = place.partition else { return None };
    let delivery = place.sort.strip_prefix(DELIVERIES)?;
    Some((webhook, Ulid::from_string(delivery).ok()?))
}
