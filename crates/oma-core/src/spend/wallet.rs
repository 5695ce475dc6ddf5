//! The two counters that every reservation is taken from.

use jiff::{SignedDuration, Timestamp};

use crate::contract::Job;
use crate::id::{Owner, VideoId};
use crate::money::MicroUsd;
use crate::ports::{Counter, Counters, Partition, Place};
use crate::{Error, ErrorKind, Result};

/// How long the counter of a video and of a month is kept: past their use.
const VIDEO_KEPT_DAYS: i64 = 400;
const MONTH_KEPT_DAYS: i64 = 40;

/// What one job's calls are paid from, at one moment.
pub(super) struct Wallet<'a> {
    pub counters: &'a dyn Counters,
    pub job: &'a Job,
    pub now: Timestamp,
    /// The most the video may cost.
    pub budget: Option<MicroUsd>,
    /// The most its owner may spend in a month; 0 is no limit.
    pub month_limit: MicroUsd,
}

impl Wallet<'_> {
    /// Takes an amount from the budget and the month, from both or from none.
    ///
    /// # Errors
    /// [`ErrorKind::BudgetExceeded`] says which of them does not hold it.
    pub(super) async fn take(&self, amount: MicroUsd, what: &str) -> Result<()> {
        if amount == MicroUsd(0) {
            return Ok(());
        }
        let whole = whole(amount);
        if self.counters.add(&self.video(), whole, self.budget.map(self::whole)).await?.is_none() {
            let budget = self.budget.unwrap_or_default();
            let spent = self.counters.count(&self.video()).await?;
            let message = format!(
                "{what} may cost up to {amount}, and of the video's budget of {budget} {} is left.",
                left(budget, spent)
            );
            return Err(Error::new(ErrorKind::BudgetExceeded, message));
        }
        let limit = (self.month_limit > MicroUsd(0)).then_some(self::whole(self.month_limit));
        let month = month(&self.job.owner, self.now);
        let taken = self.counters.add(&month, whole, limit).await;
        if matches!(taken, Ok(Some(_))) {
            return Ok(());
        }
        self.counters.add(&self.video(), -whole, None).await?;
        taken?;
        let message = format!(
            "{what} may cost up to {amount}, which goes over your limit of {} for this month (UTC).",
            self.month_limit
        );
        Err(Error::new(ErrorKind::BudgetExceeded, message))
    }

    /// Puts right what was taken, once it is known what was charged.
    pub(super) async fn settle(&self, taken: MicroUsd, charged: MicroUsd) -> Result<()> {
        let difference = whole(charged).saturating_sub(whole(taken));
        if difference != 0 {
            self.counters.add(&self.video(), difference, None).await?;
            self.counters.add(&month(&self.job.owner, self.now), difference, None).await?;
        }
        Ok(())
    }

    fn video(&self) -> Counter {
        video(self.job.video_id, self.now)
    }
}

fn video(video: VideoId, now: Timestamp) -> Counter {
    let place = Place { partition: Partition::Video(video), sort: "SPENT".to_owned() };
    Counter { place, expires_at: later(now, VIDEO_KEPT_DAYS) }
}

/// What a video has spent over all its executions, open reservations included: never less than what
/// was charged.
pub async fn video_spent(counters: &dyn Counters, of: VideoId, now: Timestamp) -> Result<MicroUsd> {
    let spent = counters.count(&video(of, now)).await?;
    Ok(MicroUsd(u64::try_from(spent).unwrap_or_default()))
}

fn month(owner: &Owner, now: Timestamp) -> Counter {
    let sort = format!("SPENT#{}", now.strftime("%Y-%m"));
    let place = Place { partition: Partition::User(owner.clone()), sort };
    Counter { place, expires_at: later(now, MONTH_KEPT_DAYS) }
}

/// What an owner has spent in this month, open reservations included.
pub async fn month_spent(
    counters: &dyn Counters,
    owner: &Owner,
    now: Timestamp,
) -> Result<MicroUsd> {
    let spent = counters.count(&month(owner, now)).await?;
    Ok(MicroUsd(u64::try_from(spent).unwrap_or_default()))
}

fn left(budget: MicroUsd, spent: i64) -> MicroUsd {
    MicroUsd(budget.0.saturating_sub(u64::try_from(spent).unwrap_or_default()))
}

fn whole(amount: MicroUsd) -> i64 {
    i64::try_from(amount.0).unwrap_or(i64::MAX)
}

fn later(now: Timestamp, days: i64) -> Option<Timestamp> {
    now.checked_add(SignedDuration::from_hours(days * 24)).ok()
}
