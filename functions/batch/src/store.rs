use oma_core::batch::{BatchItem, keys};
use oma_core::ports::{Document, Expected};
use oma_core::{ErrorKind, Result};
use serde_json::json;
use ulid::Ulid;

use crate::run::Run;

/// The field of a row's document that says which write it was.
const WRITER: &str = "written_by";

/// A row as it was read: its document and that one's version.
pub(crate) type Stored = (BatchItem, u64);

impl Run<'_> {
    /// Writes a row, if nobody did since `before` was read. Returns it with its version, or nothing if
    /// somebody did.
    ///
    /// An SDK that sends a write again whose answer was lost is told of a conflict with itself. So each
    /// write leaves a mark of its own, by which it knows itself again.
    pub(crate) async fn write(
        &self,
        before: Option<&Stored>,
        item: BatchItem,
    ) -> Result<Option<Stored>> {
        let mark = Ulid::generate().to_string();
        let mut body = serde_json::to_value(&item)?;
        body[WRITER] = json!(mark);
        let place = keys::item_place(self.batch, item.n);
        let document = Document { place, version: 0, body, listing: None, expires_at: None };
        let expected = before.map_or(Expected::Absent, |(_, version)| Expected::Version(*version));
        match self.desk.documents.write(&document, expected).await {
            Ok(version) => Ok(Some((item, version))),
            Err(error) if error.kind == ErrorKind::Conflict => {
                let stored = self.desk.documents.read(&document.place).await?;
                let own = stored.filter(|stored| stored.body[WRITER] == mark);
                Ok(own.map(|stored| (item, stored.version)))
            }
            Err(error) => Err(error),
        }
    }

    /// Writes the result of a row that is over. Again it is the same.
    pub(crate) async fn put_result(&self, item: &BatchItem) -> Result<()> {
        let json = serde_json::to_vec_pretty(item)?;
        let key = keys::result(self.batch, item.n);
        self.services.objects.put_bytes(&key, json.into(), "application/json").await
    }
}
