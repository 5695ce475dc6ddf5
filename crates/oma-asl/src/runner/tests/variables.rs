//! Assign, and which states see what it sets.

use serde_json::json;

use super::support::*;

#[tokio::test]
async fn assign_sees_the_values_before_it_and_output_does_too() {
    let states = json!({
        "A": { "Type": "Pass", "Assign": { "x": 1, "y": 10 }, "Next": "B" },
        "B": {
            "Type": "Pass", "Next": "C",
            "Assign": { "x": "{% $y %}", "y": "{% $x %}" },
            "Output": ["{% $x %}", "{% $y %}"],
        },
        "C": { "Type": "Pass", "Output": ["{% $states.input %}", "{% $x %}", "{% $y %}"], "End": true },
    });
    assert_eq!(output(&states, json!({})).await, json!([[1, 10], 10, 1]));
}

#[tokio::test]
async fn branches_see_outer_variables_and_their_own_are_gone_afterwards() {
    let branch = |name: &str, value: i32| {
        let after = format!("{name}2");
        json!({ "StartAt": name, "States": {
            name: { "Type": "Pass", "Assign": { "own": value }, "Next": after },
            after: { "Type": "Pass", "Output": "{% $outer + $own %}", "End": true },
        }})
    };
    let states = json!({
        "A": { "Type": "Pass", "Assign": { "outer": 100 }, "Next": "B" },
        "B": {
            "Type": "Parallel", "Branches": [branch("C", 1), branch("D", 2)],
            "Assign": { "sums": "{% $states.result %}" }, "Next": "E",
        },
        "E": { "Type": "Pass", "Output": ["{% $sums %}", "{% $exists($own) %}"], "End": true },
    });
    assert_eq!(output(&states, json!({})).await, json!([[101, 102], false]));
}

#[tokio::test]
async fn iterations_do_not_see_each_other() {
    let states = json!({
        "A": {
            "Type": "Map", "Items": [1, 2, 3], "MaxConcurrency": 1, "Next": "D",
            "ItemProcessor": { "StartAt": "B", "States": {
                "B": {
                    "Type": "Pass", "Next": "C",
                    "Output": "{% $exists($seen) %}", "Assign": { "seen": "{% $states.input %}" },
                },
                "C": { "Type": "Pass", "Output": ["{% $states.input %}", "{% $seen %}"], "End": true },
            }},
        },
        "D": { "Type": "Pass", "Output": ["{% $states.input %}", "{% $exists($seen) %}"], "End": true },
    });
    let expected = json!([[[false, 1], [false, 2], [false, 3]], false]);
    assert_eq!(output(&states, json!({})).await, expected);
}

#[tokio::test]
async fn a_failed_attempt_assigns_nothing() {
    let states = json!({
        "A": {
            "Type": "Task", "Resource": "r", "Next": "B",
            "Assign": { "v": 1 }, "Output": "{% $states.result.missing %}",
            "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "B" }],
        },
        "B": { "Type": "Pass", "Output": "{% $exists($v) %}", "End": true },
    });
    assert_eq!(output(&states, json!({})).await, json!(false));
}
