use oma_core::batch::{BatchItem, BatchRecord, ItemDraft, ItemStatus, video_of};
use oma_core::brief::Brief;
use oma_core::contract::{Decision, Opened, files};
use oma_core::error::Retry;
use oma_core::id::VideoId;
use oma_core::lifecycle::next_execution;
use oma_core::money::{BudgetUsd, MicroUsd};
use oma_core::submission::NewVideo;
use oma_core::video::{VideoRecord, keys};
use oma_core::{Error, ErrorKind, Result};

use crate::budget::budget_of;
use crate::open::skip;
use crate::run::{Run, failure, was_stopped_by_owner};

impl Run<'_> {
    /// Sees that the video of a row that was written down as begun is there, to be started under the
    /// name that the row says. What was done of this before is found.
    pub(crate) async fn go_on(
        &self,
        record: &BatchRecord,
        item: &BatchItem,
        draft: Option<&ItemDraft>,
    ) -> Result<Opened> {
        self.tallies().begin(item.n).await?;
        match self.see_to_video(record, item, draft).await {
            Ok(()) => {}
            Err(error) if error.kind.info().retry == Retry::Never => {
                return self.give_up(item, &error).await;
            }
            Err(error) => return Err(error),
        }
        let video_id = video_of(self.batch, item.n);
        // Its owner may have stopped the batch while the video was not there to be cancelled.
        if was_stopped_by_owner(&self.record().await?) {
            self.cancel_video(video_id).await?;
        }
        let is_active =
            self.video_of_row(item.n).await?.is_some_and(|video| video.status.is_active());
        if !is_active {
            self.close(item.n, None).await?;
            return Ok(skip());
        }
        Ok(Opened {
            decision: Decision::Make,
            execution: item.execution.clone().unwrap_or_default(),
            video_id: video_id.to_string(),
            wait_s: 0,
        })
    }

    async fn see_to_video(
        &self,
        record: &BatchRecord,
        item: &BatchItem,
        draft: Option<&ItemDraft>,
    ) -> Result<()> {
        let budget = budget_of(record).map(|_| item.reserved_micro_usd);
        let Some(video) = self.video_of_row(item.n).await? else {
            let read;
            let draft = if let Some(draft) = draft {
                draft
            } else {
                read = self.desk.draft(record, item.n).await?;
                &read
            };
            return self.accept(draft, budget).await;
        };
        let is_before = item.execution.as_deref() == Some(&next_execution(&video.execution));
        if is_before && !video.status.is_active() {
            return self.reopen(&video, budget).await;
        }
        Ok(())
    }

    /// Takes a row in as the API takes in a video, with the row's part of the batch's budget as its
    /// own.
    async fn accept(&self, draft: &ItemDraft, budget: Option<MicroUsd>) -> Result<()> {
        let mut brief = draft.brief.clone();
        limit(&mut brief, budget);
        let video_id = video_of(self.batch, draft.n);
        let new = NewVideo { tags: &draft.tags, ..NewVideo::new(self.owner, video_id, &brief) };
        match self.desk.videos.desk().accept(&new).await {
            // Somebody else did, or its owner is deleting it: closing the row will tell.
            Err(error) if error.kind == ErrorKind::Conflict => Ok(()),
            accepted => accepted.map(|_| ()),
        }
    }

    /// Takes a video up again that failed or was cancelled, as its owner's retry does.
    async fn reopen(&self, video: &VideoRecord, budget: Option<MicroUsd>) -> Result<()> {
        if budget.is_some() {
            let objects = self.services.objects.as_ref();
            let mut brief = Brief::load(objects, video.video_id).await?;
            limit(&mut brief, budget);
            let key = keys::video_file(video.video_id, files::BRIEF);
            let json = serde_json::to_vec_pretty(&brief)?;
            objects.put_bytes(&key, json.into(), "application/json").await?;
        }
        match self.desk.videos.reopen(self.owner, video.video_id).await {
            // Somebody else did, or deleted it.
            Err(error) if matches!(error.kind, ErrorKind::Conflict | ErrorKind::NotFound) => Ok(()),
            reopened => reopened.map(|_| ()),
        }
    }

    /// A row whose video cannot be taken in: it fails by the error's name, and gives back what it
    /// holds.
    async fn give_up(&self, item: &BatchItem, error: &Error) -> Result<Opened> {
        if let Some((stored, version)) = self.desk.item(self.batch, item.n).await?
            && stored.status == ItemStatus::Running
            && stored.run == self.execution
        {
            let record = self.record().await?;
            let after = BatchItem {
                status: ItemStatus::Failed,
                failure: Some(failure("open", error)),
                reserved_micro_usd: self.held_by(&record, item).await?,
                ..stored.clone()
            };
            let execution = item.execution.as_deref().unwrap_or_default();
            if self.settle(Some(&(stored, version)), after).await? {
                self.services.limits().undo(self.owner, execution).await?;
            }
        }
        Ok(skip())
    }

    /// Cancels a video. One that is over or not there needs no cancelling.
    pub(crate) async fn cancel_video(&self, video: VideoId) -> Result<()> {
        match self.desk.videos.cancel(self.owner, video).await {
            Err(error) if !matches!(error.kind, ErrorKind::Conflict | ErrorKind::NotFound) => {
                Err(error)
            }
            _ => Ok(()),
        }
    }
}

/// Holds a brief to what was taken for it.
fn limit(brief: &mut Brief, budget: Option<MicroUsd>) {
    if let Some(budget) = budget {
        brief.budget_usd = Some(BudgetUsd(budget));
    }
}
