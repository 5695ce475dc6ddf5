//! Timeouts, Retry, Catch and error names.

use serde_json::{Value, json};

use super::*;

#[test]
fn machine_without_timeout() {
    let definition = with(&one(&json!({})), &json!({ "TimeoutSeconds": "-" }));
    broken(&definition, Rule::MachineWithoutTimeout, None, "top-level TimeoutSeconds");
}

#[test]
fn task_without_timeout_and_retry_at_any_depth() {
    let timeout = json!({ "TimeoutSeconds": "-" });
    let retry = json!({ "Retry": "-" });
    broken(&one(&timeout), Rule::TaskWithoutTimeout, Some("A"), "add TimeoutSeconds");
    broken(&one(&retry), Rule::TaskWithoutRetry, Some("A"), "add a Retry");
    let nested = |fields: &Value| {
        machine(&json!({ "A": map(&json!({ "B": with(&inner_task(), fields) }), "B") }))
    };
    broken(&nested(&timeout), Rule::TaskWithoutTimeout, Some("A/B"), "add TimeoutSeconds");
    broken(&nested(&retry), Rule::TaskWithoutRetry, Some("A/B"), "add a Retry");
}

#[test]
fn missing_catch() {
    let only = |state: Value| {
        with(&machine(&json!({})), &json!({ "States": { "A": state, "B": { "Type": "Succeed" } } }))
    };
    let next = json!({ "Catch": "-", "End": "-", "Next": "B" });
    broken(&only(with(&task(), &next)), Rule::MissingCatch, Some("A"), "States.ALL");
    let inner = json!({ "C": inner_task() });
    broken(&only(with(&map(&inner, "C"), &next)), Rule::MissingCatch, Some("A"), "States.ALL");
    let named = json!([{ "ErrorEquals": ["Oma.Busy"], "Next": "B" }]);
    let named = with(&next, &json!({ "Catch": named }));
    broken(&only(with(&task(), &named)), Rule::MissingCatch, Some("A"), "States.ALL");
    let parallel = json!({
        "Type": "Parallel", "Branches": [{ "StartAt": "C", "States": inner }], "Next": "B",
    });
    broken(&only(parallel), Rule::MissingCatch, Some("A"), "States.ALL");
}

#[test]
fn choice_rules() {
    let choice = |fields: &Value| {
        let rule = json!({
            "Condition": "{% $states.input.x %}", "Next": "B", "Assign": { "v": 1 }, "Output": 2,
        });
        let choice = json!({ "Type": "Choice", "Choices": [rule], "Default": "B" });
        machine(&json!({ "A": with(&choice, fields), "B": task() }))
    };
    clean(&choice(&json!({})));
    broken(&choice(&json!({ "Default": "-" })), Rule::ChoiceWithoutDefault, Some("A"), "Default");
    let rule = Rule::ChoiceStateFields;
    broken(&choice(&json!({ "Assign": { "w": 1 } })), rule, Some("A"), "into the rules");
    broken(&choice(&json!({ "Output": 1 })), rule, Some("A"), "into the rules");
}

#[test]
fn fail_without_error() {
    let fail = |fail: &Value| machine(&json!({ "A": task(), "Failed": fail }));
    clean(&fail(&json!({ "Type": "Fail", "Error": "{% $states.input.Error %}" })));
    broken(&fail(&json!({ "Type": "Fail" })), Rule::FailWithoutError, Some("Failed"), "Error");
}

#[test]
fn token_not_passed() {
    let resource = format!("{LAMBDA}.waitForTaskToken");
    let passed = json!({ "Payload": { "token": "{% $states.context.Task.Token %}" } });
    clean(&one(&json!({ "Resource": resource, "Arguments": passed })));
    let definition = one(&json!({ "Resource": resource }));
    broken(&definition, Rule::TokenNotPassed, Some("A"), "Task.Token");
    broken(
        &one(&json!({ "Resource": resource, "Arguments": "-" })),
        Rule::TokenNotPassed,
        Some("A"),
        "",
    );
}

#[test]
fn unknown_error_name() {
    let retry = |name: &str| one(&json!({ "Retry": [{ "ErrorEquals": [name] }] }));
    for name in
        ["Oma.Busy", "States.Timeout", "Lambda.TooManyRequestsException", "Sandbox.Timedout"]
    {
        clean(&retry(name));
    }
    let rule = Rule::UnknownErrorName;
    for name in ["Oma.Bussy", "States.TimeOut", "Lambda.Nothing"] {
        broken(&retry(name), rule, Some("A"), name);
    }
    broken(&retry("States.Runtime"), rule, Some("A"), "nothing can catch");
    let catch = json!([
        { "ErrorEquals": ["Oma.Bussy"], "Next": "Failed" },
        { "ErrorEquals": ["States.ALL"], "Next": "Failed" },
    ]);
    broken(&one(&json!({ "Catch": catch })), rule, Some("A"), "Catch names");
    let fail = json!({ "A": task(), "Failed": { "Type": "Fail", "Error": "Oma.Bussy" } });
    broken(&machine(&fail), rule, Some("Failed"), "Error names");
}

#[test]
fn states_all() {
    let retry = |lists: &[&[&str]]| {
        let retriers: Vec<Value> =
            lists.iter().map(|names| json!({ "ErrorEquals": names })).collect();
        one(&json!({ "Retry": retriers }))
    };
    clean(&retry(&[&["Oma.Busy", "States.Timeout"], &["States.ALL"]]));
    let alone = retry(&[&["Oma.Busy", "States.ALL"]]);
    broken(&alone, Rule::StatesAllNotAlone, Some("A"), "Retry/0");
    let last = retry(&[&["States.ALL"], &["Oma.Busy"]]);
    broken(&last, Rule::StatesAllNotLast, Some("A"), "Retry/0");
    let catcher = |name: &str| json!({ "ErrorEquals": [name], "Next": "Failed" });
    let catch = json!({ "Catch": [catcher("States.ALL"), catcher("Oma.Busy")] });
    broken(&one(&catch), Rule::StatesAllNotLast, Some("A"), "Catch/0");
}
