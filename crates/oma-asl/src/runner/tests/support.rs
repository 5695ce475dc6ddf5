//! A task handler that follows a script, and short ways to run a machine with it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Value, json};

use crate::{
    Definition, Execution, InstantClock, Outcome, RunOptions, Runner, TaskFailure, TaskHandler,
    TaskRequest,
};

type Answer = dyn Fn(&TaskRequest) -> Result<Value, TaskFailure> + Send + Sync;

/// Answers each task by a function, and remembers what it was asked.
pub(super) struct Script {
    answer: Box<Answer>,
    /// How long each task takes, in paused time.
    takes: Box<dyn Fn(&TaskRequest) -> Duration + Send + Sync>,
    calls: Mutex<Vec<TaskRequest>>,
    running: AtomicUsize,
    most_running: AtomicUsize,
    finished: AtomicUsize,
}

impl Script {
    pub(super) fn new(
        answer: impl Fn(&TaskRequest) -> Result<Value, TaskFailure> + Send + Sync + 'static,
    ) -> Arc<Self> {
        Self::taking(|_| Duration::ZERO, answer)
    }

    pub(super) fn taking(
        takes: impl Fn(&TaskRequest) -> Duration + Send + Sync + 'static,
        answer: impl Fn(&TaskRequest) -> Result<Value, TaskFailure> + Send + Sync + 'static,
    ) -> Arc<Self> {
        Arc::new(Self {
            answer: Box::new(answer),
            takes: Box::new(takes),
            calls: Mutex::default(),
            running: AtomicUsize::new(0),
            most_running: AtomicUsize::new(0),
            finished: AtomicUsize::new(0),
        })
    }

    /// A handler that returns its arguments.
    pub(super) fn echo() -> Arc<Self> {
        Self::new(|task| Ok(task.arguments.clone()))
    }

    pub(super) fn calls(&self) -> Vec<TaskRequest> {
        self.calls.lock().unwrap().clone()
    }

    pub(super) fn most_running(&self) -> usize {
        self.most_running.load(Ordering::SeqCst)
    }

    pub(super) fn finished(&self) -> usize {
        self.finished.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl TaskHandler for Script {
    async fn invoke(&self, task: TaskRequest) -> Result<Value, TaskFailure> {
        self.calls.lock().unwrap().push(task.clone());
        let running = self.running.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_running.fetch_max(running, Ordering::SeqCst);
        tokio::time::sleep((self.takes)(&task)).await;
        self.running.fetch_sub(1, Ordering::SeqCst);
        self.finished.fetch_add(1, Ordering::SeqCst);
        (self.answer)(&task)
    }
}

pub(super) fn fail(error: &str) -> Result<Value, TaskFailure> {
    Err(TaskFailure::new(error, "because"))
}

/// A definition that starts at the state `A`.
pub(super) fn definition(states: &Value) -> Definition {
    let text = json!({ "QueryLanguage": "JSONata", "StartAt": "A", "States": states }).to_string();
    Definition::parse(&text).unwrap()
}

/// A runner that does not wait between retries.
pub(super) fn runner(states: &Value, script: &Arc<Script>) -> Runner {
    let start = "2030-01-31T09:00:00Z".parse().unwrap();
    Runner::new(definition(states), Arc::clone(script)).with_clock(InstantClock::starting_at(start))
}

pub(super) async fn run(states: &Value, script: &Arc<Script>, input: Value) -> Execution {
    runner(states, script).run(input, RunOptions::new("test")).await
}

/// Runs with a handler that returns its arguments.
pub(super) async fn output(states: &Value, input: Value) -> Value {
    match run(states, &Script::echo(), input).await.outcome {
        Outcome::Succeeded { output } => output,
        other => panic!("{other:?}"),
    }
}

pub(super) async fn error(states: &Value, script: &Arc<Script>) -> String {
    match run(states, script, json!({})).await.outcome {
        Outcome::Failed { error, .. } => error,
        other => panic!("{other:?}"),
    }
}

/// The types of the events, each with its place: `state_entered A`.
pub(super) fn events(execution: &Execution) -> Vec<String> {
    let event = |event: &crate::Event| {
        let json = serde_json::to_value(event).unwrap();
        format!("{} {}", json["type"].as_str().unwrap(), event.location()).trim().to_owned()
    };
    execution.history.iter().map(event).collect()
}
