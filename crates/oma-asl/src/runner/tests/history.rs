//! What is recorded, and in which order.

use std::sync::{Arc, Mutex};

use serde_json::json;

use super::support::*;
use crate::{Event, EventKind, Execution, RunOptions, StateKind};

#[tokio::test]
async fn every_step_is_recorded_in_order() {
    let states = json!({
        "A": {
            "Type": "Task", "Resource": "r", "Next": "B",
            "Retry": [{ "ErrorEquals": ["Oma.Busy"], "MaxAttempts": 1 }],
            "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "B", "Output": { "list": [1, 2] } }],
        },
        "B": {
            "Type": "Map", "Items": "{% $states.input.list %}", "MaxConcurrency": 1, "Next": "D",
            "ItemProcessor": { "StartAt": "C", "States": { "C": { "Type": "Succeed" } } },
        },
        "D": { "Type": "Fail", "Error": "Oma.End", "Cause": "of the test" },
    });
    let execution = run(&states, &Script::new(|_| fail("Oma.Busy")), json!({ "x": 1 })).await;
    assert_eq!(
        events(&execution),
        [
            "execution_started",
            "state_entered A",
            "state_retried A",
            "state_caught A",
            "state_entered B",
            "state_entered B[0]/C",
            "state_exited B[0]/C",
            "state_entered B[1]/C",
            "state_exited B[1]/C",
            "state_exited B",
            "state_entered D",
            "state_failed D",
            "execution_failed",
        ]
    );
    let kinds: Vec<&EventKind> = execution.history.iter().map(|event| &event.kind).collect();
    assert_eq!(*kinds[0], EventKind::ExecutionStarted { input_bytes: 7 });
    assert_eq!(*kinds[1], EventKind::StateEntered { kind: StateKind::Task, input_bytes: 7 });
    let (error, cause) = ("Oma.Busy".to_owned(), "because".to_owned());
    assert_eq!(*kinds[2], EventKind::StateRetried { error, cause, attempt: 1, delay_ms: 1_000 });
    assert!(
        matches!(kinds[3], EventKind::StateCaught { output_bytes: 14, next, .. } if next == "B")
    );
    let next = Some("D".to_owned());
    assert_eq!(*kinds[9], EventKind::StateExited { input_bytes: 14, output_bytes: 5, next });
    let ids: Vec<u64> = execution.history.iter().map(|event| event.id).collect();
    assert_eq!(ids, (1..=13).collect::<Vec<_>>());
}

#[tokio::test]
async fn the_observer_sees_the_same_events() {
    let seen: Arc<Mutex<Vec<Event>>> = Arc::default();
    let sink = Arc::clone(&seen);
    let states = json!({ "A": { "Type": "Wait", "Seconds": 2, "End": true } });
    let runner = runner(&states, &Script::echo())
        .with_observer(move |event: &Event| sink.lock().unwrap().push(event.clone()));
    let execution = runner.run(json!({}), RunOptions::new("test")).await;
    assert_eq!(*seen.lock().unwrap(), execution.history);
}

#[tokio::test]
async fn a_history_can_be_stored_and_read_again() {
    let states = json!({ "A": { "Type": "Pass", "Next": "B" }, "B": { "Type": "Succeed" } });
    let execution = run(&states, &Script::echo(), json!([1])).await;
    let stored = serde_json::to_value(&execution).unwrap();
    assert_eq!(stored["outcome"], json!({ "status": "SUCCEEDED", "output": [1] }));
    assert_eq!(
        stored["history"][1],
        json!({
            "id": 2, "timestamp": "2030-01-31T09:00:00.000Z", "elapsed_ms": 0, "state": "A", "path": "",
            "type": "state_entered", "kind": "Pass", "input_bytes": 3,
        })
    );
    let read: Execution = serde_json::from_value(stored).unwrap();
    assert_eq!(read.history, execution.history);
    assert_eq!(read.outcome, execution.outcome);
}

#[tokio::test]
async fn one_runner_runs_several_executions_at_once() {
    let states = json!({ "A": { "Type": "Task", "Resource": "r", "End": true } });
    let runner = Arc::new(runner(&states, &Script::echo()));
    let other = Arc::clone(&runner);
    // On another task: an execution can be sent between threads.
    let first = tokio::spawn(async move { other.run(json!(1), RunOptions::new("first")).await });
    let second = runner.run(json!(2), RunOptions::new("second")).await;
    let first = first.await.unwrap();
    assert_eq!(
        (first.outcome.output(), second.outcome.output()),
        (Some(&json!(1)), Some(&json!(2)))
    );
    assert_eq!((first.history.len(), second.history.len()), (4, 4));
}

#[tokio::test]
async fn without_history_only_the_observer_sees_the_events() {
    let states = json!({ "A": { "Type": "Pass", "End": true } });
    let seen = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&seen);
    let runner = runner(&states, &Script::echo())
        .with_observer(move |event: &crate::Event| noted.lock().unwrap().push(event.id))
        .without_history();
    let execution = runner.run(json!({}), RunOptions::new("test")).await;
    assert!(execution.outcome.output().is_some() && execution.history.is_empty());
    assert_eq!(*seen.lock().unwrap(), [1, 2, 3, 4]);
}
