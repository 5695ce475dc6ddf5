use super::{Lifecycle, not_now};
use crate::Result;
use crate::id::{Owner, VideoId};
use crate::video::{VideoRecord, VideoStatus};

impl Lifecycle<'_> {
    /// Stops the making of a video and keeps what was finished. One that is not being made is
    /// [`crate::ErrorKind::Conflict`]: of two cancels the second, and a cancel that comes after the
    /// release.
    pub async fn cancel(&self, owner: &Owner, video: VideoId) -> Result<VideoRecord> {
        let record = self
            .change(owner, video, |record| {
                if !record.status.is_active() {
                    return Err(not_now(record, "there is nothing to cancel."));
                }
                record.status = VideoStatus::Cancelled;
                record.approval = None;
                Ok(())
            })
            .await?;
        self.stop(&record.execution, "The video's owner cancelled it.").await;
        self.announce(&record).await;
        Ok(record)
    }
}
