use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use oma_core::ports::{Clock, Counter, Counters, Partition, Place};
use oma_core::spend::CallFailure;
use oma_core::{Error, ErrorKind};
use rand::RngExt as _;

use crate::vendors::{CallRules, RateBudget};

/// How many calls of a provider all processes make in a time.
pub(super) struct Budgets {
    pub(super) counters: Arc<dyn Counters>,
    pub(super) clock: Arc<dyn Clock>,
}

impl Budgets {
    /// Takes a call from each of a provider's budgets, and waits for the next ones where that is soon
    /// enough.
    ///
    /// # Errors
    /// [`ErrorKind::ProviderThrottled`] where it is not.
    pub(super) async fn take(&self, provider: &str, rules: &CallRules) -> Result<(), CallFailure> {
        let mut left_ms = rules.turn_s * 1000;
        for &budget in &rules.budgets {
            while !self.take_one(provider, budget).await {
                let next_ms = self.next_in_ms(budget);
                if next_ms > left_ms {
                    return Err(used_up(provider, budget, next_ms));
                }
                // Spread, so that not all who wait ask in the same moment.
                let wait = next_ms + rand::rng().random_range(1..=1000);
                left_ms = left_ms.saturating_sub(wait);
                tokio::time::sleep(Duration::from_millis(wait)).await;
            }
        }
        Ok(())
    }

    /// Where the counters do not answer, the call is made: the provider has a limit of its own.
    async fn take_one(&self, provider: &str, budget: RateBudget) -> bool {
        let limit = Some(i64::from(budget.requests));
        match self.counters.add(&self.counter(provider, budget), 1, limit).await {
            Ok(count) => count.is_some(),
            Err(error) => {
                tracing::warn!(provider, error = error.name(), "a rate budget is not counted");
                true
            }
        }
    }

    fn counter(&self, provider: &str, budget: RateBudget) -> Counter {
        let start = self.start(budget);
        let sort = format!("RATE#{}#{}", budget.per_s, start.as_second());
        let keep = SignedDuration::from_secs(2 * i64::from(budget.per_s));
        Counter {
            place: Place { partition: Partition::Provider(provider.to_owned()), sort },
            expires_at: start.checked_add(keep).ok(),
        }
    }

    fn start(&self, budget: RateBudget) -> Timestamp {
        let now = self.clock.now().as_second();
        let start = now - now.rem_euclid(i64::from(budget.per_s.max(1)));
        Timestamp::from_second(start).unwrap_or_default()
    }

    fn next_in_ms(&self, budget: RateBudget) -> u64 {
        let next = self.start(budget).as_millisecond() + i64::from(budget.per_s) * 1000;
        u64::try_from(next - self.clock.now().as_millisecond()).unwrap_or_default()
    }
}

fn used_up(provider: &str, budget: RateBudget, next_ms: u64) -> CallFailure {
    let RateBudget { requests, per_s } = budget;
    let message =
        format!("{provider} allows {requests} calls in {per_s} seconds, and they are made.");
    let error = Error::new(ErrorKind::ProviderThrottled, message);
    CallFailure { retry_after_ms: Some(next_ms), ..CallFailure::free(error) }
}
