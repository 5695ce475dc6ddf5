use async_trait::async_trait;
use jiff::Timestamp;
use oma_core::video::{VideoRecord, VideoStatus};
use oma_core::{Error, Result};
use serde_json::{Map, Value};

use crate::change::Change;

/// What a video's end sets off. Everything may be asked for more than once.
#[async_trait]
pub trait Housekeeping: Send + Sync {
    /// A video is not active any more: its place among the running ones is free, and its execution's
    /// use can be written down. `record` is the video as it was last seen.
    async fn ended(&self, record: &VideoRecord) -> Result<()>;

    /// A video is being deleted: everything of it goes.
    async fn erase(&self, record: &VideoRecord) -> Result<()>;

    /// What was left over: videos whose deletion was cut short, places of videos that are not active.
    async fn sweep(&self, now: Timestamp) -> Result<()>;
}

/// Tidies up nothing: for those who only want messages sent.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoHousekeeping;

#[async_trait]
impl Housekeeping for NoHousekeeping {
    async fn ended(&self, _: &VideoRecord) -> Result<()> {
        Ok(())
    }

    async fn erase(&self, _: &VideoRecord) -> Result<()> {
        Ok(())
    }

    async fn sweep(&self, _: Timestamp) -> Result<()> {
        Ok(())
    }
}

/// What follows from a change of a video's record.
pub(crate) async fn on_video(housekeeping: &dyn Housekeeping, change: &Change) -> Result<()> {
    let old = change.old.as_ref().map(record_of).transpose()?;
    let new = change.new.as_ref().map(record_of).transpose()?;
    let was_active = old.as_ref().is_some_and(|record| record.status.is_active());
    let is_active = new.as_ref().is_some_and(|record| record.status.is_active());
    let deleting = new.as_ref().is_some_and(|record| record.status == VideoStatus::Deleting);
    if let Some(record) = new.as_ref().or(old.as_ref())
        && was_active
        && !is_active
    {
        housekeeping.ended(record).await?;
    }
    match new {
        Some(record) if deleting => housekeeping.erase(&record).await,
        _ => Ok(()),
    }
}

fn record_of(item: &Map<String, Value>) -> Result<VideoRecord> {
    serde_json::from_value(Value::Object(item.clone()))
        .map_err(|_| Error::internal("a video of the stream cannot be read"))
}
