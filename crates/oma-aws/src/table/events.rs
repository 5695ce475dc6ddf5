use async_trait::async_trait;
use oma_core::Result;
use oma_core::event::VideoEvent;
use oma_core::id::VideoId;
use oma_core::ports::EventLog;

use super::item::{all, all_items, string, to_item};
use super::{Table, schema};
use crate::failure::{Service, from_sdk};

#[async_trait]
impl EventLog for Table {
    /// Without a condition: an id is never given twice, so only the SDK's own second attempt can
    /// meet the item, and it writes the same.
    async fn append(&self, event: &VideoEvent) -> Result<()> {
        let (pk, sk) = (schema::video(event.video_id), schema::event(event.event_id));
        self.client
            .put_item()
            .table_name(&self.name)
            .set_item(Some(to_item(event, pk, sk)?))
            .send()
            .await
            .map_err(|error| from_sdk(Service::DynamoDb, "PutItem", &error))?;
        Ok(())
    }

    /// Consistent: a finished video's cost is summed from these right after the last one.
    async fn list(&self, video: VideoId) -> Result<Vec<VideoEvent>> {
        all(self.partition(schema::video(video), schema::EVENT).consistent_read(true)).await
    }

    /// One by one: events of a video are dozens, and a batch must be asked again for what it left.
    async fn erase(&self, video: VideoId) -> Result<()> {
        let pk = schema::video(video);
        let events = self.partition(pk.clone(), schema::EVENT).consistent_read(true);
        for mut item in all_items(events).await? {
            let Some(sk) = item.remove(schema::SORT_KEY) else { continue };
            self.client
                .delete_item()
                .table_name(&self.name)
                .key(schema::PARTITION_KEY, string(pk.clone()))
                .key(schema::SORT_KEY, sk)
                .send()
                .await
                .map_err(|error| from_sdk(Service::DynamoDb, "DeleteItem", &error))?;
        }
        Ok(())
    }
}
