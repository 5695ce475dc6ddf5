use super::{BatchCounts, BatchId, ItemStatus, keys};
use crate::Result;
use crate::money::MicroUsd;
use crate::ports::{Counter, Counters};

/// The set of rows under way. A set, because joining and leaving twice changes nothing.
const RUNNING: &str = "COUNT#running";
/// More rows than ever run at once.
const MOST_RUNNING: usize = 10_000;

/// What is counted of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tally {
    /// Rows with their film.
    Succeeded,
    /// Rows without.
    Failed,
    /// Rows passed over.
    Skipped,
    /// What of the batch's budget is taken: charged, or held for rows under way.
    Spent,
    /// What providers charged.
    Cost,
    /// What finished work saved.
    Saved,
    /// Steps that were done.
    Steps,
    /// Steps whose result was found.
    StepsFound,
}

impl Tally {
    /// The sort key of its counter.
    pub fn name(self) -> &'static str {
        match self {
            Self::Succeeded => "COUNT#succeeded",
            Self::Failed => "COUNT#failed",
            Self::Skipped => "COUNT#skipped",
            Self::Spent => "SPENT",
            Self::Cost => "COST",
            Self::Saved => "SAVED",
            Self::Steps => "STEPS",
            Self::StepsFound => "STEPS_FOUND",
        }
    }

    /// Which one counts the rows that stand there.
    pub fn of(status: ItemStatus) -> Option<Self> {
        match status {
            ItemStatus::Succeeded => Some(Self::Succeeded),
            ItemStatus::Failed => Some(Self::Failed),
            ItemStatus::Skipped => Some(Self::Skipped),
            ItemStatus::Waiting | ItemStatus::Running => None,
        }
    }
}

/// The counters of one batch.
///
/// A process that dies between the document of a row and its counters leaves these behind by one row.
/// Whoever concludes the batch puts them right by its documents; until then they are for show, but for
/// [`Tally::Spent`], which is then too high and never too low.
#[derive(Clone, Copy)]
pub struct Tallies<'a> {
    /// Where they are kept.
    pub counters: &'a dyn Counters,
    /// Whose they are.
    pub batch: BatchId,
}

impl Tallies<'_> {
    /// Adds to a counter and returns what it is now; nothing, and no change, if it would go over
    /// `limit`.
    pub async fn add(&self, tally: Tally, amount: i64, limit: Option<i64>) -> Result<Option<i64>> {
        self.counters.add(&self.counter(tally.name()), amount, limit).await
    }

    /// What a counter is.
    pub async fn count(&self, tally: Tally) -> Result<i64> {
        self.counters.count(&self.counter(tally.name())).await
    }

    /// Counts a row that failed in one execution of the batch and returns how many have.
    pub async fn failed_in(&self, execution: &str, more: i64) -> Result<i64> {
        let counter = self.counter(&format!("FAILED#{execution}"));
        if more == 0 {
            return self.counters.count(&counter).await;
        }
        Ok(self.counters.add(&counter, more, None).await?.unwrap_or_default())
    }

    /// Notes that a row is under way.
    pub async fn begin(&self, n: u32) -> Result<()> {
        self.counters.join(&self.counter(RUNNING), &n.to_string(), MOST_RUNNING).await.map(|_| ())
    }

    /// Notes that a row is no longer under way.
    pub async fn end(&self, n: u32) -> Result<()> {
        self.counters.leave(&self.counter(RUNNING), &n.to_string()).await
    }

    /// The rows under way, by their numbers.
    pub async fn running(&self) -> Result<Vec<u32>> {
        let members = self.counters.members(&self.counter(RUNNING)).await?;
        let mut rows: Vec<u32> = members.iter().filter_map(|n| n.parse().ok()).collect();
        rows.sort_unstable();
        Ok(rows)
    }

    /// All of them.
    pub async fn counts(&self) -> Result<BatchCounts> {
        let running = self.running().await?.len();
        Ok(BatchCounts {
            running: u32::try_from(running).unwrap_or(u32::MAX),
            succeeded: self.whole(Tally::Succeeded).await?,
            failed: self.whole(Tally::Failed).await?,
            skipped: self.whole(Tally::Skipped).await?,
            cost_micro_usd: MicroUsd(self.whole(Tally::Cost).await?),
            saved_micro_usd: MicroUsd(self.whole(Tally::Saved).await?),
            steps: self.whole(Tally::Steps).await?,
            steps_found: self.whole(Tally::StepsFound).await?,
        })
    }

    /// Puts all of them right, [`Tally::Spent`] included: for who knows that nothing is under way.
    pub async fn put_right(&self, counts: &BatchCounts, spent: MicroUsd) -> Result<()> {
        let now = self.counts().await?;
        let spent_now: u64 = self.whole(Tally::Spent).await?;
        for (tally, is, was) in [
            (Tally::Succeeded, counts.succeeded.into(), now.succeeded.into()),
            (Tally::Failed, counts.failed.into(), now.failed.into()),
            (Tally::Skipped, counts.skipped.into(), now.skipped.into()),
            (Tally::Spent, spent.0, spent_now),
            (Tally::Cost, counts.cost_micro_usd.0, now.cost_micro_usd.0),
            (Tally::Saved, counts.saved_micro_usd.0, now.saved_micro_usd.0),
            (Tally::Steps, counts.steps, now.steps),
            (Tally::StepsFound, counts.steps_found, now.steps_found),
        ] {
            let difference = signed(is).saturating_sub(signed(was));
            if difference != 0 {
                self.add(tally, difference, None).await?;
            }
        }
        Ok(())
    }

    async fn whole<T: TryFrom<i64> + Default>(&self, tally: Tally) -> Result<T> {
        Ok(T::try_from(self.count(tally).await?).unwrap_or_default())
    }

    fn counter(&self, name: &str) -> Counter {
        Counter { place: keys::counter_place(self.batch, name), expires_at: None }
    }
}

/// A count as counters take it.
pub(super) fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
