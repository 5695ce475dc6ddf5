//! The definitions of the workflows keep their promises.
#![allow(clippy::unwrap_used, clippy::panic)] // A test fails by panicking.

use std::collections::BTreeSet;

use oma_asl::{LintOptions, lint};
use oma_core::ErrorKind;
use oma_core::error::Retry;
use oma_local::VIDEO_WORKFLOW;
use serde_json::Value;

const BATCH_WORKFLOW: &str = include_str!("../../statemachine/batch.asl.json");
const LAMBDA: &str = "arn:aws:states:::lambda:invoke";

/// Each workflow with the template that deploys it.
const WORKFLOWS: [(&str, &str); 2] = [
    (VIDEO_WORKFLOW, include_str!("../../infra/workflow.yaml")),
    (BATCH_WORKFLOW, include_str!("../../infra/batches.yaml")),
];

fn names(retry: Retry) -> BTreeSet<&'static str> {
    let of_class = |kind: &ErrorKind| kind.info().retry == retry;
    ErrorKind::all().filter(of_class).map(|kind| kind.info().name).collect()
}

/// Every Task of the definitions that calls a function, at any depth, with its name.
fn tasks() -> Vec<(String, Value)> {
    let mut tasks: Vec<_> =
        WORKFLOWS.iter().flat_map(|(definition, _)| all_tasks(definition)).collect();
    tasks.retain(|(_, task)| task["Resource"].as_str().unwrap().starts_with(LAMBDA));
    tasks
}

fn all_tasks(definition: &str) -> Vec<(String, Value)> {
    fn collect(machine: &Value, tasks: &mut Vec<(String, Value)>) {
        for (name, state) in machine["States"].as_object().unwrap() {
            match state["Type"].as_str().unwrap() {
                "Task" => tasks.push((name.clone(), state.clone())),
                "Map" => collect(&state["ItemProcessor"], tasks),
                "Parallel" => {
                    state["Branches"].as_array().unwrap().iter().for_each(|b| collect(b, tasks));
                }
                _ => {}
            }
        }
    }
    let mut tasks = Vec::new();
    collect(&serde_json::from_str(definition).unwrap(), &mut tasks);
    tasks
}

#[test]
fn the_linter_finds_nothing() {
    for (definition, template) in WORKFLOWS {
        let options = LintOptions {
            error_names: ErrorKind::all().map(|kind| kind.info().name.to_owned()).collect(),
            substitutions: Some(given(template)),
        };
        let findings = lint(definition, &options);
        assert!(findings.is_empty(), "{findings:#?}");
    }
}

/// The names under `DefinitionSubstitutions` of a template.
fn given(template: &str) -> BTreeSet<String> {
    let after = template.split("DefinitionSubstitutions:").nth(1).unwrap();
    let lines = after.lines().skip(1);
    let inside = lines.take_while(|line| line.starts_with("        "));
    inside.filter_map(|line| Some(line.trim().split_once(':')?.0.to_owned())).collect()
}

#[test]
fn every_task_retries_what_the_table_of_errors_says_and_nothing_else() {
    for (name, task) in tasks() {
        let retriers = task["Retry"].as_array().unwrap();
        let errors = |i: usize| -> BTreeSet<&str> {
            let equals = retriers[i]["ErrorEquals"].as_array().unwrap();
            equals.iter().map(|e| e.as_str().unwrap()).collect()
        };
        assert_eq!(retriers.len(), 4, "{name}");
        assert_eq!(retriers[0]["MaxAttempts"], 0, "{name}");
        assert_eq!(errors(0), names(Retry::Never), "{name}");
        let ours = |i| errors(i).into_iter().filter(|e| e.starts_with("Oma.")).collect();
        let throttled: BTreeSet<&str> = ours(1);
        assert_eq!(throttled, names(Retry::Throttled), "{name}");
        assert_eq!(retriers[1]["JitterStrategy"], "FULL", "{name}");
        let transient: BTreeSet<&str> = ours(2);
        assert!(transient.is_subset(&names(Retry::Transient)), "{name}: {transient:?}");
        assert_eq!(errors(3), BTreeSet::from(["States.ALL"]), "{name}");
    }
}

#[test]
fn payloads_carry_references_only() {
    for (name, task) in tasks() {
        let payload = task["Arguments"]["Payload"].to_string();
        for content in ["narration\"", "description", "base64"] {
            assert!(!payload.contains(content), "{name} carries {content}");
        }
    }
}

/// A film that failed is not made again behind its own back, and a service that is busy is asked later.
#[test]
fn a_video_is_started_again_only_if_it_could_not_be_started() {
    let tasks = all_tasks(BATCH_WORKFLOW);
    let nested: Vec<_> = tasks.iter().filter(|(_, task)| task["Resource"] != LAMBDA).collect();
    let [(_, video)] = &*nested else { panic!("one nested workflow: {nested:#?}") };
    assert_eq!(video["Resource"], "arn:aws:states:::states:startExecution.sync:2");
    let retriers = video["Retry"].as_array().unwrap();
    let starts = retriers[0]["ErrorEquals"].as_array().unwrap();
    assert!(starts.iter().all(|name| name.as_str().unwrap().starts_with("StepFunctions.")));
    assert_eq!(retriers[0]["JitterStrategy"], "FULL");
    assert_eq!(retriers[1]["ErrorEquals"], serde_json::json!(["States.ALL"]));
    assert_eq!(retriers[1]["MaxAttempts"], 0);
    let film: Value = serde_json::from_str(VIDEO_WORKFLOW).unwrap();
    let (longest, waits) = (&film["TimeoutSeconds"], &video["TimeoutSeconds"]);
    assert!(waits.as_u64() > longest.as_u64(), "the batch waits longer than a film may take");
}
