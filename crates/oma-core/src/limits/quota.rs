//! Quotas: what is reserved before an execution starts, and given back when it is over.
//!
//! The set of running executions holds members `{execution}@{milliseconds}`. The time keeps a
//! reservation whose record is not written yet from being taken for a leftover.

use std::fmt::Display;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Figures, Limits, later};
use crate::id::{Owner, VideoId};
use crate::lifecycle::id_in_execution;
use crate::money::MicroUsd;
use crate::ports::{Counter, Joined, Partition};
use crate::spend::month_spent;
use crate::{Error, ErrorKind, Result};

/// A reservation this young is never a leftover: its record may still be on its way.
const GRACE_MS: i64 = 60_000;
/// How long the counter of a day is kept, in seconds: past the day.
const DAY_KEPT_S: i64 = 3 * 24 * 3600;
/// The one member of the set that says that an execution was counted.
const COUNTED: &str = "counted";
/// A set that is joined by nobody for this long is of no use.
const SET_KEPT_S: i64 = 400 * 24 * 3600;

/// How a quota stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaState {
    /// `videos_at_once`, `videos_per_day`, `micro_usd_per_month`.
    pub name: &'static str,
    /// How much is allowed.
    pub limit: u64,
    /// How much is used.
    pub used: u64,
}

impl Limits {
    /// Takes a place for an execution that is about to start: all quotas or none. `execution` is
    /// its name, or the video's id for the first one. A place that is taken already is kept, and
    /// nothing is counted twice.
    ///
    /// # Errors
    /// [`ErrorKind::QuotaExceeded`] that names the quota and when it opens; whatever the counters
    /// fail with, because a quota that cannot be counted refuses.
    pub async fn reserve(
        &self,
        owner: &Owner,
        execution: impl Display + Send,
        estimate: MicroUsd,
    ) -> Result<()> {
        let execution = execution.to_string();
        let figures = self.figures_of(owner).await?;
        let running = self.running(owner);
        let members = self.counters.members(&running).await?;
        if members.iter().any(|member| of_execution(member, &execution)) {
            return Ok(());
        }
        self.can_pay(owner, estimate, figures).await?;
        let member = format!("{execution}@{}", self.clock.now().as_millisecond());
        self.join(owner, &member, figures).await?;
        // Of several that reserve the same execution at the same time, one counts it.
        let counted = self.counted(owner, &execution);
        if self.counters.join(&counted, COUNTED, 1).await? != Joined::New {
            return Ok(());
        }
        let outcome = self.count(owner, figures).await;
        if outcome.is_err() {
            self.counters.leave(&counted, COUNTED).await?;
            self.counters.leave(&running, &member).await?;
        }
        outcome
    }

    /// Gives the place of an execution back when it is over. Giving back twice is no error. What
    /// was counted for the day stays: it was used.
    pub async fn release(&self, owner: &Owner, execution: impl Display + Send) -> Result<()> {
        let execution = execution.to_string();
        let running = self.running(owner);
        for member in self.counters.members(&running).await? {
            if of_execution(&member, &execution) {
                self.counters.leave(&running, &member).await?;
            }
        }
        Ok(())
    }

    /// Undoes a reservation of an execution that never started.
    pub async fn undo(&self, owner: &Owner, execution: impl Display + Send) -> Result<()> {
        let execution = execution.to_string();
        self.release(owner, &execution).await?;
        self.counters.leave(&self.counted(owner, &execution), COUNTED).await?;
        self.counters.add(&self.day(owner), -1, None).await.map(|_| ())
    }

    /// Takes executions that are over out of the running set: what is left when a process died
    /// between an end and its release.
    pub async fn tidy(&self, owner: &Owner) -> Result<()> {
        let members = self.counters.members(&self.running(owner)).await?;
        self.take_out_leftovers(owner, &members).await.map(|_| ())
    }

    /// How a user's quotas stand now.
    pub async fn quotas(&self, owner: &Owner) -> Result<Vec<QuotaState>> {
        let figures = self.figures_of(owner).await?;
        let running = self.counters.members(&self.running(owner)).await?.len();
        let day = self.counters.count(&self.day(owner)).await?;
        let spent = month_spent(self.counters.as_ref(), owner, self.clock.now()).await?;
        let state = |name, limit: u64, used: i64| QuotaState {
            name,
            limit,
            used: u64::try_from(used).unwrap_or_default(),
        };
        let running = i64::try_from(running).unwrap_or(i64::MAX);
        let mut states = vec![
            state("videos_at_once", figures.videos_at_once.into(), running),
            state("videos_per_day", figures.videos_per_day.into(), day),
        ];
        if figures.usd_per_month > 0 {
            let limit = u64::from(figures.usd_per_month) * 1_000_000;
            states.push(QuotaState { name: "micro_usd_per_month", limit, used: spent.0 });
        }
        Ok(states)
    }

