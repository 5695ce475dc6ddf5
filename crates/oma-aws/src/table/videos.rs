use async_trait::async_trait;
use aws_sdk_dynamodb::types::AttributeValue;
use oma_core::id::{Owner, VideoId};
use oma_core::ports::Videos;
use oma_core::video::{VideoRecord, VideoStatus};
use oma_core::{Error, ErrorKind, Result};

use super::item::{Item, all, all_items, from_item, number, string, to_item};
use super::{Table, schema};
use crate::failure::{Service, from_sdk};

#[async_trait]
impl Videos for Table {
    async fn create(&self, record: &VideoRecord) -> Result<()> {
        self.client
            .put_item()
            .table_name(&self.name)
            .set_item(Some(video_item(record)?))
            .condition_expression("attribute_not_exists(#pk)")
            .expression_attribute_names("#pk", schema::PARTITION_KEY)
            .send()
            .await
            .map_err(|error| from_sdk(Service::DynamoDb, "PutItem", &error))?;
        Ok(())
    }

    async fn get(&self, owner: &Owner, video: VideoId) -> Result<VideoRecord> {
        let item = self.get_item(schema::user(owner), schema::video(video)).await?;
        let absent = || Error::new(ErrorKind::NotFound, format!("There is no video {video}."));
        from_item(item.ok_or_else(absent)?)
    }

    async fn update(&self, record: &VideoRecord) -> Result<VideoRecord> {
        let next = VideoRecord { version: record.version + 1, ..record.clone() };
        self.client
            .put_item()
            .table_name(&self.name)
            .set_item(Some(video_item(&next)?))
            .condition_expression("#version = :version")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":version", number(&record.version))
            .send()
            .await
            .map_err(|error| from_sdk(Service::DynamoDb, "PutItem", &error))?;
        Ok(next)
    }

    async fn list(&self, owner: &Owner) -> Result<Vec<VideoRecord>> {
        let query = self.partition(schema::user(owner), schema::VIDEO);
        all(query.scan_index_forward(false)).await
    }
}

impl Table {
    /// For operators and for tidying up after a crash: every owner's videos in a status, the one
    /// that changed longest ago first. The index follows the table within about a second.
    pub async fn videos_with_status(&self, status: VideoStatus) -> Result<Vec<(Owner, VideoId)>> {
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(schema::STATUS_INDEX)
            .key_condition_expression("#pk = :pk")
            .expression_attribute_names("#pk", schema::STATUS_INDEX_PARTITION_KEY)
            .expression_attribute_values(":pk", string(schema::status(status)));
        all_items(query).await?.iter().map(video_of).collect()
    }
}

fn video_item(record: &VideoRecord) -> Result<Item> {
    let (pk, sk) = (schema::user(&record.owner), schema::video(record.video_id));
    let mut item = to_item(record, pk, sk)?;
    let status = string(schema::status(record.status));
    item.insert(schema::STATUS_INDEX_PARTITION_KEY.to_owned(), status);
    // Always three decimals: without them the order of the texts would not be that of the times.
    let time = string(format!("{:.3}", record.updated_at));
    item.insert(schema::STATUS_INDEX_SORT_KEY.to_owned(), time);
    Ok(item)
}

fn video_of(item: &Item) -> Result<(Owner, VideoId)> {
    let text = |name: &str| item.get(name).and_then(|value: &AttributeValue| value.as_s().ok());
    text(schema::PARTITION_KEY)
        .zip(text(schema::SORT_KEY))
        .and_then(|(pk, sk)| schema::parse_video(pk, sk))
        .ok_or_else(|| Error::internal("the status index holds something that is no video"))
}
