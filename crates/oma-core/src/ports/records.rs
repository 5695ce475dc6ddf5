use async_trait::async_trait;
use jiff::Timestamp;

use crate::Result;
use crate::event::VideoEvent;
use crate::id::{Owner, VideoId};
use crate::video::{VideoRecord, VideoStatus};

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

    /// A page of an owner's videos, the newest first.
    async fn find(&self, owner: &Owner, query: &VideoQuery) -> Result<VideoPage>;

    /// Removes the record of a video; one that is not there is no error.
    async fn remove(&self, owner: &Owner, video: VideoId) -> Result<()>;
}

/// Which videos of an owner. Videos that are being erased are in no answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VideoQuery {
    /// Only those that stand there.
    pub status: Option<VideoStatus>,
    /// Only those with this tag.
    pub tag: Option<String>,
    /// Only those asked for at this time or later.
    pub created_from: Option<Timestamp>,
    /// Only those asked for before this time.
    pub created_before: Option<Timestamp>,
    /// Only those older than this one: where the page before ended.
    pub after: Option<VideoId>,
    /// The most videos, from 1.
    pub limit: u32,
}

/// Some of an owner's videos.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct VideoPage {
    /// The newest first.
    pub videos: Vec<VideoRecord>,
    /// The `after` of the next page, if there may be one.
    pub next: Option<VideoId>,
}

/// The table's event items: append-only.
#[async_trait]
pub trait EventLog: Send + Sync {
    /// Appends an event.
    async fn append(&self, event: &VideoEvent) -> Result<()>;

    /// All events of a video, the oldest first.
    async fn list(&self, video: VideoId) -> Result<Vec<VideoEvent>>;

    /// Removes all events of a video.
    async fn erase(&self, video: VideoId) -> Result<()>;
}
