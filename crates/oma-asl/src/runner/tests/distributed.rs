//! Distributed Maps.

use std::time::Duration;

use serde_json::{Value, json};

use super::support::*;
use crate::{Outcome, RunOptions, TaskFailure, TaskRequest};

const READ: &str = "arn:aws:states:::s3:getObject";

/// Reads its items from an object and runs one Task for each.
fn each(fields: &Value) -> Value {
    let mut map = json!({
        "Type": "Map", "Label": "Rows", "End": true,
        "ItemReader": {
            "Resource": READ, "ReaderConfig": { "InputType": "JSON" },
            "Arguments": { "Bucket": "media", "Key": "{% $states.input.key %}" },
        },
        "ItemProcessor": {
            "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
            "StartAt": "B",
            "States": { "B": { "Type": "Task", "Resource": "r", "End": true } },
        },
    });
    map.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    map
}

/// Answers the reader with `items`, everything else with `answer`.
fn reading(
    items: Value,
    answer: impl Fn(&TaskRequest) -> Result<Value, TaskFailure> + Send + Sync + 'static,
) -> std::sync::Arc<Script> {
    Script::new(move |task| if task.resource == READ { Ok(items.clone()) } else { answer(task) })
}

#[tokio::test]
async fn the_items_come_from_an_object_and_pass_through_the_selector() {
    let states = json!({
        "A": { "Type": "Pass", "Assign": { "owner": "me" }, "Next": "M" },
        "M": each(&json!({ "ItemSelector": {
            "owner": "{% $owner %}", "index": "{% $states.context.Map.Item.Index %}",
            "first": "{% $states.context.Map.Item.Value.first %}",
            "parent": "{% $states.context.Execution.Name %}",
        }})),
    });
    let script =
        reading(json!([{ "first": 0 }, { "first": 5 }]), |task| Ok(task.arguments.clone()));
    let execution = run(&states, &script, json!({ "key": "chunks.json" })).await;
    let child =
        |index, first| json!({ "owner": "me", "index": index, "first": first, "parent": "test" });
    assert_eq!(execution.outcome.output(), Some(&json!([child(0, 0), child(1, 5)])));
    assert_eq!(execution.visited(), ["A", "M", "M[0]/B", "M[1]/B"]);
    let read = &script.calls()[0];
    assert_eq!(read.arguments, json!({ "Bucket": "media", "Key": "chunks.json" }));
    assert_eq!((read.state.as_str(), read.attempt), ("M", 1));
}

#[tokio::test]
async fn a_child_knows_nothing_of_its_parent() {
    let looks = |output: &str| {
        json!({
            "A": { "Type": "Pass", "Assign": { "owner": "me" }, "Next": "M" },
            "M": each(&json!({ "ItemProcessor": {
                "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
                "StartAt": "B", "States": { "B": { "Type": "Succeed", "Output": output } },
            }})),
        })
    };
    let script = reading(json!([7]), |_| fail("Oma.Unasked"));
    for hidden in ["$owner", "$states.context.Map.Item.Value"] {
        let states = looks(&format!("{{% {hidden} %}}"));
        let execution = run(&states, &script, json!({ "key": "k" })).await;
        let Outcome::Failed { error, cause } = &execution.outcome else { panic!("{hidden}") };
        assert_eq!(error, "States.ExceedToleratedFailureThreshold");
        assert!(cause.contains("States.QueryEvaluationError"), "{cause}");
    }
    let own = looks("{% $states.context.Execution %}");
    let execution = run(&own, &script, json!({ "key": "k" })).await;
    let context = &execution.outcome.output().unwrap()[0];
    assert_eq!(context["Input"], 7);
    assert_eq!(context["Name"].as_str().unwrap().len(), 36);
    assert!(context["Id"].as_str().unwrap().contains("execution:local/Rows:"), "{context}");
}

