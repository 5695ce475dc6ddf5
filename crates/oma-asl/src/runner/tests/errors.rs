//! Catch, and the payload limit.

use serde_json::{Value, json};

use super::support::*;
use crate::{Definition, Outcome, PAYLOAD_LIMIT_BYTES, RunOptions, Runner};

fn caught(catch: &Value) -> Value {
    json!({
        "A": { "Type": "Task", "Resource": "r", "Catch": catch, "Next": "B" },
        "B": { "Type": "Succeed", "Output": "not caught" },
        "C": { "Type": "Pass", "End": true, "Output": {
            "input": "{% $states.input %}", "why": "{% $exists($why) ? $why : 'unset' %}",
        }},
    })
}

async fn failing(states: &Value) -> Outcome {
    run(states, &Script::new(|_| fail("Oma.Broken")), json!({ "x": 1 })).await.outcome
}

#[tokio::test]
async fn the_output_of_a_catch_is_the_error_by_default() {
    let states = caught(&json!([{ "ErrorEquals": ["States.ALL"], "Next": "C" }]));
    let expected =
        json!({ "input": { "Error": "Oma.Broken", "Cause": "because" }, "why": "unset" });
    assert_eq!(failing(&states).await.output(), Some(&expected));
}

#[tokio::test]
async fn a_catch_sees_input_and_error_and_can_assign() {
    let states = caught(&json!([
        { "ErrorEquals": ["Oma.Other"], "Next": "B" },
        {
            "ErrorEquals": ["Oma.Broken"], "Next": "C",
            "Output": { "kept": "{% $states.input.x %}", "error": "{% $states.errorOutput.Error %}" },
            "Assign": { "why": "{% $states.errorOutput.Cause %}" },
        },
    ]));
    let expected = json!({ "input": { "kept": 1, "error": "Oma.Broken" }, "why": "because" });
    assert_eq!(failing(&states).await.output(), Some(&expected));
}

#[tokio::test]
async fn the_cause_of_a_lambda_can_be_parsed() {
    let states = caught(&json!([{
        "ErrorEquals": ["States.ALL"], "Next": "C",
        "Output": "{% $parse($states.errorOutput.Cause).errorMessage %}",
    }]));
    let cause = r#"{"errorType": "Oma.Broken", "errorMessage": "no luck"}"#;
    let script = Script::new(move |_| Err(crate::TaskFailure::new("Oma.Broken", cause)));
    let execution = run(&states, &script, json!({})).await;
    assert_eq!(execution.outcome.output().unwrap()["input"], "no luck");
}

#[tokio::test]
async fn an_error_in_the_catch_itself_is_not_caught() {
    let states = caught(&json!([{
        "ErrorEquals": ["States.ALL"], "Next": "C", "Output": "{% $states.errorOutput.missing %}",
    }]));
    let outcome = failing(&states).await;
    assert!(
        matches!(outcome, Outcome::Failed { error, .. } if error == "States.QueryEvaluationError")
    );
}

#[tokio::test]
async fn without_a_matching_catch_the_execution_fails_with_the_error() {
    let states = caught(&json!([{ "ErrorEquals": ["Oma.Other"], "Next": "C" }]));
    let expected = Outcome::Failed { error: "Oma.Broken".to_owned(), cause: "because".to_owned() };
    assert_eq!(failing(&states).await, expected);
}

fn large(bytes: usize) -> Value {
    json!("x".repeat(bytes - 2))
}

#[tokio::test]
async fn a_result_at_the_limit_passes_and_one_byte_more_is_not_caught_by_all() {
    let states = caught(&json!([{ "ErrorEquals": ["States.ALL"], "Next": "C" }]));
    let script = Script::new(|_| Ok(large(PAYLOAD_LIMIT_BYTES)));
    assert!(run(&states, &script, json!({})).await.outcome.output().is_some());
    let script = Script::new(|_| Ok(large(PAYLOAD_LIMIT_BYTES + 1)));
    assert_eq!(error(&states, &script).await, "States.DataLimitExceeded");
}

#[tokio::test]
async fn the_limit_error_is_caught_by_its_name() {
    let states = caught(&json!([{ "ErrorEquals": ["States.DataLimitExceeded"], "Next": "C" }]));
    let script = Script::new(|_| Ok(large(PAYLOAD_LIMIT_BYTES + 1)));
    let execution = run(&states, &script, json!({})).await;
    assert_eq!(execution.outcome.output().unwrap()["input"]["Error"], "States.DataLimitExceeded");
}

#[tokio::test]
async fn inputs_arguments_outputs_and_variables_are_limited() {
    let half = PAYLOAD_LIMIT_BYTES / 2 + 10;
    let twice = "{% $states.input & $states.input %}";
    let fields = [
        json!({ "Type": "Task", "Resource": "r", "Arguments": twice, "End": true }),
        json!({ "Type": "Pass", "Output": twice, "End": true }),
        json!({ "Type": "Pass", "Assign": { "v": twice }, "End": true }),
    ];
    for state in fields {
        let execution = run(&json!({ "A": state }), &Script::echo(), large(half)).await;
        let Outcome::Failed { error, .. } = execution.outcome else { panic!("{state}") };
        assert_eq!(error, "States.DataLimitExceeded", "{state}");
    }
    let states = json!({ "A": { "Type": "Succeed" } });
    let execution = run(&states, &Script::echo(), large(PAYLOAD_LIMIT_BYTES + 1)).await;
    assert!(matches!(execution.outcome, Outcome::Failed { .. }));
}

#[tokio::test]
async fn a_start_that_names_no_state_fails_the_execution() {
    let text =
        r#"{"QueryLanguage": "JSONata", "StartAt": "X", "States": {"A": {"Type": "Succeed"}}}"#;
    let runner = Runner::new(Definition::parse(text).unwrap(), Script::echo());
    let execution = runner.run(json!({}), RunOptions::new("test")).await;
    assert!(
        matches!(execution.outcome, Outcome::Failed { error, .. } if error == "States.Runtime")
    );
}
