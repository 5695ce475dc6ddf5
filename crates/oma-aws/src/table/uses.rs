use async_trait::async_trait;
use aws_sdk_dynamodb::types::AttributeValue;
use oma_core::contract::Job;
use oma_core::id::{Owner, VideoId};
use oma_core::ports::ArtifactUses;
use oma_core::step::StepKey;
use oma_core::{ErrorKind, Result};

use super::artifacts::{CLOSED_AT, CLOSER, USERS, keys, maker, patience_ends};
use super::contention::{ATTEMPTS, conflict, patiently, wait};
use super::item::{all_items, number, string};
use super::{Table, schema};
use crate::failure::{Service, from_sdk};

/// What came of closing an entry.
enum Closing {
    /// It is closed, by whoever asked.
    Closed,
    /// It has (other) users.
    Used,
    /// Somebody else has closed it.
    ClosedBy(String),
}

#[async_trait]
impl ArtifactUses for Table {
    async fn used_by(&self, video: VideoId) -> Result<Vec<StepKey>> {
        let uses = self.partition(schema::video(video), schema::USES).consistent_read(true);
        let items = all_items(uses).await?;
        items.iter().map(schema::parse_use).collect()
    }

    async fn let_go(&self, owner: &Owner, key: &StepKey, video: VideoId) -> Result<bool> {
        for attempt in 0..ATTEMPTS {
            match self.close(owner, key, Some(video), &schema::video(video)).await? {
                Closing::Closed => return Ok(true),
                Closing::ClosedBy(other) if other.starts_with(schema::EXECUTION) => {}
                Closing::ClosedBy(_) => return self.forget_use(key, video).await.map(|()| false),
                Closing::Used => {
                    if self.leave_to_others(owner, key, video).await? {
                        return self.forget_use(key, video).await.map(|()| false);
                    }
                }
            }
            wait(attempt).await;
        }
        Err(conflict())
    }

    /// The entry first: while the use is listed, an erasure that is repeated comes here again.
    async fn forget(&self, owner: &Owner, key: &StepKey, video: VideoId) -> Result<()> {
        self.open(owner, key, &schema::video(video)).await?;
        self.forget_use(key, video).await
    }
}

impl Table {
    pub(super) async fn close_for_maker(&self, job: &Job, key: &StepKey) -> Result<bool> {
        for attempt in 0..ATTEMPTS {
            match self.close(&job.owner, key, None, &maker(job)).await? {
                Closing::Closed => return Ok(true),
                Closing::Used => return Ok(false),
                Closing::ClosedBy(_) => wait(attempt).await,
            }
        }
        Err(conflict())
    }

    /// Closes an entry that has no users (but `last`), and is not closed by another who may still
    /// be at work. An absent one is closed as well: its files may be there.
    async fn close(
        &self,
        owner: &Owner,
        key: &StepKey,
        last: Option<VideoId>,
        closer: &str,
    ) -> Result<Closing> {
        let last = last.map_or_else(|| "nobody".to_owned(), |id| id.to_string());
        let last = AttributeValue::Ss(vec![last]);
        for attempt in 0..ATTEMPTS {
            if self.try_to_close(owner, key, &last, closer).await? {
                return Ok(Closing::Closed);
            }
            let item = self.get_item(schema::user(owner), schema::artifact(key)).await?;
            let item = item.unwrap_or_default();
            if let Some(other) = item.get(CLOSER).and_then(|by| by.as_s().ok()) {
                return Ok(Closing::ClosedBy(other.clone()));
            }
            if item.get(USERS).is_some_and(|users| *users != last) {
                return Ok(Closing::Used);
            }
            // It has changed since the attempt.
            wait(attempt).await;
        }
        Err(conflict())
    }

    async fn try_to_close(
        &self,
        owner: &Owner,
        key: &StepKey,
        last: &AttributeValue,
        closer: &str,
    ) -> Result<bool> {
        let now = self.clock.now();
        let written = patiently(|| {
            self.client
                .update_item()
                .table_name(&self.name)
                .set_key(Some(keys(schema::user(owner), schema::artifact(key))))
                .update_expression(
                    "SET #closer = :closer, #closed_at = :now, #ttl = :ttl REMOVE #users",
                )
                .condition_expression(
                    "(attribute_not_exists(#users) OR #users = :last) AND \
                     (attribute_not_exists(#closer) OR #closer = :closer OR #closed_at < :dead)",
                )
                .expression_attribute_names("#closer", CLOSER)
                .expression_attribute_names("#closed_at", CLOSED_AT)
                .expression_attribute_names("#ttl", schema::TTL)
                .expression_attribute_names("#users", USERS)
                .expression_attribute_values(":closer", string(closer))
                .expression_attribute_values(":now", number(&now.as_second()))
                .expression_attribute_values(":dead", number(&patience_ends(now)))
                .expression_attribute_values(":ttl", self.entry_ttl())
                .expression_attribute_values(":last", last.clone())
                .send()
        });
        held(written.await.map_err(|error| from_sdk(Service::DynamoDb, "UpdateItem", &error)))
    }

    /// Takes a video out of an entry's users, of whom there are others. `false` if there are none.
    async fn leave_to_others(&self, owner: &Owner, key: &StepKey, video: VideoId) -> Result<bool> {
        let me = AttributeValue::Ss(vec![video.to_string()]);
        let written = patiently(|| {
            self.client
                .update_item()
                .table_name(&self.name)
                .set_key(Some(keys(schema::user(owner), schema::artifact(key))))
                .update_expression("DELETE #users :me")
                .condition_expression("attribute_exists(#users) AND #users <> :me")
                .expression_attribute_names("#users", USERS)
                .expression_attribute_values(":me", me.clone())
                .send()
        });
        held(written.await.map_err(|error| from_sdk(Service::DynamoDb, "UpdateItem", &error)))
    }

    /// Removes an entry that `closer` has closed; any other stays.
    pub(super) async fn open(&self, owner: &Owner, key: &StepKey, closer: &str) -> Result<()> {
        let removed = patiently(|| {
            self.client
                .delete_item()
                .table_name(&self.name)
                .set_key(Some(keys(schema::user(owner), schema::artifact(key))))
                .condition_expression("#closer = :closer")
                .expression_attribute_names("#closer", CLOSER)
                .expression_attribute_values(":closer", string(closer))
                .send()
        });
        let removed =
            removed.await.map_err(|error| from_sdk(Service::DynamoDb, "DeleteItem", &error));
        held(removed).map(|_| ())
    }

    async fn forget_use(&self, key: &StepKey, video: VideoId) -> Result<()> {
        let removed = patiently(|| {
            self.client
                .delete_item()
                .table_name(&self.name)
                .set_key(Some(keys(schema::video(video), schema::uses(key))))
                .send()
        });
        removed.await.map_err(|error| from_sdk(Service::DynamoDb, "DeleteItem", &error))?;
        Ok(())
    }
}

/// Whether the condition of a write held.
fn held<T>(written: Result<T>) -> Result<bool> {
    match written {
        Ok(_) => Ok(true),
        Err(error) if error.kind == ErrorKind::Conflict => Ok(false),
        Err(error) => Err(error),
    }
}
