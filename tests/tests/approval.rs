//! A person is asked, and the answer counts.
#![allow(clippy::unwrap_used, clippy::panic)] // A test fails by panicking.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use oma_core::contract::{ApprovalAnswer, ApprovalStage};
use oma_core::video::{PendingApproval, VideoStatus};
use oma_local::{Made, Studio};
use oma_tests::{own_script, small_brief_with, studio, submit};
use serde_json::{Value, json};

/// Makes a film and gives the answers one after the other, each to the next question.
async fn make_with(studio: &Studio, review: &str, answers: &[(bool, &str)]) -> Made {
    make_brief_with(studio, small_brief_with(&json!({ "review": review })), answers).await
}

async fn make_brief_with(studio: &Studio, brief: Value, answers: &[(bool, &str)]) -> Made {
    let submitted = submit(studio, brief, Path::new(".")).await;
    let video = submitted.record.video_id;
    let answering = async {
        let mut last = None;
        for (approved, reason) in answers {
            let question = next_question(studio, video, last).await;
            let answer = ApprovalAnswer { approved: *approved, reason: (*reason).to_owned() };
            assert!(studio.answer(video, &answer).await.unwrap());
            last = Some(question);
        }
    };
    let run = studio.run(&submitted, Arc::new(|_: &_| {}));
    let (made, ()) = tokio::join!(run, answering);
    made.unwrap()
}

async fn next_question(
    studio: &Studio,
    video: oma_core::id::VideoId,
    last: Option<PendingApproval>,
) -> PendingApproval {
    loop {
        tokio::time::sleep(Duration::from_millis(20)).await;
        match studio.video(video).await.unwrap().approval {
            Some(approval) if Some(&approval) != last.as_ref() => return approval,
            _ => {}
        }
    }
}

#[tokio::test]
async fn an_approved_script_goes_on() {
    let state = tempfile::tempdir().unwrap();
    let made = make_with(&studio(state.path(), "").await, "script", &[(true, "")]).await;
    assert_eq!(made.report.status, VideoStatus::Succeeded);
    let visited = made.execution.visited();
    assert!(visited.contains(&"Wait for approval of the script".to_owned()));
}

#[tokio::test]
async fn a_rejected_script_is_written_again_and_asked_about_again() {
    let state = tempfile::tempdir().unwrap();
    let answers = [(false, "shorter, and no question"), (true, "")];
    let made = make_with(&studio(state.path(), "").await, "script", &answers).await;
    assert_eq!(made.report.status, VideoStatus::Succeeded);
    let improved = made.report.steps.iter().filter(|step| step.step == "script.improve");
    assert!(improved.count() >= 1);
}

#[tokio::test]
async fn rejected_words_of_ones_own_are_not_rewritten_but_end_with_the_reason() {
    let state = tempfile::tempdir().unwrap();
    let studio = studio(state.path(), "").await;
    let script = own_script("We roast small batches every morning.");
    let brief = small_brief_with(&json!({"review": "script", "script": script}));
    let made = make_brief_with(&studio, brief, &[(false, "say when you open")]).await;
    let failure = made.report.error.unwrap();
    assert_eq!(failure.name, "Oma.Rejected");
    assert!(failure.message.contains("say when you open"), "{failure:?}");
    assert!(failure.message.contains("revise"), "{failure:?}");
}

#[tokio::test]
async fn a_rejected_film_ends_with_the_reason() {
    let state = tempfile::tempdir().unwrap();
    let answers = [(false, "the logo is missing")];
    let made = make_with(&studio(state.path(), "").await, "final", &answers).await;
    let failure = made.report.error.unwrap();
    assert_eq!(failure.name, "Oma.Rejected");
    assert!(failure.message.contains("the logo is missing"), "{failure:?}");
}

#[test]
fn a_task_token_is_never_shown() {
    let approval = PendingApproval {
        stage: ApprovalStage::Script,
        token: "do-not-show".to_owned(),
        asked_at: "2026-01-01T00:00:00Z".parse().unwrap(),
    };
    assert!(!format!("{approval:?}").contains("do-not-show"));
}
