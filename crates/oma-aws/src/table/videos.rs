use async_trait::async_trait;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use oma_core::id::{Owner, VideoId};
use oma_core::ports::{VideoPage, VideoQuery, Videos};
use oma_core::video::{VideoRecord, VideoStatus};
use oma_core::{Error, ErrorKind, Result};
use ulid::Ulid;

use super::contention::patiently;
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
        let item = video_item(&next)?;
        // The steps that are under way look at the record when they claim an artifact.
        let written = patiently(|| {
            self.client
                .put_item()
                .table_name(&self.name)
                .set_item(Some(item.clone()))
                .condition_expression("#version = :version")
                .expression_attribute_names("#version", "version")
                .expression_attribute_values(":version", number(&record.version))
                .send()
        });
        written.await.map_err(|error| from_sdk(Service::DynamoDb, "PutItem", &error))?;
        Ok(next)
    }

    async fn list(&self, owner: &Owner) -> Result<Vec<VideoRecord>> {
        let query = self.partition(schema::user(owner), schema::VIDEO);
        all(query.scan_index_forward(false)).await
    }

    async fn find(&self, owner: &Owner, query: &VideoQuery) -> Result<VideoPage> {
        let limit = usize::try_from(query.limit).map_err(Error::internal)?;
        let mut videos: Vec<VideoRecord> = Vec::new();
        let mut after = query.after.map(schema::video);
        loop {
            let (page, next) = self.find_once(owner, query, after).await?;
            videos.extend(page);
            after = next;
            if videos.len() > limit || after.is_none() {
                break;
            }
        }
        let more = videos.len() > limit;
        videos.truncate(limit);
        let next = videos.last().filter(|_| more).map(|last| last.video_id);
        Ok(VideoPage { videos, next })
    }

    async fn remove(&self, owner: &Owner, video: VideoId) -> Result<()> {
        let removed = patiently(|| {
            self.client
                .delete_item()
                .table_name(&self.name)
                .key(schema::PARTITION_KEY, string(schema::user(owner)))
                .key(schema::SORT_KEY, string(schema::video(video)))
                .send()
        });
        removed.await.map_err(|error| from_sdk(Service::DynamoDb, "DeleteItem", &error))?;
        Ok(())
    }
}

impl Table {
    /// One request's worth of a search, filtered where the items lie, and the key behind which the
    /// next one begins. A ULID holds the time it was given, so times are limits of the key.
    async fn find_once(
        &self,
        owner: &Owner,
        query: &VideoQuery,
        after: Option<String>,
    ) -> Result<(Vec<VideoRecord>, Option<String>)> {
        let pk = schema::user(owner);
        let mut filter = "#status <> :deleting".to_owned();
        let mut request = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("#pk = :pk AND #sk BETWEEN :from AND :to")
            .expression_attribute_names("#pk", schema::PARTITION_KEY)
            .expression_attribute_names("#sk", schema::SORT_KEY)
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":pk", string(pk.clone()))
            .expression_attribute_values(":from", string(first_key(query.created_from)))
            .expression_attribute_values(":to", string(last_key(query.created_before)))
            .expression_attribute_values(":deleting", string("deleting"))
            .scan_index_forward(false)
            .consistent_read(true);
        if let Some(status) = query.status {
            filter.push_str(" AND #status = :status");
            request = request.expression_attribute_values(":status", string(status.to_string()));
        }
        if let Some(tag) = &query.tag {
            filter.push_str(" AND contains(#tags, :tag)");
            request = request
                .expression_attribute_names("#tags", "tags")
                .expression_attribute_values(":tag", string(tag));
        }
        if let Some(after) = after {
            request = request
                .exclusive_start_key(schema::PARTITION_KEY, string(pk))
                .exclusive_start_key(schema::SORT_KEY, string(after));
        }
        let answer = request.filter_expression(filter).limit(PAGE).send().await;
        let mut answer = answer.map_err(|error| from_sdk(Service::DynamoDb, "Query", &error))?;
        let next = answer.last_evaluated_key.take();
        let next = next.and_then(|key| key.get(schema::SORT_KEY)?.as_s().ok().cloned());
        let items = answer.items.unwrap_or_default();
        Ok((items.into_iter().map(from_item).collect::<Result<_>>()?, next))
    }

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

/// How many items one request of a search looks at.
const PAGE: i32 = 200;

/// The key of the first video that can have been asked for at a time.
fn first_key(from: Option<Timestamp>) -> String {
    schema::video(VideoId(Ulid::from_parts(from.map_or(0, milliseconds), 0)))
}

/// The key of the last video that can have been asked for before a time.
fn last_key(before: Option<Timestamp>) -> String {
    match before.map(milliseconds) {
        None => schema::video(VideoId(Ulid(u128::MAX))),
        Some(0) => schema::video(VideoId(Ulid(0))),
        Some(ms) => schema::video(VideoId(Ulid::from_parts(ms - 1, u128::MAX))),
    }
}

fn milliseconds(time: Timestamp) -> u64 {
    u64::try_from(time.as_millisecond()).unwrap_or_default()
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
