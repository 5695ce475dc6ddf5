use oma_core::Result;
use oma_core::batch::{BatchItem, ItemStatus, Tally};
use oma_core::money::MicroUsd;

use crate::run::Run;

impl Run<'_> {
    /// Moves the counters by what a write of a row's document has changed. For its writer alone.
    ///
    /// What the row holds of the budget was taken before the write, when it begins; what it gives back,
    /// it gives back here.
    pub(crate) async fn count(&self, before: Option<&BatchItem>, after: &BatchItem) -> Result<()> {
        let was = before.map(|item| item.status);
        if was != Some(after.status) {
            for (status, by) in [(was, -1), (Some(after.status), 1)] {
                if let Some(tally) = status.and_then(Tally::of) {
                    self.tallies().add(tally, by, None).await?;
                }
            }
            if after.status == ItemStatus::Failed {
                self.tallies().failed_in(self.execution, 1).await?;
            }
        }
        let money = |item: &BatchItem| [item.cost_micro_usd, item.saved_micro_usd].map(whole);
        let steps = |item: &BatchItem| [item.steps, item.steps_found].map(i64::from);
        let [cost, saved] = before.map(money).unwrap_or_default();
        let [done, found] = before.map(steps).unwrap_or_default();
        let ([cost_now, saved_now], [done_now, found_now]) = (money(after), steps(after));
        for (tally, by) in [
            (Tally::Cost, cost_now - cost),
            (Tally::Saved, saved_now - saved),
            (Tally::Steps, done_now - done),
            (Tally::StepsFound, found_now - found),
        ] {
            if by != 0 {
                self.tallies().add(tally, by, None).await?;
            }
        }
        Ok(())
    }
}

/// An amount as counters take it.
pub(crate) fn whole(amount: MicroUsd) -> i64 {
    i64::try_from(amount.0).unwrap_or(i64::MAX)
}
