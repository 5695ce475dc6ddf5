//! A failure at each state in turn: it has a name, it names the step, and what was finished stays.
#![allow(clippy::unwrap_used, clippy::panic)] // A test fails by panicking.

use oma_asl::EventKind;
use oma_core::video::VideoStatus;
use oma_tests::{made_steps, make, small_brief, small_brief_with, studio};
use serde_json::json;

/// Every action of the happy path, in the order of the state machine.
const ACTIONS: [&str; 11] = [
    "supervisor.check",
    "supervisor.plan",
    "script.write",
    "script.criticise",
    "visual.make",
    "audio.narrate",
    "audio.choose_music",
    "editor.layout",
    "editor.segment",
    "editor.assemble",
    "supervisor.review",
];

#[tokio::test]
async fn a_refusal_at_each_state_ends_the_film_there_with_its_name_and_keeps_the_rest() {
    let state = tempfile::tempdir().unwrap();
    let mut finished_before = 0;
    for action in ACTIONS {
        let faults = format!("Oma.ProviderRefused@{action}");
        let made = make(&studio(state.path(), &faults).await, small_brief()).await;
        let report = made.report;
        assert_eq!(report.status, VideoStatus::Failed);
        let failure = report.error.clone().unwrap();
        assert_eq!(failure.name, "Oma.ProviderRefused", "{action}");
        assert!(failure.step.starts_with(action), "{action}: {failure:?}");
        let retried = |e: &oma_asl::Event| matches!(e.kind, EventKind::StateRetried { .. });
        assert!(!made.execution.history.iter().any(retried), "{action} was retried");
        // All that earlier runs finished was found again.
        let cached = report.steps.iter().filter(|step| step.cached).count();
        assert!(cached >= finished_before, "{action}: {cached} < {finished_before}");
        finished_before = report.steps.len();
    }
    let made = make(&studio(state.path(), "").await, small_brief()).await;
    assert_eq!(made.report.status, VideoStatus::Succeeded);
    assert_eq!(made_steps(&made.report), ["supervisor.review"]);
}

#[tokio::test]
async fn a_refusal_at_the_release_is_recorded_like_any_other() {
    let state = tempfile::tempdir().unwrap();
    let studio = studio(state.path(), "Oma.ProviderRefused@supervisor.release").await;
    let failure = make(&studio, small_brief()).await.report.error.unwrap();
    assert_eq!(failure.step, "supervisor.release");
}

#[tokio::test]
async fn a_passing_fault_is_tried_again_and_the_film_is_made() {
    let state = tempfile::tempdir().unwrap();
    let faults = "Oma.ProviderThrottled@audio.narrate*2, panic@visual.make*1, \
                  Oma.StorageUnavailable@editor.assemble*1";
    let made = make(&studio(state.path(), faults).await, small_brief()).await;
    assert_eq!(made.report.status, VideoStatus::Succeeded, "{:?}", made.report.error);
    let retried = |name: &str| {
        let is = |kind: &EventKind| matches!(kind, EventKind::StateRetried { error, .. } if error == name);
        made.execution.history.iter().filter(|event| is(&event.kind)).count()
    };
    assert_eq!(retried("Oma.ProviderThrottled"), 2);
    assert_eq!(retried("Oma.Internal"), 1);
    assert_eq!(retried("Oma.StorageUnavailable"), 1);
}

#[tokio::test]
async fn a_fault_that_does_not_pass_ends_with_its_name_after_the_retries() {
    let state = tempfile::tempdir().unwrap();
    let made = make(&studio(state.path(), "panic@script.write").await, small_brief()).await;
    let failure = made.report.error.unwrap();
    assert_eq!(failure.name, "Oma.Internal");
    assert_eq!(failure.step, "script.write");
    assert!(failure.message.contains("on purpose"), "{failure:?}");
}

#[tokio::test]
async fn a_failure_that_cannot_be_recorded_still_reaches_the_report() {
    let state = tempfile::tempdir().unwrap();
    let faults = "Oma.ProviderRefused@script.write, Oma.NotFound@supervisor.record_failure";
    let made = make(&studio(state.path(), faults).await, small_brief()).await;
    let failure = made.report.error.unwrap();
    assert_eq!(failure.name, "Oma.ProviderRefused");
    assert_eq!(failure.step, "script.write");
}

#[tokio::test]
async fn an_own_script_that_misses_the_rubric_is_not_rewritten() {
    let state = tempfile::tempdir().unwrap();
    let script = "There is a coffee shop in the middle of the town which roasts its own beans. \
                  It opens at six. It closes at eight.";
    let brief = small_brief_with(&json!({ "script": script }));
    let made = make(&studio(state.path(), "").await, brief).await;
    assert_eq!(made.report.status, VideoStatus::Succeeded, "{:?}", made.report.error);
    assert!(!made.execution.visited().contains(&"Improve the script".to_owned()));
}
