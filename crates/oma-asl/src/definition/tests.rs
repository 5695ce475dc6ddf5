use serde_json::{Value, json};

use super::*;

fn machine(states: &Value) -> String {
    json!({ "QueryLanguage": "JSONata", "StartAt": "A", "States": states }).to_string()
}

fn refusal(states: &Value) -> String {
    Definition::parse(&machine(states)).unwrap_err().to_string()
}

/// Every field of the subset, at least once.
const FULL: &str = r#"{
    "Comment": "all of it", "QueryLanguage": "JSONata", "Version": "1.0", "TimeoutSeconds": 60,
    "StartAt": "A",
    "States": {
        "A": {
            "Type": "Task", "Comment": "c", "Resource": "${Fn}",
            "Arguments": {"x": ["{% $states.input.x %}", 1]}, "Output": null,
            "Assign": {"v": "{% $states.result %}"},
            "TimeoutSeconds": "{% $states.input.t %}", "HeartbeatSeconds": 5,
            "Retry": [{"Comment": "c", "ErrorEquals": ["E"], "IntervalSeconds": 2,
                "MaxAttempts": 0, "BackoffRate": 1.5, "MaxDelaySeconds": 9, "JitterStrategy": "FULL"}],
            "Catch": [{"Comment": "c", "ErrorEquals": ["States.ALL"], "Next": "B",
                "Assign": {"e": "{% $states.errorOutput %}"}, "Output": {}}],
            "Next": "B"
        },
        "B": {
            "Type": "Map", "Items": [1, 2], "ItemSelector": {"i": "{% $states.context.Map.Item.Index %}"},
            "MaxConcurrency": 2,
            "ItemProcessor": {
                "ProcessorConfig": {"Mode": "INLINE"}, "StartAt": "C",
                "States": {"C": {"Type": "Pass", "Output": "{% $v %}", "End": true}}
            },
            "Next": "D"
        },
        "D": {
            "Type": "Parallel", "Arguments": 1, "Next": "E",
            "Branches": [{"Comment": "c", "StartAt": "F", "States": {"F": {"Type": "Succeed"}}}]
        },
        "E": {
            "Type": "Choice", "Default": "H",
            "Choices": [{"Comment": "c", "Condition": "{% $states.input %}", "Next": "G",
                "Assign": {"w": 1}, "Output": 2}]
        },
        "G": {"Type": "Wait", "Seconds": 0, "Next": "I"},
        "I": {"Type": "Wait", "Timestamp": "2030-01-31T09:00:00Z", "Next": "H"},
        "H": {"Type": "Fail", "Error": "${Name}", "Cause": "{% 'no ' & '${Name}' %}"}
    }
}"#;

#[test]
fn reads_the_whole_subset_in_the_order_of_the_text() {
    let definition = Definition::parse(FULL).unwrap();
    assert_eq!(definition.timeout_seconds(), Some(60));
    assert_eq!(definition.substitutions().collect::<Vec<_>>(), ["Fn", "Name"]);
    let states = definition.states();
    let names: Vec<&str> = states.iter().map(|state| state.name.as_str()).collect();
    assert_eq!(names, ["A", "B", "C", "D", "F", "E", "G", "I", "H"]);
    assert_eq!(states[0].kind, StateKind::Task);
    assert_eq!(states[0].resource.as_deref(), Some("${Fn}"));
    assert_eq!(states[0].comment.as_deref(), Some("c"));
    assert_eq!(states[2].inside, ["B"]);
    assert_eq!(states[4].inside, ["D"]);
}

