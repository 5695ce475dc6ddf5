use oma_core::batch::{BatchItem, BatchRecord, ItemStatus};
use oma_core::contract::{CaughtError, Closed};
use oma_core::event::{EventKind, VideoEvent};
use oma_core::video::{Failure, VideoRecord, VideoStatus};
use oma_core::{Error, ErrorKind, Result};

use crate::run::{Run, failure};
use crate::store::Stored;

/// How often a row is read again that somebody else writes.
const ATTEMPTS: usize = 8;
/// How long to wait for a video that is being made, and for one that waits for a person.
const WAIT_S: u32 = 15;
const ASKED_WAIT_S: u32 = 60;

impl Run<'_> {
    /// Writes down how a row ended, once; a row whose video is not over is to be asked for again.
    /// `error` is what was caught while its video was made.
    pub(crate) async fn close(&self, n: u32, error: Option<&CaughtError>) -> Result<Closed> {
        for _ in 0..ATTEMPTS {
            let Some(stored) = self.desk.item(self.batch, n).await? else { return Ok(done()) };
            if stored.0.status.is_over() {
                // Whoever wrote it may have died before these.
                self.ended_outside(&stored.0).await?;
                return Ok(done());
            }
            let record = self.record().await?;
            if let Some(error) = error {
                self.lost(&stored.0, &error.failure()).await?;
            }
            let Some(after) = self.ended(&record, &stored.0).await? else {
                return Ok(Closed { done: false, wait_s: self.wait_s(n).await? });
            };
            if self.settle(Some(&stored), after).await? {
                return Ok(done());
            }
        }
        Err(Error::new(ErrorKind::Conflict, format!("Row {n} is closed by many at once.")))
    }

    /// A row as its video's end leaves it; nothing while that is being made.
    pub(crate) async fn ended(
        &self,
        record: &BatchRecord,
        item: &BatchItem,
    ) -> Result<Option<BatchItem>> {
        let video = self.video_of_row(item.n).await?;
        let (status, failure) = match video.as_ref() {
            Some(video) if video.status.is_active() => return Ok(None),
            Some(video) => ending(video),
            None => (ItemStatus::Skipped, Some(absent())),
        };
        let mut after = BatchItem { status, failure, ..item.clone() };
        if let Some(video) = video {
            let events = self.services.events.list(video.video_id).await?;
            after.execution = Some(video.execution);
            add_up(&mut after, &events);
        }
        after.reserved_micro_usd = self.held_by(record, item).await?;
        Ok(Some(after))
    }

    /// Writes a row that is over, and all that follows from it. Whether nobody else wrote meanwhile.
    pub(crate) async fn settle(&self, stored: Option<&Stored>, after: BatchItem) -> Result<bool> {
        let before = stored.map(|(item, _)| item);
        let held = before.map(|item| item.reserved_micro_usd).unwrap_or_default();
        let Some((item, _)) = self.write(stored, after).await? else { return Ok(false) };
        self.count(before, &item).await?;
        self.hold(held, item.reserved_micro_usd).await?;
        self.ended_outside(&item).await?;
        Ok(true)
    }

    /// What follows from a row's end and may be repeated. The place in the quota is given back by
    /// whoever sees the video's end, too; the next row need not wait for that.
    pub(crate) async fn ended_outside(&self, item: &BatchItem) -> Result<()> {
        self.put_result(item).await?;
        if let Some(execution) = &item.execution {
            self.services.limits().release(self.owner, execution).await?;
        }
        // Last of all: a row that is still said to be under way is what concluding follows up.
        self.tallies().end(item.n).await
    }

    /// Marks a video as failed that is said to be made and that nobody makes: its execution did not
    /// start, or died without a word.
    pub(crate) async fn lost(&self, item: &BatchItem, caught: &Failure) -> Result<()> {
        let Some(video) = self.video_of_row(item.n).await? else { return Ok(()) };
        if !video.status.is_active() || item.execution.as_deref() != Some(&video.execution) {
            return Ok(());
        }
        let message = format!("The video's execution ended without its result: {}", caught.message);
        let error = Error::new(ErrorKind::Interrupted, message).at(&caught.step);
        self.desk.videos.desk().fail(&video, &error).await
    }

    async fn wait_s(&self, n: u32) -> Result<u32> {
        let video = self.video_of_row(n).await?;
        let is_asked = video.is_some_and(|v| v.status == VideoStatus::WaitingForApproval);
        Ok(if is_asked { ASKED_WAIT_S } else { WAIT_S })
    }
}

fn done() -> Closed {
    Closed { done: true, wait_s: 0 }
}

fn ending(video: &VideoRecord) -> (ItemStatus, Option<Failure>) {
    match video.status {
        VideoStatus::Succeeded => (ItemStatus::Succeeded, None),
        VideoStatus::Failed => (ItemStatus::Failed, video.failure.clone()),
        _ => {
            let error = Error::new(ErrorKind::Cancelled, "The video was cancelled.");
            (ItemStatus::Skipped, Some(failure("video", &error)))
        }
    }
}

fn absent() -> Failure {
    let message =
        "The video is not there: it was deleted, or its row was interrupted while it began.";
    failure("video", &Error::new(ErrorKind::NotFound, message))
}

/// What all executions of a row's video did, as its events tell.
fn add_up(item: &mut BatchItem, events: &[VideoEvent]) {
    item.cost_micro_usd = events.iter().map(|event| event.kind.cost()).sum();
    item.saved_micro_usd = events.iter().map(|event| event.kind.saved()).sum();
    let steps = events.iter().filter_map(|event| match &event.kind {
        EventKind::StepFinished(step) => Some(step.cached),
        _ => None,
    });
    (item.steps, item.steps_found) = (0, 0);
    for is_found in steps {
        item.steps += 1;
        item.steps_found += u32::from(is_found);
    }
}
