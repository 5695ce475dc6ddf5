use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use oma_core::spend::CallFailure;
use oma_core::{Error, ErrorKind};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::vendors::CallRules;

/// How many calls of this process are under way, by provider. Whoever came first goes first.
#[derive(Default)]
pub(super) struct Turns(Mutex<HashMap<String, Arc<Semaphore>>>);

impl Turns {
    /// Waits for a turn, which ends with what is given.
    ///
    /// # Errors
    /// [`ErrorKind::ProviderThrottled`] when none came in time.
    pub(super) async fn take(
        &self,
        provider: &str,
        rules: &CallRules,
    ) -> Result<OwnedSemaphorePermit, CallFailure> {
        let semaphore = self.of(provider, rules.at_once);
        let turn = timeout(Duration::from_secs(rules.turn_s), semaphore.acquire_owned()).await;
        turn.map_err(|_| busy(provider))?.map_err(|error| Error::internal(error).into())
    }

    fn of(&self, provider: &str, at_once: usize) -> Arc<Semaphore> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Arc::new(Semaphore::new(at_once.max(1)));
        all.entry(provider.to_owned()).or_insert_with(new).clone()
    }
}

fn busy(provider: &str) -> CallFailure {
    let message = format!("Too many calls of {provider} are waiting for their turn.");
    CallFailure::free(Error::new(ErrorKind::ProviderThrottled, message))
}
