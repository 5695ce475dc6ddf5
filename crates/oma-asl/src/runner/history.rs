//! The record of an execution.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer};

use super::clock::Clock;
use crate::definition::StateKind;
use crate::failure::TaskFailure;

/// Sees every event as it happens. Calls come one at a time and in order, and the execution waits
/// for them: keep them short, and do not call the runner from inside.
pub trait Observer: Send + Sync {
    /// One event.
    fn on_event(&self, event: &Event);
}

impl<F: Fn(&Event) + Send + Sync> Observer for F {
    fn on_event(&self, event: &Event) {
        self(event);
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// 1 for the first event of an execution, one more for each that follows.
    pub id: u64,
    /// When, in UTC, to the millisecond.
    #[serde(serialize_with = "milliseconds")]
    pub timestamp: Timestamp,
    /// Milliseconds since the execution started.
    pub elapsed_ms: u64,
    /// The state it happened in; none for the events of the execution itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The branches and iterations around the state, outermost first: empty at the top,
    /// `Make every picture[2]` in the third item of that Map, `Fan out[0]/Each[2]` when nested.
    pub path: String,
    /// What happened.
    #[serde(flatten)]
    pub kind: EventKind,
}

impl Event {
    /// The path and the state, such as `Make every picture[2]/Draw`.
    pub fn location(&self) -> String {
        location(&self.path, self.state.as_deref().unwrap_or_default())
    }
}

/// What happened. Sizes are bytes of compact JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[allow(missing_docs, reason = "error, cause and sizes mean the same in every variant")]
#[non_exhaustive]
pub enum EventKind {
    /// The first event.
    ExecutionStarted { input_bytes: usize },
    /// A state begins.
    StateEntered { kind: StateKind, input_bytes: usize },
    /// A state failed and will be tried again after `delay_ms`. `attempt` is the one that failed,
    /// counted from 1.
    StateRetried { error: String, cause: String, attempt: u32, delay_ms: u64 },
    /// A state succeeded. Without `next` it was the last of its machine.
    StateExited { input_bytes: usize, output_bytes: usize, next: Option<String> },
    /// A state failed for good, and its Catch leads on to `next`.
    StateCaught { error: String, cause: String, output_bytes: usize, next: String },
    /// A state failed for good, and nothing in it caught that.
    StateFailed { error: String, cause: String },
    /// A state was stopped from outside: a sibling failed, or the execution ended.
    StateAborted,
    /// The last event of an execution that succeeded.
    ExecutionSucceeded { output_bytes: usize },
    /// The last event of an execution that failed.
    ExecutionFailed { error: String, cause: String },
    /// The last event of an execution that took too long.
    ExecutionTimedOut,
    /// The last event of an execution that was stopped.
    ExecutionAborted { error: String, cause: String },
}

fn milliseconds<S: Serializer>(timestamp: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(&format_args!("{timestamp:.3}"))
}

/// The same format for `$states.context`.
pub(super) fn format_timestamp(timestamp: Timestamp) -> String {
    format!("{timestamp:.3}")
}

pub(super) fn location(path: &str, state: &str) -> String {
    if path.is_empty() { state.to_owned() } else { format!("{path}/{state}") }
}

/// Collects the events of one execution.
pub(super) struct Recorder {
    clock: Arc<dyn Clock>,
    observer: Option<Arc<dyn Observer>>,
    started: Timestamp,
    keep: bool,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    count: u64,
    events: Vec<Event>,
}

impl Recorder {
    pub(super) fn new(
        clock: Arc<dyn Clock>,
        observer: Option<Arc<dyn Observer>>,
        keep: bool,
    ) -> Self {
        let started = clock.now();
        Self { clock, observer, started, keep, seen: Mutex::default() }
    }

    pub(super) fn started(&self) -> Timestamp {
        self.started
    }

    pub(super) fn execution(&self, kind: EventKind) {
        self.record(None, "", kind);
    }

    /// All events, once the last one is recorded.
    pub(super) fn take(&self) -> Vec<Event> {
        std::mem::take(&mut self.lock().events)
    }

    fn record(&self, state: Option<&str>, path: &str, kind: EventKind) {
        // Held while the observer runs, so that events reach it in the order of their ids.
        let mut seen = self.lock();
        seen.count += 1;
        let now = self.clock.now();
        let elapsed_ms = now.duration_since(self.started).as_millis();
        let event = Event {
            id: seen.count,
            timestamp: Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now),
            elapsed_ms: u64::try_from(elapsed_ms).unwrap_or(0),
            state: state.map(str::to_owned),
            path: path.to_owned(),
            kind,
        };
        if let Some(observer) = &self.observer {
            observer.on_event(&event);
        }
        if self.keep {
            seen.events.push(event);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records that a state was entered, and that it was aborted if the visit is dropped unfinished.
    pub(super) fn enter<'a>(
        &'a self,
        state: &'a str,
        path: &'a str,
        kind: StateKind,
        input_bytes: usize,
    ) -> Visit<'a> {
        self.record(Some(state), path, EventKind::StateEntered { kind, input_bytes });
        Visit { recorder: self, state, path, open: true }
    }
}

/// A state between its first and its last event.
pub(super) struct Visit<'a> {
    recorder: &'a Recorder,
    state: &'a str,
    path: &'a str,
    open: bool,
}

impl Visit<'_> {
    pub(super) fn retried(&self, failure: &TaskFailure, attempt: u32, delay_ms: u64) {
        let TaskFailure { error, cause } = failure.clone();
        let kind = EventKind::StateRetried { error, cause, attempt, delay_ms };
        self.recorder.record(Some(self.state), self.path, kind);
    }

    pub(super) fn end(mut self, kind: EventKind) {
        self.open = false;
        self.recorder.record(Some(self.state), self.path, kind);
    }
}

impl Drop for Visit<'_> {
    fn drop(&mut self) {
        if self.open {
            self.recorder.record(Some(self.state), self.path, EventKind::StateAborted);
        }
    }
}
