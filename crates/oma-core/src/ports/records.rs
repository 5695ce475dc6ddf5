use async_trait::async_trait;

use crate::Result;
use crate::event::VideoEvent;
use crate::id::{Owner, VideoId};
use crate::step::{ArtifactRecord, StepKey};
use crate::video::VideoRecord;

/// The table's video items.
#[async_trait]
pub trait Videos: Send + Sync {
    /// Creates a video; one that exists already is [`crate::ErrorKind::Conflict`].
    async fn create(&self, record: &VideoRecord) -> Result<()>;

    /// Reads a video of an owner; another's or none is [`crate::ErrorKind::NotFound`].
    async fn get(&self, owner: &Owner, video: VideoId) -> Result<VideoRecord>;

    /// Replaces a record whose stored version is `record.version`, and returns it with the next
    /// version. A stored version that differs is [`crate::ErrorKind::Conflict`].
    async fn update(&self, record: &VideoRecord) -> Result<VideoRecord>;

    /// All videos of an owner, the newest first.
    async fn list(&self, owner: &Owner) -> Result<Vec<VideoRecord>>;
}

/// The table's event items: append-only.
#[async_trait]
pub trait EventLog: Send + Sync {
    /// Appends an event.
    async fn append(&self, event: &VideoEvent) -> Result<()>;

    /// All events of a video, the oldest first.
    async fn list(&self, video: VideoId) -> Result<Vec<VideoEvent>>;
}

/// The table's artifact items.
#[async_trait]
pub trait ArtifactIndex: Send + Sync {
    /// The record of an artifact, unless there is none or it has expired.
    async fn find(&self, owner: &Owner, key: &StepKey) -> Result<Option<ArtifactRecord>>;

    /// Writes the record of an artifact whose files are all stored.
    async fn record(&self, record: &ArtifactRecord) -> Result<()>;
}
