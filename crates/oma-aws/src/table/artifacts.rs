use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use oma_core::id::Owner;
use oma_core::ports::ArtifactIndex;
use oma_core::step::{ArtifactRecord, StepKey};
use oma_core::{Error, Result};

use super::item::{from_item, number, to_item};
use super::{Table, schema};
use crate::failure::{Service, from_sdk};

/// One day less than the bucket's lifecycle leaves the files, so that an entry never outlives
/// what it points at.
const LIFETIME: SignedDuration = SignedDuration::from_hours(29 * 24);

#[async_trait]
impl ArtifactIndex for Table {
    async fn find(&self, owner: &Owner, key: &StepKey) -> Result<Option<ArtifactRecord>> {
        let item = self.get_item(schema::user(owner), schema::artifact(key)).await?;
        let Some(record) = item.map(from_item::<ArtifactRecord>).transpose()? else {
            return Ok(None);
        };
        // DynamoDB removes expired items within days, not at once.
        let alive = expiry(&record)? > self.clock.now();
        Ok(alive.then_some(record))
    }

    async fn record(&self, record: &ArtifactRecord) -> Result<()> {
        let (pk, sk) = (schema::user(&record.owner), schema::artifact(&record.key));
        let mut item = to_item(record, pk, sk)?;
        item.insert(schema::TTL.to_owned(), number(&expiry(record)?.as_second()));
        self.client
            .put_item()
            .table_name(&self.name)
            .set_item(Some(item))
            .send()
            .await
            .map_err(|error| from_sdk(Service::DynamoDb, "PutItem", &error))?;
        Ok(())
    }
}

fn expiry(record: &ArtifactRecord) -> Result<Timestamp> {
    record.made_at.checked_add(LIFETIME).map_err(Error::internal)
}
