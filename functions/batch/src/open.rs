use oma_core::batch::{BatchItem, BatchRecord, BatchStatus, ItemDraft, ItemStatus, video_of};
use oma_core::contract::{Decision, Opened};
use oma_core::lifecycle::next_execution;
use oma_core::video::{VideoRecord, VideoStatus};
use oma_core::{Error, ErrorKind, Result};

use crate::budget::{Taken, Wish};
use crate::quota::Place;
use crate::run::{Run, failure};
use crate::store::Stored;

/// How often a row is read again that somebody else writes.
const ATTEMPTS: usize = 8;
/// How long a row waits for a place or for money.
const WAIT_S: u32 = 15;

impl Run<'_> {
    /// Begins a row: takes its place in the quota and its part of the budget, and sees that its video
    /// is there for the state machine to start. Asked again, it answers the same.
    pub(crate) async fn open(&self, n: u32) -> Result<Opened> {
        for _ in 0..ATTEMPTS {
            let record = self.record().await?;
            if !self.is_at_work(&record) {
                return Ok(skip());
            }
            let stored = self.desk.item(self.batch, n).await?;
            if let Some(opened) = self.open_as_it_stands(&record, n, stored).await? {
                return Ok(opened);
            }
        }
        Err(Error::new(ErrorKind::Conflict, format!("Row {n} is begun by many at once.")))
    }

    /// Nothing means that the row stands otherwise now: look again.
    async fn open_as_it_stands(
        &self,
        record: &BatchRecord,
        n: u32,
        stored: Option<Stored>,
    ) -> Result<Option<Opened>> {
        match &stored {
            Some((item, _)) if item.status == ItemStatus::Succeeded => Ok(Some(skip())),
            Some((item, _)) if item.status == ItemStatus::Running && item.run == self.execution => {
                self.go_on(record, item, None).await.map(Some)
            }
            Some((item, _)) if item.run == self.execution => Ok(Some(skip())),
            Some(stored) if stored.0.status == ItemStatus::Running => {
                self.adopt(record, stored).await
            }
            _ if record.status == BatchStatus::Stopping => {
                self.pass_over(record, n, stored.as_ref()).await
            }
            _ => {
                if self.has_failed_too_often(record).await? {
                    return Ok(None);
                }
                self.begin(record, n, stored.as_ref()).await
            }
        }
    }

    /// A row that is not begun any more keeps how an earlier execution left it.
    async fn pass_over(
        &self,
        record: &BatchRecord,
        n: u32,
        stored: Option<&Stored>,
    ) -> Result<Option<Opened>> {
        if stored.is_some() {
            return Ok(Some(skip()));
        }
        let draft = self.desk.draft(record, n).await?;
        let item = BatchItem {
            status: ItemStatus::Skipped,
            run: self.execution.to_owned(),
            ..BatchItem::waiting(&draft)
        };
        let done = self.settle(None, item).await?;
        Ok(done.then(skip))
    }

    /// A row that an earlier execution of the batch began and nobody closed.
    async fn adopt(&self, record: &BatchRecord, stored: &Stored) -> Result<Option<Opened>> {
        let video = self.video_of_row(stored.0.n).await?;
        if video.is_some_and(|video| video.status.is_active()) {
            let item = BatchItem { run: self.execution.to_owned(), ..stored.0.clone() };
            let Some((item, _)) = self.write(Some(stored), item).await? else { return Ok(None) };
            return self.go_on(record, &item, None).await.map(Some);
        }
        let ended = self.ended(record, &stored.0).await?;
        if let Some(after) = ended {
            self.settle(Some(stored), after).await?;
        }
        Ok(None)
    }

    async fn begin(
        &self,
        record: &BatchRecord,
        n: u32,
        stored: Option<&Stored>,
    ) -> Result<Option<Opened>> {
        let draft = self.desk.draft(record, n).await?;
        let before = stored.map_or_else(|| BatchItem::waiting(&draft), |(item, _)| item.clone());
        let mut item = BatchItem { run: self.execution.to_owned(), ..before.clone() };
        let video_id = Some(video_of(self.batch, n));
        let execution = match self.video_of_row(n).await? {
            None => video_of(self.batch, n).to_string(),
            // Somebody has it made outside the batch.
            Some(video) if video.status.is_active() => return Ok(Some(wait())),
            Some(video) if video.status == VideoStatus::Succeeded => {
                item.video_id = video_id;
                if let Some(after) = self.ended(record, &item).await? {
                    self.settle(stored, after).await?;
                }
                return Ok(None);
            }
            Some(video) => next_execution(&video.execution),
        };
        let estimate = api_function::estimated_cost(self.services.prices.as_ref(), &draft.brief);
        match self.reserve(&execution, estimate).await? {
            Place::Taken => {}
            Place::Later => return Ok(Some(wait())),
            Place::Refused(error) => return self.refuse(stored, item, &error).await,
        }
        let wish = Wish {
            n,
            estimate,
            own_budget: draft.brief.budget_usd.map(|budget| budget.0),
            held: before.reserved_micro_usd,
        };
        let held = match self.take(record, &wish).await? {
            Taken::Yes(held) => held,
            taken => {
                self.services.limits().undo(self.owner, &execution).await?;
                return self.without_money(taken).await;
            }
        };
        item.status = ItemStatus::Running;
        item.video_id = video_id;
        item.execution = Some(execution);
        item.failure = None;
        item.reserved_micro_usd = held;
        self.begun(record, stored, item, &draft).await
    }

    /// Writes a row down as begun and goes on with it. Whoever loses the write gives back the money;
    /// the place in the quota has one name for all of them, and stays.
    async fn begun(
        &self,
        record: &BatchRecord,
        stored: Option<&Stored>,
        item: BatchItem,
        draft: &ItemDraft,
    ) -> Result<Option<Opened>> {
        let held = item.reserved_micro_usd;
        let before = stored.map(|(item, _)| item);
        let Some((item, _)) = self.write(stored, item).await? else {
            self.hold(held, before.map(|item| item.reserved_micro_usd).unwrap_or_default()).await?;
            return Ok(None);
        };
        self.count(before, &item).await?;
        self.go_on(record, &item, Some(draft)).await.map(Some)
    }

    async fn without_money(&self, taken: Taken) -> Result<Option<Opened>> {
        if taken == Taken::Later {
            return Ok(Some(wait()));
        }
        let message = "The batch's budget is used up. Raise it and make another batch of the rows \
                       that were left, or make these videos one by one.";
        self.stop_beginning(&Error::new(ErrorKind::BudgetExceeded, message)).await?;
        Ok(None)
    }

    /// A row that cannot be begun fails by name, and nothing else does.
    async fn refuse(
        &self,
        stored: Option<&Stored>,
        item: BatchItem,
        error: &Error,
    ) -> Result<Option<Opened>> {
        let item =
            BatchItem { status: ItemStatus::Failed, failure: Some(failure("open", error)), ..item };
        let done = self.settle(stored, item).await?;
        Ok(done.then(skip))
    }

    /// Whether more rows have failed in this execution than the owner tolerates; then the batch begins
    /// no more.
    async fn has_failed_too_often(&self, record: &BatchRecord) -> Result<bool> {
        let failed = self.tallies().failed_in(self.execution, 0).await?;
        let tolerated = record.options.tolerated_failure_percent;
        if failed * 100 <= i64::from(tolerated) * i64::from(record.items) {
            return Ok(false);
        }
        let items = record.items;
        let message = format!(
            "{failed} of {items} rows have failed, which is more than the {tolerated} % that \
             tolerated_failure_percent allows."
        );
        self.stop_beginning(&Error::new(ErrorKind::Interrupted, message)).await?;
        Ok(true)
    }

    /// The video of a row, if it is there.
    pub(crate) async fn video_of_row(&self, n: u32) -> Result<Option<VideoRecord>> {
        match self.desk.videos.find(self.owner, video_of(self.batch, n)).await {
            Ok(video) => Ok(Some(video)),
            Err(error) if error.kind == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

pub(crate) fn skip() -> Opened {
    answer(Decision::Skip, 0)
}

fn wait() -> Opened {
    answer(Decision::Wait, WAIT_S)
}

fn answer(decision: Decision, wait_s: u32) -> Opened {
    Opened { decision, execution: String::new(), video_id: String::new(), wait_s }
}
