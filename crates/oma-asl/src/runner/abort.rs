//! Stopping an execution from outside, as `StopExecution` does.

use std::sync::Arc;

use tokio::sync::watch;

use crate::failure::TaskFailure;

/// Stops the executions it was given to. Clones stop the same ones.
#[derive(Debug, Clone)]
pub struct AbortHandle(Arc<watch::Sender<Option<TaskFailure>>>);

impl Default for AbortHandle {
    fn default() -> Self {
        Self::new()
    }
}

impl AbortHandle {
    /// A handle that has not been used.
    pub fn new() -> Self {
        Self(Arc::new(watch::Sender::new(None)))
    }

    /// Stops them. The first call decides the error and cause; later ones change nothing.
    pub fn abort(&self, error: impl Into<String>, cause: impl Into<String>) {
        let reason = TaskFailure::new(error, cause);
        self.0.send_if_modified(|current| {
            let first = current.is_none();
            if first {
                *current = Some(reason);
            }
            first
        });
    }

    /// Resolves once aborted.
    pub(super) async fn aborted(&self) -> TaskFailure {
        let mut receiver = self.0.subscribe();
        loop {
            if let Some(reason) = receiver.borrow_and_update().clone() {
                return reason;
            }
            if receiver.changed().await.is_err() {
                // The sender lives as long as `self`, so this is not reached; waiting is harmless.
                std::future::pending::<()>().await;
            }
        }
    }
}
