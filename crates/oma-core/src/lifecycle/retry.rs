use super::{Lifecycle, next_execution, not_now};
use crate::Result;
use crate::id::{Owner, VideoId};
use crate::video::{VideoRecord, VideoStatus};

impl Lifecycle<'_> {
    /// Takes up a video that failed or was cancelled: a new execution, which finds all work that
    /// was finished. Any other status is [`crate::ErrorKind::Conflict`]. A start that fails leaves
    /// the video failed, to be tried again.
    pub async fn retry(&self, owner: &Owner, video: VideoId) -> Result<VideoRecord> {
        let record = self.reopen(owner, video).await?;
        self.start(&record).await?;
        Ok(record)
    }

    /// As [`Lifecycle::retry`], for who starts the execution that the record names then.
    pub async fn reopen(&self, owner: &Owner, video: VideoId) -> Result<VideoRecord> {
        self.change(owner, video, |record| {
            if !matches!(record.status, VideoStatus::Failed | VideoStatus::Cancelled) {
                return Err(not_now(record, "only what failed or was cancelled is tried again."));
            }
            begin(record);
            Ok(())
        })
        .await
    }
}

/// Puts a record at the beginning of its next execution.
pub(super) fn begin(record: &mut VideoRecord) {
    record.execution = next_execution(&record.execution);
    record.status = VideoStatus::Running;
    record.approval = None;
    record.failure = None;
}
