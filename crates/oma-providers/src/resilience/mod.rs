//! Calls that are repeated while that is free and may help.

use std::future::Future;
use std::time::Duration;

use oma_core::spend::{CallFailure, Charge};
use oma_core::{ErrorKind, error::Retry};
use rand::RngExt as _;

/// How often a call is made, the first time included.
const ATTEMPTS: u32 = 3;
/// How long is waited at most; a provider that asks for more is given up on.
const MOST_WAIT_MS: u64 = 20_000;

/// What all calls of this process share. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Resilience {}

impl Resilience {
    /// Makes a call, and makes it again where it was throttled or the provider was down, as long as
    /// the failure was free of charge.
    pub async fn run<T, A, F>(&self, provider: &str, attempt: A) -> Result<T, CallFailure>
    where
        A: Fn() -> F + Send + Sync,
        F: Future<Output = Result<T, CallFailure>> + Send,
        T: Send,
    {
        let mut made = 1;
        loop {
            let failure = match attempt().await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            let wait_ms = failure.retry_after_ms.unwrap_or(500 << made);
            if !may_help(&failure) || made == ATTEMPTS || wait_ms > MOST_WAIT_MS {
                return Err(failure);
            }
            tracing::info!(provider, error = failure.error.name(), made, "a call is made again");
            let jitter = rand::rng().random_range(0..=wait_ms / 2);
            tokio::time::sleep(Duration::from_millis(wait_ms / 2 + jitter)).await;
            made += 1;
        }
    }
}

/// Whether asking again is free and may help.
pub(crate) fn may_help(failure: &CallFailure) -> bool {
    let passes = matches!(failure.error.kind.info().retry, Retry::Throttled | Retry::Transient)
        && failure.error.kind != ErrorKind::Internal;
    passes && failure.charge == Charge::Nothing
}