#[test]
fn an_unknown_field_is_refused_with_the_states_around_it() {
    let states = json!({ "A": {
        "Type": "Map", "End": true,
        "ItemProcessor": {
            "StartAt": "Inner",
            "States": { "Inner": { "Type": "Pass", "Result": 1, "End": true } },
        },
    }});
    let message = refusal(&states);
    assert!(message.contains(r#"state "A": state "Inner": unknown field `Result`"#), "{message}");
}

#[test]
fn jsonpath_and_express_children_are_not_in_the_subset() {
    let jsonpath = r#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#;
    let message = Definition::parse(jsonpath).unwrap_err().to_string();
    assert!(message.contains("QueryLanguage"), "{message}");
    let message = refusal(&json!({ "A": map(
        &json!({ "Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS" }), &json!({})) }));
    assert!(message.contains("EXPRESS"), "{message}");
    let message = refusal(&json!({ "A": map(&json!({ "Mode": "DISTRIBUTED" }), &json!({})) }));
    assert!(message.contains("ExecutionType"), "{message}");
}

fn map(config: &Value, fields: &Value) -> Value {
    let mut map = json!({
        "Type": "Map", "End": true,
        "ItemProcessor": {
            "ProcessorConfig": config, "StartAt": "B", "States": { "B": { "Type": "Succeed" } },
        },
    });
    map.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    map
}

#[test]
fn a_distributed_map_has_fields_that_an_inline_one_has_not() {
    let config = json!({ "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" });
    let reader = |resource: &str| {
        json!({
            "Resource": resource, "ReaderConfig": { "InputType": "JSON" },
            "Arguments": { "Bucket": "${Bucket}", "Key": "{% $states.input.key %}" },
        })
    };
    let good = reader("arn:aws:states:::s3:getObject");
    let fields = json!({
        "Label": "Rows", "ItemReader": good, "MaxConcurrency": "{% $states.input.most %}",
        "ToleratedFailurePercentage": 12.5, "ToleratedFailureCount": "{% $states.input.count %}",
    });
    Definition::parse(&machine(&json!({ "A": map(&config, &fields) }))).unwrap();
    for (name, value) in fields.as_object().unwrap() {
        let one = map(&json!({ "Mode": "INLINE" }), &json!({ name: value }));
        match name.as_str() {
            "MaxConcurrency" => drop(Definition::parse(&machine(&json!({ "A": one }))).unwrap()),
            _ => assert!(
                refusal(&json!({ "A": one })).contains("needs the ProcessorConfig"),
                "{name}"
            ),
        }
    }
    for (fields, expected) in [
        (json!({ "Items": [1], "ItemReader": good }), "either Items or ItemReader"),
        (json!({ "ItemReader": reader("arn:aws:states:::s3:listObjectsV2") }), "s3:getObject"),
        (json!({ "Label": "two words" }), "Label"),
        (json!({ "ToleratedFailurePercentage": 101 }), "from 0 to 100"),
        (json!({ "ToleratedFailureCount": 0.5 }), "whole number"),
        (json!({ "ItemBatcher": {} }), "ItemBatcher"),
    ] {
        let message = refusal(&json!({ "A": map(&config, &fields) }));
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn a_repeated_state_name_is_refused() {
    let text = r#"{"QueryLanguage": "JSONata", "StartAt": "A", "States": {
        "A": {"Type": "Succeed"}, "A": {"Type": "Succeed"}
    }}"#;
    let message = Definition::parse(text).unwrap_err().to_string();
    assert!(message.contains(r#"state "A" is defined twice"#), "{message}");
}

#[test]
fn fields_that_do_not_fit_together_are_refused() {
    let cases = [
        (json!({ "Type": "Pass" }), "either Next or"),
        (json!({ "Type": "Pass", "Next": "A", "End": true }), "either Next or"),
        (json!({ "Type": "Wait", "End": true }), "either Seconds or Timestamp"),
        (
            json!({ "Type": "Wait", "Seconds": 1, "Timestamp": "2030-01-31T09:00:00Z", "End": true }),
            "either Seconds or Timestamp",
        ),
        (json!({ "Type": "Wait", "Seconds": -1, "End": true }), "Seconds must be a whole number"),
        (json!({ "Type": "Wait", "Timestamp": "soon", "End": true }), "RFC 3339"),
        (json!({ "Type": "Choice", "Choices": [] }), "Choices is empty"),
        (
            json!({ "Type": "Choice", "Choices": [{ "Condition": "yes", "Next": "A" }] }),
            "Condition must be",
        ),
        (json!({ "Type": "Parallel", "Branches": [], "End": true }), "Branches is empty"),
        (
            json!({ "Type": "Task", "Resource": "r", "TimeoutSeconds": 0, "End": true }),
            "TimeoutSeconds must be a whole number from 1",
        ),
        (json!({ "Type": "Task", "Resource": "r", "End": true, "Assign": 1 }), "variable name"),
    ];
    for (state, expected) in cases {
        let message = refusal(&json!({ "A": state }));
        assert!(message.starts_with("state \"A\": "), "{message}");
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn retriers_out_of_range_are_refused() {
    let cases = [
        (json!({ "ErrorEquals": [] }), "ErrorEquals"),
        (json!({ "ErrorEquals": ["E"], "IntervalSeconds": 0 }), "IntervalSeconds"),
        (json!({ "ErrorEquals": ["E"], "BackoffRate": 0.5 }), "BackoffRate"),
        (json!({ "ErrorEquals": ["E"], "IntervalSeconds": 5, "MaxDelaySeconds": 5 }), "MaxDelay"),
        (json!({ "ErrorEquals": ["E"], "MaxAttempts": 100_000_000 }), "MaxAttempts"),
        (json!({ "ErrorEquals": ["E"], "JitterStrategy": "SOME" }), "SOME"),
    ];
    for (retrier, expected) in cases {
        let task = json!({ "Type": "Task", "Resource": "r", "Retry": [retrier], "End": true });
        let message = refusal(&json!({ "A": task }));
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn an_expression_that_does_not_parse_is_refused_with_its_place() {
    let message = refusal(&json!({ "A": {
        "Type": "Pass", "Output": { "x": ["{% 1 + %}"] }, "End": true,
    }}));
    assert!(message.starts_with(r#"state "A": Output/x/0: "#), "{message}");
}

#[test]
fn expressions_are_checked_before_substitution() {
    let pass = |output: &str| json!({ "A": { "Type": "Pass", "Output": output, "End": true } });
    Definition::parse(&machine(&pass("{% $states.input.n > ${Limit} %}"))).unwrap();
    let message = refusal(&pass("{% $states.input.n > ${Limit} + %}"));
    assert!(message.contains("does not parse"), "{message}");
}
