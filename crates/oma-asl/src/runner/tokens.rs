//! Tasks that wait for an answer from elsewhere.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde_json::Value;
use tokio::sync::oneshot;

use crate::failure::{RUNTIME, TaskFailure};

type Answer = Result<Value, TaskFailure>;

/// The tasks that wait for their token to be answered. Clones share the same tasks.
#[derive(Debug, Clone, Default)]
pub struct TaskTokens(Arc<Mutex<Registry>>);

#[derive(Debug, Default)]
struct Registry {
    issued: u64,
    waiting: BTreeMap<String, (PendingTask, oneshot::Sender<Answer>)>,
}

/// A task that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PendingTask {
    /// The token to answer.
    pub token: String,
    /// The name of the execution.
    pub execution: String,
    /// The state, with the branches and iterations around it.
    pub location: String,
}

/// The token was never issued, was answered already, or its task has ended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no task waits for the token {0:?}")]
pub struct UnknownToken(pub String);

impl TaskTokens {
    /// Ends the task well, as `SendTaskSuccess` does. Works as soon as the handler has the token.
    pub fn succeed(&self, token: &str, output: Value) -> Result<(), UnknownToken> {
        self.answer(token, Ok(output))
    }

    /// Fails the task, as `SendTaskFailure` does.
    pub fn fail(
        &self,
        token: &str,
        error: impl Into<String>,
        cause: impl Into<String>,
    ) -> Result<(), UnknownToken> {
        self.answer(token, Err(TaskFailure::new(error, cause)))
    }

    /// The tasks that wait now.
    pub fn pending(&self) -> Vec<PendingTask> {
        self.registry().waiting.values().map(|(task, _)| task.clone()).collect()
    }

    fn answer(&self, token: &str, answer: Answer) -> Result<(), UnknownToken> {
        let waiting = self.registry().waiting.remove(token);
        waiting
            .and_then(|(_, sender)| sender.send(answer).ok())
            .ok_or_else(|| UnknownToken(token.to_owned()))
    }

    /// Issues a token, unique in this registry.
    pub(super) fn issue(&self, execution: &str, location: &str) -> WaitingTask {
        let (sender, receiver) = oneshot::channel();
        let mut registry = self.registry();
        registry.issued += 1;
        let token = format!("{execution}:{}", registry.issued);
        let task = PendingTask {
            token: token.clone(),
            execution: execution.to_owned(),
            location: location.to_owned(),
        };
        registry.waiting.insert(token.clone(), (task, sender));
        WaitingTask { token, receiver, tokens: self.clone() }
    }

    fn registry(&self) -> MutexGuard<'_, Registry> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The runner's end of a token. Dropping it withdraws the token.
pub(super) struct WaitingTask {
    pub(super) token: String,
    receiver: oneshot::Receiver<Answer>,
    tokens: TaskTokens,
}

impl WaitingTask {
    pub(super) async fn answer(&mut self) -> Answer {
        (&mut self.receiver)
            .await
            .unwrap_or_else(|_| Err(TaskFailure::new(RUNTIME, "the task token was withdrawn")))
    }
}

impl Drop for WaitingTask {
    fn drop(&mut self) {
        self.tokens.registry().waiting.remove(&self.token);
    }
}