#[tokio::test]
async fn failures_are_tolerated_up_to_the_limit() {
    let fails = |task: &TaskRequest| match task.arguments.as_u64() {
        Some(1 | 3) => fail("Oma.Broken"),
        _ => Ok(task.arguments.clone()),
    };
    let failed = json!({ "Status": "FAILED", "Error": "Oma.Broken", "Cause": "because" });
    for fields in [
        json!({ "ToleratedFailurePercentage": 50 }),
        json!({ "ToleratedFailurePercentage": "{% $states.input.most %}" }),
        json!({ "ToleratedFailureCount": 2 }),
    ] {
        let script = reading(json!([0, 1, 2, 3]), fails);
        let input = json!({ "key": "k", "most": 100 });
        let execution = run(&json!({ "A": each(&fields) }), &script, input).await;
        let expected = json!([0, failed, 2, failed]);
        assert_eq!(execution.outcome.output(), Some(&expected), "{fields}");
    }
    for fields in [json!({}), json!({ "ToleratedFailurePercentage": 49 })] {
        let script = reading(json!([0, 1, 2, 3]), fails);
        let execution = run(&json!({ "A": each(&fields) }), &script, json!({ "key": "k" })).await;
        assert!(
            matches!(&execution.outcome, Outcome::Failed { error, .. }
                if error == "States.ExceedToleratedFailureThreshold"),
            "{fields}: {:?}",
            execution.outcome
        );
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_the_readers_failure() {
    for content in [json!({}), json!("{}"), json!(null)] {
        let script = reading(content.clone(), |_| fail("Oma.Unasked"));
        let execution =
            run(&json!({ "A": each(&json!({})) }), &script, json!({ "key": "k" })).await;
        assert!(
            matches!(&execution.outcome, Outcome::Failed { error, .. } if error == "States.ItemReaderFailed"),
            "{content}"
        );
    }
    let missing = Script::new(|_| fail("S3.NoSuchKey"));
    let catch = json!({ "Next": "Z", "Catch": [{
        "ErrorEquals": ["States.ItemReaderFailed"], "Next": "Z", "Output": "{% $states.errorOutput.Cause %}",
    }]});
    let mut map = each(&catch);
    map.as_object_mut().unwrap().remove("End");
    let states = json!({ "A": map, "Z": { "Type": "Succeed" } });
    let execution = run(&states, &missing, json!({ "key": "k" })).await;
    assert_eq!(execution.outcome.output(), Some(&json!("S3.NoSuchKey: because")));
}

#[tokio::test]
async fn a_reading_may_be_larger_than_a_payload() {
    let items: Vec<String> = (0..4).map(|n| format!("{n}").repeat(100_000)).collect();
    let script = reading(json!(items), |_| Ok(json!(1)));
    let execution = run(&json!({ "A": each(&json!({})) }), &script, json!({ "key": "k" })).await;
    assert_eq!(execution.outcome.output(), Some(&json!([1, 1, 1, 1])));
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_children_keep_their_limit_and_their_order() {
    let items: Vec<u64> = (0..10_000).collect();
    let script = Script::taking(|task| Duration::from_secs(u64::from(task.resource != READ)), {
        let items = json!(items);
        move |task| {
            if task.resource == READ { Ok(items.clone()) } else { Ok(task.arguments.clone()) }
        }
    });
    let states = json!({ "A": each(&json!({
        "MaxConcurrency": "{% $states.input.most %}", "Output": "{% $sum($states.result) %}",
    })) });
    let runner = runner(&states, &script);
    let input = json!({ "key": "k", "most": 12 });
    let execution = runner.run(input, RunOptions::new("test")).await;
    assert_eq!(execution.outcome.output(), Some(&json!(49_995_000)));
    assert_eq!(script.most_running(), 12);
    assert_eq!(script.calls().len(), 10_001);
}

#[tokio::test(start_paused = true)]
async fn one_failure_too_many_drops_the_rest() {
    let script = Script::taking(
        |task| Duration::from_secs(task.arguments.as_u64().unwrap_or(0)),
        |task| if task.resource == READ { Ok(json!([1, 2, 60, 60])) } else { fail("Oma.Broken") },
    );
    let states = json!({ "A": each(&json!({ "ToleratedFailureCount": 1 })) });
    let execution = run(&states, &script, json!({ "key": "k" })).await;
    assert_eq!(script.finished(), 3);
    let aborted = events(&execution).into_iter().filter(|event| event.starts_with("state_aborted"));
    assert_eq!(aborted.count(), 2);
}
