//! Concurrency of Map and Parallel.

use std::time::Duration;

use serde_json::{Value, json};

use super::support::*;
use crate::Outcome;

fn each(name: &str, items: usize, most: usize) -> Value {
    let task = format!("{name} task");
    json!({
        "Type": "Map", "Items": (0..items).collect::<Vec<_>>(), "MaxConcurrency": most, "End": true,
        "ItemProcessor": { "StartAt": task, "States": {
            task: { "Type": "Task", "Resource": "r", "End": true },
        }},
    })
}

fn seconds(task: &crate::TaskRequest) -> Duration {
    Duration::from_secs(10 - task.arguments.as_u64().unwrap_or(0))
}

#[tokio::test(start_paused = true)]
async fn max_concurrency_is_kept_and_used() {
    for (most, expected) in [(1, 1), (3, 3), (0, 8), (20, 8)] {
        let script = Script::taking(seconds, |task| Ok(task.arguments.clone()));
        let execution = run(&json!({ "A": each("A", 8, most) }), &script, json!({})).await;
        // Later items finish first, and the results still are in order.
        assert_eq!(execution.outcome.output(), Some(&json!([0, 1, 2, 3, 4, 5, 6, 7])));
        assert_eq!(script.most_running(), expected, "MaxConcurrency {most}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_map_in_a_branch_keeps_its_own_limit() {
    let branch =
        |name: &str, most| json!({ "StartAt": name, "States": { name: each(name, 6, most) } });
    let states = json!({ "A": {
        "Type": "Parallel", "End": true, "Branches": [branch("B", 2), branch("C", 3)],
    }});
    let script = Script::taking(seconds, |task| Ok(json!([task.path, task.map_item_index])));
    let execution = run(&states, &script, json!({})).await;
    assert_eq!(script.most_running(), 5);
    let output = execution.outcome.output().unwrap();
    assert_eq!(output[0][5], json!(["A[0]/B[5]", 5]));
    assert_eq!(output[1][0], json!(["A[1]/C[0]", 0]));
}

#[tokio::test]
async fn an_inner_map_has_its_own_item() {
    let states = json!({ "A": {
        "Type": "Map", "Items": [[1, 2], [3]], "End": true,
        "ItemProcessor": { "StartAt": "B", "States": { "B": {
            "Type": "Map", "End": true,
            "ItemProcessor": { "StartAt": "C", "States": { "C": {
                "Type": "Pass", "Output": "{% $states.context.Map.Item.Value %}", "Next": "D",
            }, "D": { "Type": "Succeed" } } },
            "Output": ["{% $states.context.Map.Item.Index %}", "{% $states.result %}"],
        }}},
    }});
    assert_eq!(output(&states, json!({})).await, json!([[0, [1, 2]], [1, [3]]]));
}

#[tokio::test(start_paused = true)]
async fn the_first_failure_drops_the_others_and_is_the_error() {
    // Item 7 fails after 3 seconds, item 5 after 5 seconds; item 0 would take 10.
    let script = Script::taking(seconds, |task| match task.arguments.as_u64() {
        Some(5) => fail("Oma.Late"),
        Some(7) => fail("Oma.First"),
        _ => Ok(json!(1)),
    });
    let execution = run(&json!({ "A": each("A", 8, 0) }), &script, json!({})).await;
    assert!(matches!(&execution.outcome, Outcome::Failed { error, .. } if error == "Oma.First"));
    assert_eq!(script.finished(), 1);
    let aborted = events(&execution).into_iter().filter(|event| event.starts_with("state_aborted"));
    assert_eq!(aborted.count(), 7);
}

#[tokio::test(start_paused = true)]
async fn iterations_not_yet_started_do_not_start_after_a_failure() {
    let script = Script::taking(seconds, |_| fail("Oma.Broken"));
    run(&json!({ "A": each("A", 8, 2) }), &script, json!({})).await;
    assert_eq!(script.calls().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_failed_branch_is_caught_by_the_parallel() {
    let branch = |name: &str| {
        let task = json!({ "Type": "Task", "Resource": "r", "Arguments": name, "End": true });
        json!({ "StartAt": name, "States": { name: task } })
    };
    let states = json!({
        "A": {
            "Type": "Parallel", "Branches": [branch("B"), branch("C")], "Next": "D",
            "Catch": [{ "ErrorEquals": ["Oma.Broken"], "Next": "D", "Output": "{% $states.errorOutput %}" }],
        },
        "D": { "Type": "Succeed" },
    });
    let takes =
        |task: &crate::TaskRequest| Duration::from_secs(if task.state == "B" { 60 } else { 1 });
    let script = Script::taking(takes, |_| fail("Oma.Broken"));
    let execution = run(&states, &script, json!({})).await;
    let expected = json!({ "Error": "Oma.Broken", "Cause": "because" });
    assert_eq!(execution.outcome.output(), Some(&expected));
    assert_eq!(script.finished(), 1);
    assert_eq!(execution.visited(), ["A", "A[0]/B", "A[1]/C", "D"]);
}

#[tokio::test(start_paused = true)]
async fn random_values_do_not_depend_on_the_timing_of_others() {
    let states = json!({ "A": {
        "Type": "Map", "Items": [0, 1, 2, 3], "End": true,
        "ItemProcessor": { "StartAt": "B", "States": {
            "B": { "Type": "Task", "Resource": "r", "Next": "C" },
            "C": { "Type": "Pass", "Output": "{% $uuid() %}", "End": true },
        }},
    }});
    let forwards = Script::taking(seconds, |_| Ok(json!(1)));
    let backwards =
        |task: &crate::TaskRequest| Duration::from_secs(task.arguments.as_u64().unwrap());
    let backwards = Script::taking(backwards, |_| Ok(json!(1)));
    let first = run(&states, &forwards, json!({})).await.outcome;
    let second = run(&states, &backwards, json!({})).await.outcome;
    assert_eq!(first, second);
    let Value::Array(ids) = first.output().unwrap() else { panic!() };
    assert!(ids.iter().enumerate().all(|(at, id)| !ids[..at].contains(id)));
}
