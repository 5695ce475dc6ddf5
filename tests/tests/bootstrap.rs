//! The real binaries, as the Lambda service runs them.
#![allow(clippy::unwrap_used, clippy::panic)] // A test fails by panicking.

use std::collections::BTreeMap;

use oma_core::id::VideoId;
use oma_core::ports::Videos as _;
use oma_core::report::Report;
use oma_core::video::VideoStatus;
use oma_local::Studio;
use oma_tests::binaries::function;
use oma_tests::lambda_service::{Function, Posted};
use oma_tests::{make, small_brief, studio};
use serde_json::{Value, json};

const EXECUTION: &str = "bootstrap-test";

/// A finished film, whose artifacts the functions can be asked about, and its events.
struct Film {
    studio: Studio,
    report: Report,
    _state: tempfile::TempDir,
}

impl Film {
    async fn new() -> Self {
        let state = tempfile::tempdir().unwrap();
        let studio = studio(state.path(), "").await;
        let report = make(&studio, small_brief()).await.report;
        take_up(&studio, report.video_id).await;
        Self { studio, report, _state: state }
    }

    /// An event of this film's job.
    fn event(&self, action: &str, fields: &Value) -> Value {
        let mut event = json!({
            "owner": "local", "video_id": self.report.video_id, "execution": EXECUTION,
            "action": action,
        });
        for (name, value) in fields.as_object().unwrap() {
            event[name] = value.clone();
        }
        event
    }

    fn artifact(&self, step: &str) -> Value {
        let steps = self.report.steps.iter().rev();
        json!(steps.filter(|s| s.step == step).map(|s| &s.artifact).next().unwrap())
    }

    fn good_events(&self) -> BTreeMap<&'static str, Value> {
        let plan = self.artifact("supervisor.plan");
        let improved = self.report.steps.iter().any(|step| step.step == "script.improve");
        let script = self.artifact(if improved { "script.improve" } else { "script.write" });
        let timeline = self.artifact("editor.layout");
        let scene = json!({"plan": plan, "script": script, "scene": 1});
        BTreeMap::from([
            ("supervisor", self.event("plan", &json!({}))),
            ("script", self.event("criticise", &json!({"plan": plan, "script": script}))),
            ("visual", self.event("make", &scene)),
            ("audio", self.event("narrate", &scene)),
            ("editor", self.event("segment", &json!({"timeline": timeline, "index": 0}))),
        ])
    }
}

/// Puts a video into the hands of an execution: functions work for no other.
async fn take_up(studio: &Studio, video: VideoId) {
    let table = &studio.storage().table;
    let mut record = studio.video(video).await.unwrap();
    record.status = VideoStatus::Running;
    EXECUTION.clone_into(&mut record.execution);
    table.update(&record).await.unwrap();
}

async fn check(name: &str) {
    let film = Film::new().await;
    let good = film.good_events().remove(name).unwrap();
    let action = good["action"].as_str().unwrap().to_owned();
    let mut environment = film.studio.environment();
    environment.push(("OMA_FAULT".to_owned(), format!("panic@{name}.{action}*1")));
    let mut function = Function::start(&function(name), &environment).await;

    // The first invocation panics on purpose, and the same process answers the next ones.
    let Posted::Error(error, message) = function.invoke(good.clone()).await else {
        panic!("a panic is no response")
    };
    assert_eq!(error, "Oma.Internal");
    assert!(message.contains("panic"), "{message}");

    let bad = function.invoke(json!({"action": "dance", "owner": "../etc"})).await;
    let Posted::Error(error, message) = bad else { panic!("{bad:?}") };
    assert_eq!(error, "Oma.InvalidEvent");
    assert!(message.starts_with(&format!("[{name}.dance]")), "{message}");

    let Posted::Response(answer) = function.invoke(good).await else {
        panic!("a good event is answered")
    };
    assert!(answer["artifact"].is_string(), "{answer}");
    assert!(function.is_running());
}

#[tokio::test]
async fn the_supervisor_answers_names_its_errors_and_survives_a_panic() {
    Box::pin(check("supervisor")).await;
}

#[tokio::test]
async fn the_script_agent_answers_names_its_errors_and_survives_a_panic() {
    Box::pin(check("script")).await;
}

#[tokio::test]
async fn the_visual_agent_answers_names_its_errors_and_survives_a_panic() {
    Box::pin(check("visual")).await;
}

#[tokio::test]
async fn the_audio_agent_answers_names_its_errors_and_survives_a_panic() {
    Box::pin(check("audio")).await;
}

#[tokio::test]
async fn the_editor_answers_names_its_errors_and_survives_a_panic() {
    Box::pin(check("editor")).await;
}
