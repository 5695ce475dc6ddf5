use futures::Stream;
use oma_api::page::{Page, PageQuery};
use oma_api::webhooks::{Delivery, Webhook, WebhookWithKey, WriteWebhook};

use super::pages;
use crate::client::{Client, id};
use crate::error::Result;

impl Client {
    /// Registers a webhook. The answer is the only time its key is shown.
    pub async fn create_webhook(&self, webhook: &WriteWebhook) -> Result<WebhookWithKey> {
        self.post("/v1/webhooks").body(webhook).json().await
    }

    /// The webhooks, one page.
    pub async fn list_webhooks(&self, query: &PageQuery) -> Result<Page<Webhook>> {
        self.get("/v1/webhooks").query(query).json().await
    }

    /// The webhooks, all of them.
    pub fn all_webhooks(&self) -> impl Stream<Item = Result<Webhook>> + '_ {
        pages::all(move |cursor| async move {
            self.list_webhooks(&PageQuery { limit: Some(100), cursor }).await
        })
    }

    /// One of them.
    pub async fn read_webhook(&self, webhook_id: &str) -> Result<Webhook> {
        self.get(&at(webhook_id, "")?).json().await
    }

    /// Changes where and about what it is sent.
    pub async fn update_webhook(
        &self,
        webhook_id: &str,
        webhook: &WriteWebhook,
    ) -> Result<Webhook> {
        self.put(&at(webhook_id, "")?).body(webhook).json().await
    }

    /// Takes it away with its deliveries.
    pub async fn delete_webhook(&self, webhook_id: &str) -> Result<()> {
        self.delete(&at(webhook_id, "")?).done().await
    }

    /// Gives it a new key. The old one signs beside it for a day.
    pub async fn rotate_webhook_key(&self, webhook_id: &str) -> Result<WebhookWithKey> {
        self.post(&at(webhook_id, "/rotate-key")?).json().await
    }

    /// Sends a test.
    pub async fn ping_webhook(&self, webhook_id: &str) -> Result<Delivery> {
        self.post(&at(webhook_id, "/ping")?).json().await
    }

    /// What was sent, one page.
    pub async fn list_deliveries(
        &self,
        webhook_id: &str,
        query: &PageQuery,
    ) -> Result<Page<Delivery>> {
        self.get(&at(webhook_id, "/deliveries")?).query(query).json().await
    }

    /// What was sent, all of it.
    pub fn all_deliveries<'a>(
        &'a self,
        webhook_id: &'a str,
    ) -> impl Stream<Item = Result<Delivery>> + 'a {
        pages::all(move |cursor| async move {
            self.list_deliveries(webhook_id, &PageQuery { limit: Some(100), cursor }).await
        })
    }

    /// Sends a message again.
    pub async fn replay_delivery(&self, webhook_id: &str, delivery_id: &str) -> Result<Delivery> {
        let rest = format!("/deliveries/{}/replay", id(delivery_id)?);
        self.post(&at(webhook_id, &rest)?).json().await
    }
}

fn at(webhook_id: &str, rest: &str) -> Result<String> {
    Ok(format!("/v1/webhooks/{}{rest}", id(webhook_id)?))
}
