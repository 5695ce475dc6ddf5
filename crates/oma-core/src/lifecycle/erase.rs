use jiff::SignedDuration;

use crate::id::{Owner, VideoId};
use crate::ports::{ArtifactUses, Clock, EventLog, ManageObjects, Videos};
use crate::video::{VideoStatus, keys};
use crate::{Error, ErrorKind, Result};

/// Takes away what a deleted video leaves.
#[derive(Clone, Copy)]
pub struct Eraser<'a> {
    /// The records.
    pub videos: &'a dyn Videos,
    /// What happened to them.
    pub events: &'a dyn EventLog,
    /// Which artifacts they use.
    pub uses: &'a dyn ArtifactUses,
    /// Their files.
    pub bucket: &'a dyn ManageObjects,
    /// The time.
    pub clock: &'a dyn Clock,
    /// How long the last task of a stopped execution may go on writing. A stopped execution calls
    /// nobody any more, but a Lambda function that it had called runs to its end.
    pub grace: SignedDuration,
}

impl Eraser<'_> {
    /// The grace of executions on Lambda: its longest run.
    pub const LAMBDA_GRACE: SignedDuration = SignedDuration::from_mins(15);

    /// Erases the files, artifacts and events of a video that is marked as deleting, and at last
    /// its record.
    ///
    /// `true` when nothing is left. Until the grace has passed the record stays, for nobody to see,
    /// and this is to be called again: what came late is then taken away, too. Each part can be
    /// repeated, so it may be called at any time, by several at once, and after a crash.
    ///
    /// # Errors
    /// [`ErrorKind::Conflict`] for a video that nobody deleted.
    pub async fn erase(&self, owner: &Owner, video: VideoId) -> Result<bool> {
        let record = match self.videos.get(owner, video).await {
            Ok(record) => record,
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(true),
            Err(error) => return Err(error),
        };
        if record.status != VideoStatus::Deleting {
            return Err(Error::new(ErrorKind::Conflict, "Nobody deleted this video."));
        }
        self.let_artifacts_go(owner, video).await?;
        self.delete_all(&keys::video_file(video, "")).await?;
        self.events.erase(video).await?;
        if self.clock.now().duration_since(record.updated_at) < self.grace {
            return Ok(false);
        }
        self.videos.remove(owner, video).await?;
        Ok(true)
    }

    /// An artifact that nothing else uses is closed first, so that nobody finds it while its files
    /// go.
    async fn let_artifacts_go(&self, owner: &Owner, video: VideoId) -> Result<()> {
        for key in self.uses.used_by(video).await? {
            if self.uses.let_go(owner, &key, video).await? {
                self.delete_all(&keys::artifact_file(owner, &key, "")).await?;
            }
            self.uses.forget(owner, &key, video).await?;
        }
        Ok(())
    }

    async fn delete_all(&self, prefix: &str) -> Result<()> {
        for key in self.bucket.list(prefix).await? {
            self.bucket.delete(&key).await?;
        }
        Ok(())
    }
}
