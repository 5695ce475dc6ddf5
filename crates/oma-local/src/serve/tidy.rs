//! What the end of a video leads to.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use notifier_function::Housekeeping;
use oma_aws::Storage;
use oma_core::Result;
use oma_core::id::{Owner, VideoId};
use oma_core::lifecycle::Eraser;
use oma_core::limits::Limits;
use oma_core::ports::SystemClock;
use oma_core::video::{VideoRecord, VideoStatus};

/// A stopped execution is dropped with its programs, so it writes hardly any longer.
const GRACE: SignedDuration = SignedDuration::from_secs(30);

/// Gives back the places of videos that have ended, and erases those that their owners deleted: at
/// once, and again by the sweep until nothing is left.
pub(super) struct Tidy {
    pub(super) storage: Storage,
    pub(super) limits: Limits,
}

impl Tidy {
    async fn erase(&self, owner: &Owner, video: VideoId) -> Result<()> {
        let Storage { table, bucket } = &self.storage;
        let eraser = Eraser {
            videos: table,
            events: table,
            uses: table,
            bucket,
            clock: &SystemClock,
            grace: GRACE,
        };
        if eraser.erase(owner, video).await? {
            tracing::info!(%video, "a deleted video was erased");
        }
        Ok(())
    }
}

#[async_trait]
impl Housekeeping for Tidy {
    async fn ended(&self, record: &VideoRecord) -> Result<()> {
        self.limits.release(&record.owner, &record.execution).await
    }

    async fn erase(&self, record: &VideoRecord) -> Result<()> {
        self.erase(&record.owner, record.video_id).await
    }

    async fn sweep(&self, _now: Timestamp) -> Result<()> {
        for (owner, video) in self.storage.table.videos_with_status(VideoStatus::Deleting).await? {
            if let Err(error) = self.erase(&owner, video).await {
                // The others are not to wait for this one.
                tracing::error!(%video, error = %error.full_text(), "it is not erased yet");
            }
        }
        Ok(())
    }
}
