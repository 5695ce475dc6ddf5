//! What changes of the table lead to.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use oma_aws::Storage;
use oma_core::Result;
use oma_core::id::{Owner, VideoId};
use oma_core::lifecycle::Eraser;
use oma_core::ports::SystemClock;
use oma_core::video::VideoStatus;
use serde_json::Value;

use super::changes::{Change, OnChange};

/// A stopped execution is dropped with its programs, so it writes hardly any longer.
const GRACE: SignedDuration = SignedDuration::from_secs(30);

/// Erases videos that their owners deleted: at once, and again by the sweep until nothing is left.
pub(super) struct Tidy {
    storage: Storage,
}

impl Tidy {
    pub(super) fn new(storage: Storage) -> Self {
        Self { storage }
    }

    async fn erase(&self, owner: &Owner, video: VideoId) -> Result<()> {
        let Storage { table, bucket } = &self.storage;
        let eraser =
            Eraser { videos: table, events: table, uses: table, bucket, clock: &SystemClock, grace: GRACE };
        if eraser.erase(owner, video).await? {
            tracing::info!(%video, "a deleted video was erased");
        }
        Ok(())
    }
}

#[async_trait]
impl OnChange for Tidy {
    async fn on_change(&self, change: &Change) -> Result<()> {
        match deleted(change) {
            Some((owner, video)) => self.erase(&owner, video).await,
            None => Ok(()),
        }
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

/// The video of a record that is marked as deleting now.
fn deleted(change: &Change) -> Option<(Owner, VideoId)> {
    let text = |name: &str| change.new.as_ref()?.get(name).and_then(Value::as_str);
    let is_record = change.partition.starts_with("USER#") && change.sort.starts_with("VIDEO#");
    if !is_record || text("status") != Some("deleting") {
        return None;
    }
    let owner = Owner::try_from(text("owner")?.to_owned()).ok()?;
    Some((owner, text("video_id")?.parse().ok()?))
}
