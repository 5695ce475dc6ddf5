//! States and the ways between them.

use serde_json::json;

use super::*;

#[test]
fn unknown_target() {
    let start = with(&one(&json!({})), &json!({ "StartAt": "X" }));
    broken(&start, Rule::UnknownTarget, None, "StartAt names \"X\"");
    let inner = map(&json!({ "B": inner_task() }), "X");
    broken(&machine(&json!({ "A": inner })), Rule::UnknownTarget, Some("A"), "StartAt names \"X\"");
    let catch = json!([{ "ErrorEquals": ["States.ALL"], "Next": "Gone" }]);
    let definition = with(
        &one(&json!({ "Catch": catch })),
        &json!({ "States": { "A": with(&task(), &json!({ "Catch": catch })) } }),
    );
    broken(&definition, Rule::UnknownTarget, Some("A"), "Catch.Next names \"Gone\"");
    let choice = |default: &str, next: &str| {
        let rule = json!({ "Condition": "{% $states.input.x %}", "Next": next });
        machine(&json!({
            "A": { "Type": "Choice", "Choices": [rule], "Default": default }, "B": task(),
        }))
    };
    clean(&choice("B", "B"));
    broken(&choice("X", "B"), Rule::UnknownTarget, Some("A"), "Default names");
    broken(&choice("B", "X"), Rule::UnknownTarget, Some("A"), "Choices.Next names");
}

#[test]
fn a_target_in_another_machine_is_unknown() {
    let inner = with(&inner_task(), &json!({ "End": "-", "Next": "C" }));
    let definition = machine(&json!({
        "A": with(&map(&json!({ "B": with(&inner, &json!({ "End": true, "Next": "-" })) }), "B"),
            &json!({ "End": "-", "Next": "C" })),
        "C": { "Type": "Succeed" },
    }));
    clean(&definition);
    let definition = machine(&json!({
        "A": with(&map(&json!({ "B": inner, "D": { "Type": "Succeed" } }), "B"),
            &json!({ "End": "-", "Next": "C" })),
        "C": { "Type": "Succeed" },
    }));
    let rules: Vec<Rule> = findings(&definition).iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, [Rule::UnknownTarget, Rule::NoWayToEnd, Rule::UnreachableState]);
}

#[test]
fn unreachable_state() {
    let definition = machine(&json!({ "A": task(), "B": { "Type": "Succeed" } }));
    broken(&definition, Rule::UnreachableState, Some("B"), "no way leads here");
    let inner = map(&json!({ "B": inner_task(), "C": { "Type": "Succeed" } }), "B");
    broken(&machine(&json!({ "A": inner })), Rule::UnreachableState, Some("A/C"), "no way");
}

#[test]
fn no_way_to_end() {
    let wait = |next: &str| json!({ "Type": "Wait", "Seconds": 1, "Next": next });
    let choice = json!({
        "Type": "Choice", "Default": "C",
        "Choices": [{ "Condition": "{% $states.input.done %}", "Next": "D" }],
    });
    let poll = machine(&json!({
        "A": with(&task(), &json!({ "End": "-", "Next": "B" })),
        "B": choice, "C": wait("A"), "D": { "Type": "Succeed" },
    }));
    clean(&poll);
    let endless = with(&pass(&json!({})), &json!({ "States": { "A": wait("A") } }));
    broken(&endless, Rule::NoWayToEnd, Some("A"), "no way leads from here");
}

#[test]
fn duplicate_state_name() {
    let states = |inner: &str| json!({ "A": map(&json!({ inner: inner_task() }), inner) });
    clean(&machine(&states("B")));
    let found = findings(&machine(&states("A")));
    let places: Vec<_> = found.iter().map(|finding| finding.state.as_deref().unwrap()).collect();
    assert_eq!(places, ["A", "A/A"]);
    assert!(found.iter().all(|finding| finding.rule == Rule::DuplicateStateName));
}

#[test]
fn state_name_too_long() {
    let named = |length: usize| {
        let name = "ö".repeat(length);
        with(&machine(&json!({ name.clone(): task() })), &json!({ "StartAt": name }))
    };
    clean(&named(80));
    broken(&named(81), Rule::StateNameTooLong, Some(&"ö".repeat(81)), "81 characters");
}
