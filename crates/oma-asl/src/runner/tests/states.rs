//! One test for each type of state.

use serde_json::{Value, json};

use super::support::*;
use crate::{EventKind, Outcome};

#[tokio::test]
async fn a_task_gets_its_arguments_and_its_result_is_the_output() {
    let states = json!({ "A": {
        "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true,
        "Arguments": { "FunctionName": "f", "Payload": "{% $states.input.x %}" },
    }});
    let script = Script::new(|_| Ok(json!({ "StatusCode": 200, "Payload": 5 })));
    let execution = run(&states, &script, json!({ "x": 1 })).await;
    assert_eq!(execution.outcome.output(), Some(&json!({ "StatusCode": 200, "Payload": 5 })));
    let call = &script.calls()[0];
    assert_eq!(call.arguments, json!({ "FunctionName": "f", "Payload": 1 }));
    assert_eq!(call.resource, "arn:aws:states:::lambda:invoke");
    assert_eq!(
        (call.execution.as_str(), call.state.as_str(), call.path.as_str()),
        ("test", "A", "")
    );
    assert_eq!((call.attempt, call.map_item_index, &call.task_token), (1, None, &None));
}

#[tokio::test]
async fn a_task_without_arguments_gets_its_input_and_output_reshapes_the_result() {
    let states = json!({ "A": {
        "Type": "Task", "Resource": "r", "End": true,
        "Output": { "in": "{% $states.input %}", "out": "{% $states.result %}", "null": null },
    }});
    let expected = json!({ "in": 3, "out": 3, "null": null });
    assert_eq!(output(&states, json!(3)).await, expected);
}

#[tokio::test]
async fn a_pass_hands_on_its_input_or_its_output() {
    let states = json!({
        "A": { "Type": "Pass", "Next": "B" },
        "B": { "Type": "Pass", "Output": { "y": "{% $states.input.x %}" }, "End": true },
    });
    assert_eq!(output(&states, json!({ "x": [1] })).await, json!({ "y": [1] }));
}

#[tokio::test]
async fn an_output_of_null_is_null() {
    let states = json!({ "A": { "Type": "Pass", "Output": null, "End": true } });
    assert_eq!(output(&states, json!(1)).await, Value::Null);
}

#[tokio::test]
async fn succeed_ends_the_machine_with_its_output() {
    let states = json!({ "A": { "Type": "Succeed", "Output": "{% $states.input & '!' %}" } });
    assert_eq!(output(&states, json!("done")).await, json!("done!"));
}

#[tokio::test]
async fn fail_ends_the_machine_with_an_error_and_expressions_are_evaluated() {
    let states = json!({ "A": {
        "Type": "Fail", "Error": "Oma.Broken", "Cause": "{% 'no ' & $states.input.what %}",
    }});
    let execution = run(&states, &Script::echo(), json!({ "what": "luck" })).await;
    assert_eq!(
        execution.outcome,
        Outcome::Failed { error: "Oma.Broken".to_owned(), cause: "no luck".to_owned() }
    );
}

fn choice(extra: &Value) -> Value {
    let mut choice = json!({
        "Type": "Choice",
        "Choices": [
            { "Condition": "{% $states.input.n > 10 %}", "Next": "B", "Output": "big" },
            { "Condition": "{% $states.input.n > 5 %}", "Next": "B", "Assign": { "size": "middle" } },
        ],
    });
    choice.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    json!({
        "A": choice,
        "B": {
            "Type": "Pass", "End": true,
            "Output": ["{% $states.input %}", "{% $exists($size) ? $size : 'unset' %}"],
        },
        "C": { "Type": "Pass", "Output": "{% ['default', $states.input] %}", "End": true },
    })
}

#[tokio::test]
async fn the_first_rule_that_holds_decides() {
    let states = choice(&json!({ "Default": "C" }));
    assert_eq!(output(&states, json!({ "n": 11 })).await, json!(["big", "unset"]));
    assert_eq!(output(&states, json!({ "n": 6 })).await, json!([{ "n": 6 }, "middle"]));
    assert_eq!(output(&states, json!({ "n": 1 })).await, json!(["default", { "n": 1 }]));
}

#[tokio::test]
async fn output_and_assign_of_the_choice_itself_go_with_default() {
    let states =
        choice(&json!({ "Default": "B", "Output": "small", "Assign": { "size": "tiny" } }));
    assert_eq!(output(&states, json!({ "n": 1 })).await, json!(["small", "tiny"]));
    assert_eq!(output(&states, json!({ "n": 11 })).await, json!(["big", "unset"]));
}

#[tokio::test]
async fn no_rule_and_no_default_fails_the_execution() {
    let states = choice(&json!({}));
    let execution = run(&states, &Script::echo(), json!({ "n": 1 })).await;
    assert!(
        matches!(execution.outcome, Outcome::Failed { error, .. } if error == "States.NoChoiceMatched")
    );
}

