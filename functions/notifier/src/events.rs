use futures::StreamExt as _;
use futures::stream;
use oma_core::event::VideoEvent;
use oma_core::id::Owner;
use oma_core::ports::{DocumentQuery, Expected, Partition};
use oma_core::webhook::{
    DELIVERIES, MAX_PER_USER, Message, StoredDelivery, Subscription, WEBHOOKS, delivery_id,
    message_of,
};
use oma_core::{Error, ErrorKind, Result};
use serde_json::Value;
use ulid::Ulid;

use crate::Notifier;
use crate::change::Change;

/// Deliveries that are removed in one go.
const PAGE: u32 = 100;

impl Notifier {
    /// Makes a delivery for each webhook that wants to hear of an event, and tries it at once.
    pub(crate) async fn on_event(&self, change: &Change) -> Result<()> {
        let Some(item) = &change.new else { return Ok(()) };
        let owner = item.get("owner").and_then(Value::as_str);
        let Some(owner) = owner.and_then(|owner| Owner::try_from(owner.to_owned()).ok()) else {
            // Written before events named their owner.
            return Ok(());
        };
        let event: VideoEvent = serde_json::from_value(Value::Object(item.clone()))
            .map_err(|_| Error::internal("an event of the stream cannot be read"))?;
        let Some(message) = message_of(&event) else { return Ok(()) };
        let wanted = self.subscriptions(&owner).await?;
        let wanted = wanted.into_iter().filter(|webhook| webhook.wants(message.topic));
        let outcomes = stream::iter(wanted)
            .map(|webhook| self.announce(&owner, webhook, &message, event.event_id))
            .buffer_unordered(MAX_PER_USER)
            .collect::<Vec<_>>();
        outcomes.await.into_iter().collect()
    }

    async fn subscriptions(&self, owner: &Owner) -> Result<Vec<Subscription>> {
        let query = DocumentQuery {
            partition: Partition::User(owner.clone()),
            prefix: WEBHOOKS.to_owned(),
            after: None,
            limit: PAGE,
            descending: false,
        };
        let page = self.documents.query(&query).await?;
        page.documents.into_iter().map(Subscription::of).collect()
    }

    /// Writes a delivery and tries it. One that is there was made when the event was seen before.
    async fn announce(
        &self,
        owner: &Owner,
        webhook: Subscription,
        message: &Message,
        event: Ulid,
    ) -> Result<()> {
        let now = self.clock.now();
        let id = delivery_id(webhook.webhook_id, event);
        let delivery = StoredDelivery::new((owner, webhook.webhook_id), id, message, now)?;
        let at_once = !self.slow.has(webhook.webhook_id, now);
        // Born with its lease, so that nobody takes it between being written and being sent.
        let delivery = if at_once { delivery.leased(now) } else { delivery };
        match self.documents.write(&delivery.document()?, Expected::Absent).await {
            Ok(version) if at_once => {
                self.send(delivery, version, Some(webhook)).await?;
                Ok(())
            }
            Ok(_) => Ok(()),
            Err(error) if error.kind == ErrorKind::Conflict => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// A delivery that the API has written or put back, a ping or a replay, is tried at once; those
    /// that this worker writes itself are leased, or wait for their time.
    pub(crate) async fn on_delivery(&self, change: &Change) -> Result<()> {
        let body = change.new.as_ref().and_then(|item| item.get("body"));
        let Some(body) = body else { return Ok(()) };
        let delivery: StoredDelivery = serde_json::from_value(body.clone())
            .map_err(|_| Error::internal("a delivery of the stream cannot be read"))?;
        let now = self.clock.now();
        if delivery.is_due(now) && !self.slow.has(delivery.webhook_id, now) {
            self.attempt(delivery.webhook_id, delivery.delivery_id).await?;
        }
        Ok(())
    }

    /// Removes what was to be sent to a webhook that is gone.
    pub(crate) async fn forget_deliveries(&self, sort: &str) -> Result<()> {
        let id = sort.strip_prefix(WEBHOOKS).and_then(|id| Ulid::from_string(id).ok());
        let Some(id) = id else { return Ok(()) };
        let query = DocumentQuery {
            partition: Partition::Webhook(id),
            prefix: DELIVERIES.to_owned(),
            after: None,
            limit: PAGE,
            descending: false,
        };
        loop {
            let page = self.documents.query(&query).await?;
            for document in &page.documents {
                self.documents.remove(&document.place, Expected::Any).await?;
            }
            if page.next.is_none() {
                return Ok(());
            }
        }
    }
}
