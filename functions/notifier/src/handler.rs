use async_trait::async_trait;
use futures::StreamExt as _;
use futures::stream;
use oma_core::Result;
use oma_core::contract::Agent;
use serde_json::{Value, json};

use crate::{Change, Notifier};

/// Records of one batch that are worked on side by side.
const SIDE_BY_SIDE: usize = 32;

/// The notifier as a Lambda function: a batch of the table's stream, or the schedule's event.
pub struct Handler(pub Notifier);

#[async_trait]
impl Agent for Handler {
    fn name(&self) -> &'static str {
        "notifier"
    }

    /// Answers a batch with the records that failed (`ReportBatchItemFailures`): the service tries
    /// again from the first of them. Any other event is the schedule's.
    async fn handle(&self, event: Value) -> Result<Value> {
        let Some(records) = event["Records"].as_array() else {
            let swept = self.0.sweep(self.0.clock.now()).await?;
            return Ok(json!({"delivered": swept.delivered, "failed": swept.failed}));
        };
        let outcomes: Vec<_> = records.iter().map(|record| self.failure(record)).collect();
        let failures = stream::iter(outcomes)
            .buffered(SIDE_BY_SIDE)
            .filter_map(std::future::ready)
            .collect::<Vec<_>>();
        Ok(json!({"batchItemFailures": failures.await}))
    }
}

impl Handler {
    async fn failure(&self, record: &Value) -> Option<Value> {
        let outcome = match Change::from_record(record) {
            Ok(change) => self.0.on_change(&change).await,
            Err(error) => Err(error),
        };
        let error = outcome.err()?;
        let number = &record["dynamodb"]["SequenceNumber"];
        let (error, detail) = (error.name(), error.full_text());
        tracing::error!(error, detail, record = number.as_str(), "a record could not be handled");
        Some(json!({"itemIdentifier": number}))
    }
}
