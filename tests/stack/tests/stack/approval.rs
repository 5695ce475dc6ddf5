//! A person is asked by task token, and the token is nobody else's.

use std::sync::Arc;

use aws_sdk_sfn::types::ExecutionStatus;
use libtest_mimic::Trial;
use oma_core::video::VideoStatus;
use oma_stack_tests::{logs, paths, videos};
use serde_json::json;

use crate::lab::{Lab, case};

pub(crate) fn cases(lab: &Arc<Lab>) -> Vec<Trial> {
    vec![case(lab, "approval::an_answer_with_the_task_token_goes_on_and_is_never_logged", approved)]
}

async fn approved(lab: Arc<Lab>) {
    let clients = lab.clients().await;
    let stack = lab.stack().await.read().await;
    let mut brief = videos::small_brief();
    brief["review"] = json!("script");
    let video = videos::submit(&stack, "asker", &brief).await;
    let execution = videos::start(clients, &stack, &video).await;
    let token = videos::question(&stack, &video).await;
    assert_eq!(videos::record(&stack, &video).await.status, VideoStatus::WaitingForApproval);

    let wrong = clients.sfn.send_task_success().task_token("not-a-token").output("{}");
    assert!(wrong.send().await.is_err(), "a token that nobody issued is refused");

    let answer = json!({ "approved": true, "reason": "" });
    let right = clients.sfn.send_task_success().task_token(&token).output(answer.to_string());
    right.send().await.unwrap();
    let ended = videos::ended(clients, &execution).await;
    assert_eq!(ended.status, ExecutionStatus::Succeeded, "{:?} {:?}", ended.error, ended.cause);
    assert_eq!(videos::record(&stack, &video).await.status, VideoStatus::Succeeded);

    let lines = logs::all(clients).await;
    assert!(lines.iter().any(|line| line.contains("ask_approval")), "the question is logged");
    let told = lines.iter().find(|line| line.contains(&token));
    assert!(told.is_none(), "a log holds the task token: {told:?}");
    // What the emulator itself logs is not ours, but would be the first to show a careless print.
    let own = std::fs::read_to_string(paths::kept().join("ministack.log")).unwrap();
    assert!(!own.contains(&token), "the emulator's log holds the task token");
}
