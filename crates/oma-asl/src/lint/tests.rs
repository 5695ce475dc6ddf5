//! Each rule with an example that breaks it and one that does not. An example that breaks a rule
//! breaks no other, so that the rules stay apart.

mod graph;
mod jsonata;
mod resilience;

use serde_json::{Value, json};

use super::*;

const LAMBDA: &str = "arn:aws:states:::lambda:invoke";

fn task() -> Value {
    json!({
        "Type": "Task", "Resource": LAMBDA, "TimeoutSeconds": 60,
        "Arguments": { "FunctionName": "${Fn}", "Payload": "{% $states.input %}" },
        "Retry": [{ "ErrorEquals": ["Oma.Busy"] }],
        "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Failed" }],
        "End": true,
    })
}

fn inner_task() -> Value {
    with(&task(), &json!({ "Catch": [] }))
}

fn map(states: &Value, start: &str) -> Value {
    json!({
        "Type": "Map", "End": true, "ItemProcessor": { "StartAt": start, "States": states },
        "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Failed" }],
    })
}

/// `object` with some fields set, or removed where the value is `"-"`.
fn with(object: &Value, fields: &Value) -> Value {
    let mut object = object.clone();
    for (name, value) in fields.as_object().unwrap() {
        if value == "-" {
            object.as_object_mut().unwrap().remove(name);
        } else {
            object[name] = value.clone();
        }
    }
    object
}

fn machine(states: &Value) -> Value {
    let states = with(&json!({ "Failed": { "Type": "Fail", "Error": "Oma.Internal" } }), states);
    json!({ "QueryLanguage": "JSONata", "TimeoutSeconds": 600, "StartAt": "A", "States": states })
}

fn options() -> LintOptions {
    LintOptions {
        error_names: ["Oma.Busy", "Oma.Internal"].map(str::to_owned).into(),
        substitutions: None,
    }
}

fn findings(definition: &Value) -> Vec<Finding> {
    lint(&definition.to_string(), &options())
}

#[track_caller]
fn clean(definition: &Value) {
    assert_eq!(findings(definition), []);
}

/// One finding, of this rule, in this state, whose message says this.
#[track_caller]
fn broken(definition: &Value, rule: Rule, state: Option<&str>, says: &str) {
    let found = findings(definition);
    let [finding] = &*found else { panic!("one finding expected: {found:#?}") };
    assert_eq!((finding.rule, finding.state.as_deref()), (rule, state), "{finding}");
    assert!(finding.message.contains(says), "{finding}");
}

/// A machine of one Task with some of its fields changed.
fn one(fields: &Value) -> Value {
    machine(&json!({ "A": with(&task(), fields) }))
}

/// A machine that starts with a Pass, whose fields are these, before the Task.
fn pass(fields: &Value) -> Value {
    let pass = with(&json!({ "Type": "Pass", "Next": "B" }), fields);
    machine(&json!({ "A": pass, "B": task() }))
}

#[test]
fn a_sound_definition_has_no_findings() {
    clean(&one(&json!({})));
    clean(&machine(&json!({ "A": map(&json!({ "B": inner_task() }), "B") })));
}

#[test]
fn invalid_definition() {
    broken(&one(&json!({ "Parameters": {} })), Rule::InvalidDefinition, None, "state \"A\"");
    let found = lint("{", &options());
    assert_eq!(found[0].rule, Rule::InvalidDefinition);
}

#[test]
fn literal_arn() {
    let arn = "arn:aws:lambda:eu-west-1:123456789012:function:script";
    broken(&one(&json!({ "Resource": arn })), Rule::LiteralArn, Some("A"), "Resource holds");
    let arguments = json!({ "Arguments": { "FunctionName": arn } });
    broken(&one(&arguments), Rule::LiteralArn, Some("A"), "Arguments/FunctionName");
    let expression = json!({ "Output": format!("{{% '{arn}' & $states.input.x %}}") });
    broken(&pass(&expression), Rule::LiteralArn, Some("A"), arn);
}

#[test]
fn substitutions_are_compared_both_ways() {
    let text = one(&json!({})).to_string();
    let check = |given: &[&str]| {
        let substitutions = Some(given.iter().map(|name| (*name).to_owned()).collect());
        lint(&text, &LintOptions { substitutions, ..options() })
    };
    assert_eq!(check(&["Fn"]), []);
    let found = check(&["Table"]);
    let rules: Vec<Rule> = found.iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, [Rule::UnknownSubstitution, Rule::UnusedSubstitution]);
    assert!(found[0].message.contains("${Fn}") && found[1].message.contains("Table"));
}

#[test]
fn rules_have_stable_ids_and_explanations() {
    let ids: BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.id()).collect();
    assert_eq!(ids.len(), Rule::ALL.len());
    for rule in Rule::ALL {
        let id = rule.id();
        assert!(id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{id}");
        assert_eq!(serde_json::to_value(rule).unwrap(), json!(id));
        assert!(rule.explanation().ends_with('.'), "{id}");
        assert!(!rule.explanation().starts_with(' '), "{id}");
    }
}

#[test]
fn a_finding_reads_well() {
    let found = findings(&one(&json!({ "TimeoutSeconds": "-" })));
    assert_eq!(
        found[0].to_string(),
        "A: add TimeoutSeconds, a little longer than the timeout of what it calls \
         [task-without-timeout]"
    );
}
