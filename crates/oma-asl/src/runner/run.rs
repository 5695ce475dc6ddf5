//! One execution from start to end.

use std::time::Duration;

use serde_json::Value;

use super::context::ExecutionContext;
use super::execution::{Execution, Outcome};
use super::history::{EventKind, Recorder};
use super::scope::Scope;
use super::{RunOptions, Runner};
use crate::failure::TaskFailure;
use crate::limit;

/// What the states of one execution share.
pub(super) struct Run<'a> {
    pub(super) runner: &'a Runner,
    pub(super) name: &'a str,
    pub(super) recorder: &'a Recorder,
    pub(super) context: ExecutionContext,
}

pub(super) async fn run(runner: &Runner, input: Value, options: RunOptions) -> Execution {
    let recorder =
        Recorder::new(runner.clock.clone(), runner.observer.clone(), options.keep_history);
    recorder.execution(EventKind::ExecutionStarted { input_bytes: limit::size_bytes(&input) });
    let context = ExecutionContext::new(&runner.name, &options.name, &input, recorder.started());
    let run = Run { runner, name: &options.name, recorder: &recorder, context };
    let machine = run.machine(runner.definition.machine(), input, Scope::top(options.seed));
    let outcome = tokio::select! {
        biased;
        result = machine => finished(result),
        reason = options.abort.aborted() => {
            Outcome::Aborted { error: reason.error, cause: reason.cause }
        }
        () = run_out(runner.definition.timeout_seconds()) => Outcome::TimedOut,
    };
    recorder.execution(last_event(&outcome));
    Execution { name: options.name.clone(), outcome, history: recorder.take() }
}

fn finished(result: Result<Value, TaskFailure>) -> Outcome {
    match result {
        Ok(output) => Outcome::Succeeded { output },
        Err(TaskFailure { error, cause }) => Outcome::Failed { error, cause },
    }
}

async fn run_out(timeout_seconds: Option<u64>) {
    match timeout_seconds {
        Some(seconds) => tokio::time::sleep(Duration::from_secs(seconds)).await,
        None => std::future::pending().await,
    }
}

fn last_event(outcome: &Outcome) -> EventKind {
    match outcome.clone() {
        Outcome::Succeeded { output } => {
            EventKind::ExecutionSucceeded { output_bytes: limit::size_bytes(&output) }
        }
        Outcome::Failed { error, cause } => EventKind::ExecutionFailed { error, cause },
        Outcome::TimedOut => EventKind::ExecutionTimedOut,
        Outcome::Aborted { error, cause } => EventKind::ExecutionAborted { error, cause },
    }
}
