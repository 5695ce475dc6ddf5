//! Retry inside an execution; the arithmetic of delays is tested beside it.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::support::*;
use crate::{EventKind, Execution, Outcome, RunOptions};

fn task(retry: &Value) -> Value {
    json!({ "A": { "Type": "Task", "Resource": "r", "Retry": retry, "End": true } })
}

fn delays(execution: &Execution) -> Vec<u64> {
    let delay = |event: &crate::Event| match event.kind {
        EventKind::StateRetried { delay_ms, .. } => Some(delay_ms),
        _ => None,
    };
    execution.history.iter().filter_map(delay).collect()
}

#[tokio::test]
async fn retries_with_growing_delays_until_it_works() {
    let states = task(&json!([{
        "ErrorEquals": ["Oma.Busy"], "IntervalSeconds": 2, "BackoffRate": 2.0, "MaxAttempts": 5,
    }]));
    let script =
        Script::new(
            |task| if task.attempt < 4 { fail("Oma.Busy") } else { Ok(json!(task.attempt)) },
        );
    let execution = run(&states, &script, json!({})).await;
    assert_eq!(execution.outcome.output(), Some(&json!(4)));
    assert_eq!(delays(&execution), [2_000, 4_000, 8_000]);
    assert_eq!(execution.history.last().unwrap().elapsed_ms, 14_000);
    let attempts: Vec<u32> = script.calls().iter().map(|call| call.attempt).collect();
    assert_eq!(attempts, [1, 2, 3, 4]);
}

#[tokio::test]
async fn zero_attempts_stop_before_a_later_retrier() {
    let states = task(&json!([
        { "ErrorEquals": ["Oma.InvalidBrief"], "MaxAttempts": 0 },
        { "ErrorEquals": ["States.ALL"], "MaxAttempts": 3 },
    ]));
    let script = Script::new(|_| fail("Oma.InvalidBrief"));
    assert_eq!(error(&states, &script).await, "Oma.InvalidBrief");
    assert_eq!(script.calls().len(), 1);
    let script = Script::new(|_| fail("Oma.Other"));
    assert_eq!(error(&states, &script).await, "Oma.Other");
    assert_eq!(script.calls().len(), 4);
}

#[tokio::test]
async fn arguments_are_evaluated_for_each_attempt() {
    let mut states = task(&json!([{ "ErrorEquals": ["States.ALL"], "MaxAttempts": 2 }]));
    states["A"]["Arguments"] = json!({ "retry": "{% $states.context.State.RetryCount %}" });
    let script = Script::new(|_| fail("Oma.Busy"));
    run(&states, &script, json!({})).await;
    let seen: Vec<Value> = script.calls().into_iter().map(|call| call.arguments).collect();
    assert_eq!(seen, [json!({ "retry": 0 }), json!({ "retry": 1 }), json!({ "retry": 2 })]);
}

#[tokio::test]
async fn a_failing_expression_is_retried_and_never_a_runtime_error() {
    let mut states = task(&json!([{ "ErrorEquals": ["States.ALL"], "MaxAttempts": 1 }]));
    states["A"]["Output"] = json!("{% $states.result.missing %}");
    let script = Script::echo();
    assert_eq!(error(&states, &script).await, "States.QueryEvaluationError");
    assert_eq!(script.calls().len(), 2);
    let script = Script::new(|_| fail("States.Runtime"));
    assert_eq!(error(&states, &script).await, "States.Runtime");
    assert_eq!(script.calls().len(), 1);
}

#[tokio::test]
async fn a_map_is_retried_as_a_whole() {
    let states = json!({ "A": {
        "Type": "Map", "End": true, "Items": [1, 2],
        "Retry": [{ "ErrorEquals": ["Oma.Busy"], "MaxAttempts": 1 }],
        "ItemProcessor": { "StartAt": "B", "States": {
            "B": { "Type": "Task", "Resource": "r", "End": true },
        }},
    }});
    let failures = AtomicUsize::new(0);
    let script = Script::new(move |task| {
        let first = task.arguments == json!(2) && failures.fetch_add(1, Ordering::SeqCst) == 0;
        if first { fail("Oma.Busy") } else { Ok(task.arguments.clone()) }
    });
    let execution = run(&states, &script, json!({})).await;
    assert_eq!(execution.outcome.output(), Some(&json!([1, 2])));
    assert_eq!(script.calls().len(), 4);
    // The counts of a state start again with each visit.
    assert!(script.calls().iter().all(|call| call.attempt == 1));
}

#[tokio::test]
async fn equal_seeds_give_equal_jitter() {
    let states = task(&json!([{
        "ErrorEquals": ["States.ALL"], "IntervalSeconds": 100, "MaxAttempts": 4, "JitterStrategy": "FULL",
    }]));
    let run = async |seed: u64| {
        let script = Script::new(|_| fail("Oma.Busy"));
        let options = RunOptions { seed, ..RunOptions::new("test") };
        let execution = runner(&states, &script).run(json!({}), options).await;
        assert!(matches!(execution.outcome, Outcome::Failed { .. }));
        delays(&execution)
    };
    let first = run(1).await;
    assert_eq!(first, run(1).await);
    assert_ne!(first, run(2).await);
    for (delay, longest) in first.iter().zip([100_000, 200_000, 400_000, 800_000]) {
        assert!(*delay <= longest);
    }
}
