//! Calls that stay within what a vendor allows, that are repeated while that is free and may help, and
//! that are not made while a vendor is down.
//!
//! Reading order: [`Resilience::run`] (what happens to a call), `turns` (how many of one process at
//! once), `budgets` (how many of all processes in a time), `circuit` (when a vendor is left alone). What is
//! shared lies in the table; where that does not answer, calls are made as if all were well.

mod budgets;
mod circuit;
#[cfg(test)]
mod tests;
mod turns;

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use oma_core::ports::{Clock, Counters, Documents};
use oma_core::spend::{CallFailure, Charge};
use oma_core::{Error, ErrorKind, error::Retry};
use rand::RngExt as _;

use crate::vendors::{CallRules, Vendors};
use budgets::Budgets;
use circuit::{Admission, Circuit};
use turns::Turns;

/// What all calls of this process share, and, with a table, all processes. Cheap to clone.
#[derive(Clone)]
pub struct Resilience {
    inner: Arc<Inner>,
}

struct Inner {
    rules: Vendors,
    turns: Turns,
    shared: Option<Shared>,
}

struct Shared {
    circuit: Circuit,
    budgets: Budgets,
    clock: Arc<dyn Clock>,
}

/// Nothing is shared with other processes: no circuit and no budget, but turns and repetitions.
impl Default for Resilience {
    fn default() -> Self {
        Self::build(Vendors::table().clone(), None)
    }
}

impl Resilience {
    /// Shares circuits and budgets with all who use the same table of documents.
    pub fn new(
        documents: Arc<dyn Documents>,
        counters: Arc<dyn Counters>,
        clock: Arc<dyn Clock>,
        rules: Vendors,
    ) -> Self {
        let circuit = Circuit::new(documents, counters.clone(), clock.clone(), rules.circuit);
        let budgets = Budgets { counters, clock: clock.clone() };
        Self::build(rules, Some(Shared { circuit, budgets, clock }))
    }

    fn build(rules: Vendors, shared: Option<Shared>) -> Self {
        Self { inner: Arc::new(Inner { rules, turns: Turns::default(), shared }) }
    }

    /// Makes a call, and makes it again where it was throttled or the provider was down, as long as
    /// the failure was free of charge.
    ///
    /// # Errors
    /// What the call fails with. [`ErrorKind::ProviderUnavailable`], for free, where the provider is
    /// being left alone; [`ErrorKind::ProviderThrottled`], for free, where OMA's own turns or budget
    /// of it are used up.
    pub async fn run<T, A, F>(&self, provider: &str, attempt: A) -> Result<T, CallFailure>
    where
        A: Fn() -> F + Send + Sync,
        F: Future<Output = Result<T, CallFailure>> + Send,
        T: Send,
    {
        let rules = self.inner.rules.calls(provider);
        let mut failed: Option<CallFailure> = None;
        for made in 1.. {
            let admission = match self.admit(provider, &rules).await {
                Ok(admission) => admission,
                // What the provider itself said is worth more than that it is left alone now.
                Err(refused) => return Err(failed.unwrap_or(refused)),
            };
            let outcome = attempt().await;
            self.tell(provider, &admission, &outcome).await;
            let failure = match outcome {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            let wait = wait_ms(&rules, &failure, made);
            let Some(wait) = wait.filter(|_| may_help(&failure) && made < rules.attempts) else {
                return Err(failure);
            };
            tracing::info!(provider, error = failure.error.name(), made, "a call is made again");
            failed = Some(failure);
            drop(admission);
            tokio::time::sleep(Duration::from_millis(wait)).await;
        }
        Err(failed.unwrap_or_else(|| Error::internal("no attempt was made").into()))
    }

    /// Whether a provider is being left alone, so that a router goes around it. One that may be
    /// probed is not.
    pub async fn is_open(&self, provider: &str) -> bool {
        match &self.inner.shared {
            Some(shared) => shared.circuit.blocked_until(provider).await.is_some(),
            None => false,
        }
    }

    async fn admit(&self, provider: &str, rules: &CallRules) -> Result<Admitted, CallFailure> {
        let inner = &self.inner;
        if let Some(shared) = &inner.shared
            && let Some(until) = shared.circuit.blocked_until(provider).await
        {
            return Err(left_alone(provider, until, shared.clock.now()));
        }
        let turn = inner.turns.take(provider, rules).await?;
        let Some(shared) = &inner.shared else {
            return Ok(Admitted { _turn: turn, circuit: Admission::Closed });
        };
        shared.budgets.take(provider, rules).await?;
        let admission = shared.circuit.admit(provider).await;
        let circuit = admission.map_err(|until| left_alone(provider, until, shared.clock.now()))?;
        Ok(Admitted { _turn: turn, circuit })
    }

    async fn tell<T: Send>(
        &self,
        provider: &str,
        admitted: &Admitted,
        outcome: &Result<T, CallFailure>,
    ) {
        let Some(shared) = &self.inner.shared else { return };
        let is_down = outcome.as_ref().err().is_some_and(shows_down);
        shared.circuit.tell(provider, &admitted.circuit, is_down).await;
    }
}

/// A call that may be made now.
struct Admitted {
    _turn: tokio::sync::OwnedSemaphorePermit,
    circuit: Admission,
}

/// Whether a failure says that the provider is down. Being asked to slow down does not.
fn shows_down(failure: &CallFailure) -> bool {
    failure.error.kind == ErrorKind::ProviderUnavailable
}

/// Whether asking again is free and may help.
pub(crate) fn may_help(failure: &CallFailure) -> bool {
    let passes = matches!(failure.error.kind.info().retry, Retry::Throttled | Retry::Transient)
        && failure.error.kind != ErrorKind::Internal;
    passes && failure.charge == Charge::Nothing
}

/// How long to wait before the next attempt: at random up to a bound that doubles (so that callers
/// that failed together do not come back together), but never less than was asked for. Nothing where more
/// is asked for than is waited.
pub(crate) fn wait_ms(rules: &CallRules, failure: &CallFailure, made: u32) -> Option<u64> {
    let bound = rules.first_wait_ms.saturating_mul(1 << made.min(16).saturating_sub(1));
    let bound = bound.min(rules.most_wait_ms);
    match failure.retry_after_ms {
        None => Some(rand::rng().random_range(0..=bound)),
        Some(asked) if asked > rules.most_wait_ms => None,
        Some(asked) => Some(asked + rand::rng().random_range(0..=bound)),
    }
}

fn left_alone(provider: &str, until: Timestamp, now: Timestamp) -> CallFailure {
    let time = until.strftime("%H:%M:%S");
    let message = format!("{provider} is being left alone until {time} UTC: its calls failed.");
    let error = Error::new(ErrorKind::ProviderUnavailable, message);
    let ms = u64::try_from(until.duration_since(now).as_millis()).unwrap_or_default();
    CallFailure { retry_after_ms: Some(ms), ..CallFailure::free(error) }
}

impl fmt::Debug for Resilience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_shared = self.inner.shared.is_some();
        f.debug_struct("Resilience").field("is_shared", &is_shared).finish_non_exhaustive()
    }
}
