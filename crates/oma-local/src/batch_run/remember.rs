use oma_core::batch::{BatchId, BatchRecord, BatchStatus};
use oma_core::ports::{Document, Documents as _, Expected, Partition, Place};
use oma_core::{ErrorKind, Result};
use serde_json::json;

use super::BatchRun;

impl BatchRun {
    /// The batch of an equal order. One that was refused is none: files that it names may be there now.
    pub(super) async fn earlier(&self, order_key: &str) -> Result<Option<BatchRecord>> {
        let table = &self.studio.storage().table;
        let Some(document) = table.read(&self.place(order_key)).await? else { return Ok(None) };
        let batch: BatchId = serde_json::from_value(document.body["batch_id"].clone())?;
        match self.services.batch_desk().find(&self.studio.owner, batch).await {
            Ok(record) if record.status == BatchStatus::Refused => Ok(None),
            // The process died between the two writes.
            Err(error) if error.kind == ErrorKind::NotFound => Ok(None),
            found => found.map(Some),
        }
    }

    /// Writes down which batch an order is.
    pub(super) async fn remember(&self, order_key: &str, batch: BatchId) -> Result<()> {
        let document = Document {
            place: self.place(order_key),
            version: 0,
            body: json!({ "batch_id": batch }),
            listing: None,
            expires_at: None,
        };
        self.studio.storage().table.write(&document, Expected::Any).await.map(|_| ())
    }

    fn place(&self, order_key: &str) -> Place {
        let partition = Partition::User(self.studio.owner.clone());
        Place { partition, sort: format!("BATCHORDER#{order_key}") }
    }
}
