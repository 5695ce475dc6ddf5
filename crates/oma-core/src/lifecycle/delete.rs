use super::Lifecycle;
use crate::Result;
use crate::id::{Owner, VideoId};
use crate::video::{VideoRecord, VideoStatus};

impl Lifecycle<'_> {
    /// Deletes a video, whatever its status: from now on it is there for nobody, and nothing makes
    /// it any more. What it leaves is taken away by [`super::Eraser`]. A second delete finds no
    /// video.
    pub async fn delete(&self, owner: &Owner, video: VideoId) -> Result<VideoRecord> {
        let record = self
            .change(owner, video, |record| {
                record.status = VideoStatus::Deleting;
                record.approval = None;
                Ok(())
            })
            .await?;
        // Also one that seems to have ended: a stop before this may have failed.
        self.stop(&record.execution, "The video's owner deleted it.").await;
        Ok(record)
    }
}