    async fn join(&self, owner: &Owner, member: &str, figures: Figures) -> Result<()> {
        let running = self.running(owner);
        let most = usize::try_from(figures.videos_at_once).unwrap_or(usize::MAX);
        let Joined::Full(members) = self.counters.join(&running, member, most).await? else {
            return Ok(());
        };
        let freed = self.take_out_leftovers(owner, &members).await?;
        if freed && !matches!(self.counters.join(&running, member, most).await?, Joined::Full(_)) {
            return Ok(());
        }
        Err(exceeded(format!(
            "{most} videos are being made, which is the quota videos_at_once. \
             It opens when one of them is done or cancelled."
        )))
    }

    /// Counts an execution for the day.
    async fn count(&self, owner: &Owner, figures: Figures) -> Result<()> {
        let day = self.day(owner);
        let per_day = i64::from(figures.videos_per_day);
        if self.counters.add(&day, 1, Some(per_day)).await?.is_none() {
            let opens = self.period_end("%Y-%m-%dT00:00:00Z", 1);
            return Err(exceeded(format!(
                "{per_day} videos were started today, which is the quota videos_per_day. \
                 It opens at {opens}."
            )));
        }
        Ok(())
    }

    /// Refuses what could not be paid. Nothing is reserved here: each call takes its own most from the
    /// same counter before it is made ([`crate::spend`]), so this only spares a start in vain.
    async fn can_pay(&self, owner: &Owner, estimate: MicroUsd, figures: Figures) -> Result<()> {
        if estimate == MicroUsd(0) || figures.usd_per_month == 0 {
            return Ok(());
        }
        let spent = month_spent(self.counters.as_ref(), owner, self.clock.now()).await?;
        let limit = MicroUsd(u64::from(figures.usd_per_month) * 1_000_000);
        if spent + estimate <= limit {
            return Ok(());
        }
        Err(exceeded(format!(
            "This video is estimated to cost {estimate}, {spent} are spent, and the quota \
             micro_usd_per_month is {limit}. It opens with the next month, in UTC."
        )))
    }

    /// Takes out the members whose executions are over. Whether there were any.
    async fn take_out_leftovers(&self, owner: &Owner, members: &[String]) -> Result<bool> {
        let mut freed = false;
        for member in members {
            if self.is_over(owner, member).await? {
                self.counters.leave(&self.running(owner), member).await?;
                freed = true;
            }
        }
        Ok(freed)
    }

    async fn is_over(&self, owner: &Owner, member: &str) -> Result<bool> {
        let (execution, since) = member.split_once('@').unwrap_or((member, "0"));
        let since: i64 = since.parse().unwrap_or_default();
        if self.clock.now().as_millisecond() - since < GRACE_MS {
            return Ok(false);
        }
        let id = id_in_execution(execution);
        let Ok(video) = id.parse::<VideoId>() else { return Ok(true) };
        match self.videos.get(owner, video).await {
            Ok(record) => {
                let is_latest = execution == id || record.execution == execution;
                Ok(!(record.status.is_active() && is_latest))
            }
            Err(error) if error.kind == ErrorKind::NotFound => Ok(true),
            Err(error) => Err(error),
        }
    }

    fn running(&self, owner: &Owner) -> Counter {
        let expires_at = later(self.clock.now(), SET_KEPT_S);
        Self::counter(user(owner), "QUOTA#running".to_owned(), Some(expires_at))
    }

    fn day(&self, owner: &Owner) -> Counter {
        let now = self.clock.now();
        let day = now.strftime("%Y-%m-%d");
        Self::counter(user(owner), format!("QUOTA#videos#{day}"), Some(later(now, DAY_KEPT_S)))
    }

    /// Whether an execution was counted for the day. A death between this and the count leaves one
    /// execution uncounted.
    fn counted(&self, owner: &Owner, execution: &str) -> Counter {
        let expires_at = later(self.clock.now(), DAY_KEPT_S);
        Self::counter(user(owner), format!("QUOTA#counted#{execution}"), Some(expires_at))
    }

    fn period_end(&self, form: &str, days: i64) -> String {
        let end: Timestamp = later(self.clock.now(), days * 24 * 3600);
        end.to_zoned(TimeZone::UTC).strftime(form).to_string()
    }
}

fn user(owner: &Owner) -> Partition {
    Partition::User(owner.clone())
}

fn of_execution(member: &str, execution: &str) -> bool {
    member.split_once('@').map_or(member, |(name, _)| name) == execution
}

fn exceeded(message: String) -> Error {
    Error::new(ErrorKind::QuotaExceeded, message)
}