#[tokio::test]
async fn a_condition_has_to_be_a_boolean() {
    let states = json!({
        "A": { "Type": "Choice", "Choices": [{ "Condition": "{% 'yes' %}", "Next": "B" }], "Default": "B" },
        "B": { "Type": "Succeed" },
    });
    assert_eq!(error(&states, &Script::echo()).await, "States.QueryEvaluationError");
}

#[tokio::test]
async fn wait_takes_seconds_or_a_time() {
    let states = json!({
        "A": { "Type": "Wait", "Seconds": "{% $states.input.s %}", "Next": "B" },
        "B": { "Type": "Wait", "Timestamp": "2030-01-31T10:00:00Z", "Next": "C" },
        "C": { "Type": "Wait", "Timestamp": "2020-01-31T10:00:00Z", "End": true },
    });
    let execution = run(&states, &Script::echo(), json!({ "s": 90 })).await;
    assert_eq!(execution.outcome.output(), Some(&json!({ "s": 90 })));
    let left: Vec<u64> = execution
        .history
        .iter()
        .filter(|event| matches!(event.kind, EventKind::StateExited { .. }))
        .map(|event| event.elapsed_ms)
        .collect();
    assert_eq!(left, [90_000, 3_600_000, 3_600_000]);
}

#[tokio::test]
async fn wait_refuses_a_negative_number_and_a_text() {
    for (field, value) in
        [("Seconds", "{% -1 %}"), ("Seconds", "{% 'x' %}"), ("Timestamp", "{% 'x' %}")]
    {
        let states = json!({ "A": { "Type": "Wait", field: value, "End": true } });
        assert_eq!(error(&states, &Script::echo()).await, "States.QueryEvaluationError", "{value}");
    }
}

#[tokio::test]
async fn parallel_gives_each_branch_the_arguments_and_collects_in_order() {
    let branch = |name: &str, output: &str| json!({ "StartAt": name, "States": { name: { "Type": "Pass", "Output": output, "End": true } } });
    let states = json!({ "A": {
        "Type": "Parallel", "End": true,
        "Arguments": { "n": "{% $states.input.x + 1 %}" },
        "Branches": [branch("B", "{% $states.input.n %}"), branch("C", "{% $states.input.n * 2 %}")],
    }});
    assert_eq!(output(&states, json!({ "x": 1 })).await, json!([2, 4]));
}

fn map(extra: &Value) -> Value {
    let mut map = json!({
        "Type": "Map", "End": true,
        "ItemProcessor": { "StartAt": "B", "States": {
            "B": { "Type": "Pass", "End": true, "Output": [
                "{% $states.input %}",
                "{% $states.context.Map.Item.Index %}",
                "{% $states.context.Map.Item.Value %}",
            ]},
        }},
    });
    map.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    json!({ "A": map })
}

#[tokio::test]
async fn map_runs_over_its_input_and_each_item_is_an_input() {
    assert_eq!(
        output(&map(&json!({})), json!(["x", "y"])).await,
        json!([["x", 0, "x"], ["y", 1, "y"]])
    );
    assert_eq!(output(&map(&json!({})), json!([])).await, json!([]));
}

#[tokio::test]
async fn items_and_item_selector_shape_the_iterations() {
    let states = map(&json!({
        "Items": "{% $states.input.list %}",
        "ItemSelector": { "all": "{% $count($states.input.list) %}", "it": "{% $states.context.Map.Item.Value %}" },
        "Output": "{% $states.result[1] %}",
    }));
    assert_eq!(
        output(&states, json!({ "list": [7, 8] })).await,
        json!([{ "all": 2, "it": 8 }, 1, 8])
    );
}

#[tokio::test]
async fn items_have_to_be_an_array() {
    let states = map(&json!({ "Items": "{% 'text' %}" }));
    assert_eq!(error(&states, &Script::echo()).await, "States.QueryEvaluationError");
}

#[tokio::test]
async fn the_context_object_is_there() {
    let states = json!({ "A": { "Type": "Pass", "Output": "{% $states.context %}", "End": true } });
    let context = output(&states, json!({ "x": 1 })).await;
    assert_eq!(context["Execution"]["Name"], "test");
    assert_eq!(context["Execution"]["Input"], json!({ "x": 1 }));
    assert_eq!(context["Execution"]["StartTime"], "2030-01-31T09:00:00.000Z");
    assert_eq!(context["StateMachine"]["Name"], "local");
    assert_eq!(context["State"]["Name"], "A");
    assert_eq!(context["State"]["EnteredTime"], "2030-01-31T09:00:00.000Z");
    assert_eq!(context["State"]["RetryCount"], 0);
    assert_eq!(context.get("Map"), None);
    assert_eq!(context.get("Task"), None);
}
