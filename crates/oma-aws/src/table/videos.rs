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
        let Some((first, mut last)) = bounds(query) else { return Ok(VideoPage::default()) };
        for _ in 0..MOST_REQUESTS {
            let (page, end) = self.find_once(owner, query, (first, last)).await?;
            videos.extend(page);
            if videos.len() > limit {
                videos.truncate(limit);
                let next = videos.last().map(|last| last.video_id);
                return Ok(VideoPage { videos, next });
            }
            let below = end.and_then(|end| end.0.0.checked_sub(1)).filter(|id| *id >= first.0.0);
            let Some(below) = below else { return Ok(VideoPage { videos, next: None }) };
            last = VideoId(Ulid(below));
        }
        // Few of many fit: the next page goes on where this one stopped looking.
        let next = last.0.0.checked_add(1).map(|id| VideoId(Ulid(id)));
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
    /// One request's worth of a search between two videos, filtered where the items lie, and the
    /// last video that was looked at, unless it was the last of all.
    async fn find_once(
        &self,
        owner: &Owner,
        query: &VideoQuery,
        (first, last): (VideoId, VideoId),
    ) -> Result<(Vec<VideoRecord>, Option<VideoId>)> {
        let mut filter = "#status <> :deleting".to_owned();
        let mut request = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("#pk = :pk AND #sk BETWEEN :from AND :to")
            .expression_attribute_names("#pk", schema::PARTITION_KEY)
            .expression_attribute_names("#sk", schema::SORT_KEY)
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":pk", string(schema::user(owner)))
            .expression_attribute_values(":from", string(schema::video(first)))
            .expression_attribute_values(":to", string(schema::video(last)))
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
        let answer = request.filter_expression(filter).limit(PAGE).send().await;
        let mut answer = answer.map_err(|error| from_sdk(Service::DynamoDb, "Query", &error))?;
        let end = answer.last_evaluated_key.take();
        let end = end.as_ref().map(video_of).transpose()?.map(|(_, video)| video);
        let items = answer.items.unwrap_or_default();
        Ok((items.into_iter().map(from_item).collect::<Result<_>>()?, end))
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

/// How many requests one search sends: 5,000 videos are looked at.
const MOST_REQUESTS: usize = 25;

/// The first and the last video that can be meant, unless none can. A ULID holds the time it was
/// given, so times are limits of the key.
fn bounds(query: &VideoQuery) -> Option<(VideoId, VideoId)> {
    let begins = |time: Timestamp| Ulid::from_parts(milliseconds(time), 0).0;
    let first = query.created_from.map_or(0, begins);
    let mut last = u128::MAX;
    if let Some(before) = query.created_before {
        last = begins(before).checked_sub(1)?;
    }
    if let Some(after) = query.after {
        last = last.min(after.0.0.checked_sub(1)?);
    }
    (first <= last).then_some((VideoId(Ulid(first)), VideoId(Ulid(last))))
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
        .ok_or_else(|| Error::internal("a key of a video that is none"))
}
