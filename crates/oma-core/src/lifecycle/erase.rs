use jiff::SignedDuration;
use serde_json::json;

use crate::id::{Owner, VideoId};
use crate::ports::{
    ArtifactUses, CLOSER_PATIENCE_MINUTES, Clock, Document, Documents, EventLog, Expected,
    ManageObjects, Partition, Place, Videos,
};
use crate::video::{VideoRecord, VideoStatus, keys};
use crate::{Error, ErrorKind, Result};

/// How long an erasure is alone with its video: longer than a function may run, so whoever takes
/// over from one that died meets it no more.
const LEASE: SignedDuration = SignedDuration::from_mins(CLOSER_PATIENCE_MINUTES);

/// Takes away what a deleted video leaves.
#[derive(Clone, Copy)]
pub struct Eraser<'a> {
    /// The records.
    pub videos: &'a dyn Videos,
    /// What happened to them.
    pub events: &'a dyn EventLog,
    /// Which artifacts they use.
    pub uses: &'a dyn ArtifactUses,
    /// Where leases lie.
    pub documents: &'a dyn Documents,
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
    /// and this is to be called again: what came late is then taken away, too; so it is where an
    /// artifact is just being withdrawn by its maker, and while another erases the same video, for the
    /// reason that [`crate::ports::ArtifactUses`] gives. Each part can be repeated, at any time; after
    /// a crash, once the lease of the one that died has ended.
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
        let Some(lease) = self.lease(video).await? else { return Ok(false) };
        let erased = self.erase_alone(owner, &record).await;
        self.end(video, lease).await?;
        erased
    }

    async fn erase_alone(&self, owner: &Owner, record: &VideoRecord) -> Result<bool> {
        let video = record.video_id;
        let all_gone = self.let_artifacts_go(owner, video).await?;
        self.delete_all(&keys::video_file(video, "")).await?;
        self.events.erase(video).await?;
        if !all_gone || self.clock.now().duration_since(record.updated_at) < self.grace {
            return Ok(false);
        }
        self.videos.remove(owner, video).await?;
        Ok(true)
    }

    /// The version of the lease; nothing where another erases the video.
    async fn lease(&self, video: VideoId) -> Result<Option<u64>> {
        let lease = Document {
            place: lease_of(video),
            version: 1,
            body: json!({}),
            listing: None,
            expires_at: Some(self.clock.now() + LEASE),
        };
        match self.documents.write(&lease, Expected::Absent).await {
            Ok(version) => Ok(Some(version)),
            Err(error) if error.kind == ErrorKind::Conflict => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Ends a lease, unless it has ended by itself and is another's now.
    async fn end(&self, video: VideoId, lease: u64) -> Result<()> {
        match self.documents.remove(&lease_of(video), Expected::Version(lease)).await {
            Err(error) if error.kind != ErrorKind::Conflict => Err(error),
            _ => Ok(()),
        }
    }

    /// An artifact that nothing else uses is closed first, so that nobody finds it while its files
    /// go. `false` if one is to be asked about again.
    async fn let_artifacts_go(&self, owner: &Owner, video: VideoId) -> Result<bool> {
        let mut all_gone = true;
        for key in self.uses.used_by(video).await? {
            match self.uses.let_go(owner, &key, video).await {
                Ok(true) => {
                    self.delete_all(&keys::artifact_file(owner, &key, "")).await?;
                    self.uses.forget(owner, &key, video).await?;
                }
                Ok(false) => {}
                Err(error) if error.kind == ErrorKind::Conflict => all_gone = false,
                Err(error) => return Err(error),
            }
        }
        Ok(all_gone)
    }

    async fn delete_all(&self, prefix: &str) -> Result<()> {
        for key in self.bucket.list(prefix).await? {
            self.bucket.delete(&key).await?;
        }
        Ok(())
    }
}

fn lease_of(video: VideoId) -> Place {
    Place { partition: Partition::Video(video), sort: "ERASURE".to_owned() }
}
