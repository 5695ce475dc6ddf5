//! Runs a definition.
//!
//! Reading order: [`run`] (one execution), [`machine`] (from state to state), [`attempt`] (Retry and
//! Catch), then the work of each kind: [`task`], [`fan_out`] (Map and Parallel),
//! [`distributed`] (what a distributed Map adds), [`plain`].
//! Beside them: [`scope`] (variables), [`context`] (`$states.context`), [`retries`], [`history`].

mod abort;
mod attempt;
mod clock;
mod context;
mod distributed;
mod execution;
mod fan_out;
mod handler;
mod history;
mod machine;
mod plain;
mod retries;
mod run;
mod scope;
mod task;
mod tokens;

use std::sync::Arc;

use serde_json::Value;

pub use self::abort::AbortHandle;
pub use self::clock::{Clock, InstantClock, SystemClock};
pub use self::execution::{Execution, Outcome};
pub use self::handler::{TaskHandler, TaskRequest};
pub use self::history::{Event, EventKind, Observer};
pub(crate) use self::task::WAIT_FOR_TOKEN;
pub use self::tokens::{PendingTask, TaskTokens, UnknownToken};
use crate::definition::Definition;

/// Runs one definition, as often as asked, also several times at once.
pub struct Runner {
    definition: Definition,
    handler: Box<dyn TaskHandler>,
    name: String,
    clock: Arc<dyn Clock>,
    observer: Option<Arc<dyn Observer>>,
    tokens: TaskTokens,
}

impl Runner {
    /// A runner on the system's clock, without an observer.
    pub fn new(definition: Definition, handler: impl TaskHandler + 'static) -> Self {
        Self {
            definition,
            handler: Box::new(handler),
            name: "local".to_owned(),
            clock: Arc::new(SystemClock),
            observer: None,
            tokens: TaskTokens::default(),
        }
    }

    /// The state machine's name, as expressions see it in `$states.context.StateMachine.Name`.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// The clock for delays of retries, Wait states and timestamps. Timeouts use tokio's clock.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Called with every event as it happens.
    #[must_use]
    pub fn with_observer(mut self, observer: impl Observer + 'static) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// The registry through which `.waitForTaskToken` tasks are answered.
    #[must_use]
    pub fn with_tokens(mut self, tokens: TaskTokens) -> Self {
        self.tokens = tokens;
        self
    }

    /// The definition that is run.
    pub fn definition(&self) -> &Definition {
        &self.definition
    }

    /// Runs one execution to its end. Dropping the future stops it without an outcome.
    pub async fn run(&self, input: Value, options: RunOptions) -> Execution {
        run::run(self, input, options).await
    }
}

/// What differs from one execution to the next.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// The execution's name, as expressions see it in `$states.context.Execution.Name`.
    pub name: String,
    /// Decides jitter, `$uuid` and `$random`. Each branch has its own stream of numbers, so the
    /// timing of others does not change them.
    pub seed: u64,
    /// Stops the execution from elsewhere.
    pub abort: AbortHandle,
    /// Whether the events are kept for [`Execution::history`]. An observer sees them anyway; an
    /// execution of thousands of items is best not remembered.
    pub keep_history: bool,
}

impl RunOptions {
    /// Seed 0, an abort handle of its own, the history kept.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), seed: 0, abort: AbortHandle::new(), keep_history: true }
    }
}

#[cfg(test)]
mod tests;
