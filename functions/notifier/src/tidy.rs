use std::sync::Arc;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use oma_core::contract::files;
use oma_core::id::VideoId;
use oma_core::lifecycle::Eraser;
use oma_core::limits::Limits;
use oma_core::ports::{ArtifactUses, EventLog, ManageObjects, Objects, Partition, Place};
use oma_core::schedule::Ledger;
use oma_core::timeline::Timeline;
use oma_core::usage::record_usage;
use oma_core::video::{VideoRecord, VideoStatus, keys};
use oma_core::{ErrorKind, Result};

use crate::Housekeeping;

/// The list of videos that are being erased: the table's index of videos by status.
const DELETING: &str = "STATUS#deleting";
/// The most videos that one sweep goes on erasing.
const MOST: u32 = 50;

/// Frees the places of videos that end, writes down what they used, and erases deleted ones.
#[derive(Clone)]
pub struct Tidy {
    /// Who may make how much; its documents and videos are used for the rest, too.
    pub limits: Limits,
    /// What happened to videos.
    pub events: Arc<dyn EventLog>,
    /// Which artifacts they use.
    pub uses: Arc<dyn ArtifactUses>,
    /// Their timelines.
    pub objects: Arc<dyn Objects>,
    /// All their files.
    pub bucket: Arc<dyn ManageObjects>,
    /// How long a stopped execution may go on writing: [`Eraser::LAMBDA_GRACE`] on Lambda.
    pub grace: SignedDuration,
}

#[async_trait]
impl Housekeeping for Tidy {
    async fn ended(&self, record: &VideoRecord) -> Result<()> {
        self.limits.release(&record.owner, &record.execution).await?;
        let events = self.events.list(record.video_id).await?;
        let film_ms = self.film_ms(record).await?;
        record_usage(self.limits.documents.as_ref(), record, &events, film_ms).await
    }

    async fn erase(&self, record: &VideoRecord) -> Result<()> {
        // What the grace still keeps is taken away by a sweep.
        self.eraser().erase(&record.owner, record.video_id).await.map(|_| ())
    }

    async fn sweep(&self, now: Timestamp) -> Result<()> {
        // Timers of schedules call another function: what never came of them is seen here.
        let schedules = Ledger { documents: self.limits.documents.as_ref() }.sweep(now, MOST).await;
        for place in self.limits.documents.listed(DELETING, None, MOST).await? {
            let Place { partition: Partition::User(owner), sort } = place else { continue };
            let video = sort.strip_prefix("VIDEO#").and_then(|id| id.parse::<VideoId>().ok());
            let Some(video) = video else { continue };
            match self.eraser().erase(&owner, video).await {
                // The index is behind the record, or one that cannot be erased holds up no other.
                Err(error) if error.kind != ErrorKind::Conflict => {
                    let (video, error) = (video.to_string(), error.full_text());
                    tracing::error!(video, error, "a deleted video was not erased");
                }
                _ => {}
            }
        }
        schedules
    }
}

impl Tidy {
    fn eraser(&self) -> Eraser<'_> {
        Eraser {
            videos: self.limits.videos.as_ref(),
            events: self.events.as_ref(),
            uses: self.uses.as_ref(),
            documents: self.limits.documents.as_ref(),
            bucket: self.bucket.as_ref(),
            clock: self.limits.clock.as_ref(),
            grace: self.grace,
        }
    }

    /// The length of the film, from its timeline, which is there before the video says that it
    /// succeeded; 0 without one.
    async fn film_ms(&self, record: &VideoRecord) -> Result<u64> {
        if record.status != VideoStatus::Succeeded {
            return Ok(0);
        }
        let key = keys::video_file(record.video_id, files::TIMELINE);
        match self.objects.get_bytes(&key).await {
            Ok(bytes) => {
                let timeline: Timeline = serde_json::from_slice(&bytes)?;
                Ok(timeline.format.duration_ms(timeline.total_frames))
            }
            Err(error) if error.kind == ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error),
        }
    }
}
