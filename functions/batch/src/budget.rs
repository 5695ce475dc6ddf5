use oma_core::Result;
use oma_core::batch::{BatchItem, BatchRecord, Tally};
use oma_core::money::MicroUsd;

use crate::counts::whole;
use crate::run::Run;

/// Whether a row may begin, by the batch's budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// It may, and its video may cost so much over all its executions. Without a budget of the batch
    /// that is nothing, and limits nothing.
    Yes(MicroUsd),
    /// What is left is less than it is estimated to cost, and rows under way will give some back.
    Later,
    /// Nothing is left, and nobody gives anything back.
    Never,
}

/// What a row asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wish {
    /// Its number.
    pub(crate) n: u32,
    /// What it is estimated to cost.
    pub(crate) estimate: MicroUsd,
    /// The most that its own brief allows.
    pub(crate) own_budget: Option<MicroUsd>,
    /// What it holds by now: what earlier executions of its video were charged.
    pub(crate) held: MicroUsd,
}

impl Run<'_> {
    /// Takes what a row may cost from the batch's budget: twice its estimate, since estimates err, or
    /// what is left; never more than its own brief allows.
    ///
    /// The counter is added to on the condition that it stays within the budget: so under any number of
    /// rows that begin at once, the sum of what was taken never passes it.
    pub(crate) async fn take(&self, record: &BatchRecord, wish: &Wish) -> Result<Taken> {
        let Some(budget) = budget_of(record) else { return Ok(Taken::Yes(MicroUsd::default())) };
        let own_room = wish.own_budget.map(|own| own.0.saturating_sub(wish.held.0));
        let want = wish.estimate.0.saturating_mul(2).min(own_room.unwrap_or(u64::MAX));
        loop {
            let spent =
                u64::try_from(self.tallies().count(Tally::Spent).await?).unwrap_or_default();
            let left = budget.0.saturating_sub(spent);
            let amount = MicroUsd(want.min(left));
            if amount.0 < want.min(wish.estimate.0) {
                let others = self.tallies().running().await?.into_iter().any(|n| n != wish.n);
                if others {
                    return Ok(Taken::Later);
                }
                if left == 0 {
                    return Ok(Taken::Never);
                }
            }
            if amount.0 == 0 {
                return Ok(Taken::Yes(wish.held));
            }
            let taken =
                self.tallies().add(Tally::Spent, whole(amount), Some(whole(budget))).await?;
            if taken.is_some() {
                return Ok(Taken::Yes(wish.held + amount));
            }
            // Somebody else was quicker: what is left is less now.
        }
    }

    /// Puts the batch's counter right when a row holds another amount than before. What was charged
    /// outside the batch may be more.
    pub(crate) async fn hold(&self, before: MicroUsd, after: MicroUsd) -> Result<()> {
        let difference = whole(after).saturating_sub(whole(before));
        if difference != 0 {
            self.tallies().add(Tally::Spent, difference, None).await?;
        }
        Ok(())
    }

    /// What a row holds once its video is over: what that was charged over all its executions, and
    /// calls that may have been.
    pub(crate) async fn held_by(&self, record: &BatchRecord, item: &BatchItem) -> Result<MicroUsd> {
        let (Some(_), Some(video)) = (budget_of(record), item.video_id) else {
            return Ok(MicroUsd::default());
        };
        let counters = self.services.counters.as_ref();
        oma_core::spend::video_spent(counters, video, self.services.clock.now()).await
    }
}

/// What all of a batch may cost.
pub(crate) fn budget_of(record: &BatchRecord) -> Option<MicroUsd> {
    // The options' schema keeps it from 0 to a million dollars.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    record.options.budget_usd.map(|usd| MicroUsd((usd * 1e6).round() as u64))
}
