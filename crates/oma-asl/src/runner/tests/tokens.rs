//! Tasks that wait for their token.

use std::time::Duration;

use serde_json::{Value, json};

use super::support::*;
use crate::{Outcome, RunOptions, TaskTokens, UnknownToken};

fn waiting() -> Value {
    json!({ "A": {
        "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "End": true,
        "TimeoutSeconds": 600,
        "Arguments": { "token": "{% $states.context.Task.Token %}" },
        "Output": { "answer": "{% $states.result %}", "token": "{% $states.context.Task.Token %}" },
    }})
}

/// Runs while something else answers.
async fn answered(answer: impl FnOnce(&TaskTokens, &str)) -> Outcome {
    let tokens = TaskTokens::default();
    let script = Script::new(|_| Ok(json!("ignored")));
    let runner = runner(&waiting(), &script).with_tokens(tokens.clone());
    let other = async {
        tokio::time::sleep(Duration::from_secs(5)).await;
        let pending = tokens.pending();
        assert_eq!(pending.len(), 1);
        assert_eq!((&*pending[0].execution, &*pending[0].location), ("test", "A"));
        assert_eq!(script.calls()[0].task_token.as_deref(), Some(&*pending[0].token));
        assert_eq!(script.calls()[0].arguments["token"], *pending[0].token);
        answer(&tokens, &pending[0].token);
    };
    let (execution, ()) = tokio::join!(runner.run(json!({}), RunOptions::new("test")), other);
    assert_eq!(tokens.pending(), []);
    execution.outcome
}

#[tokio::test(start_paused = true)]
async fn an_answer_is_the_result() {
    let outcome = answered(|tokens, token| {
        tokens.succeed(token, json!({ "ok": 1 })).unwrap();
        // A second answer comes too late.
        assert_eq!(tokens.succeed(token, json!(2)), Err(UnknownToken(token.to_owned())));
    });
    let outcome = outcome.await;
    assert_eq!(outcome.output().unwrap()["answer"], json!({ "ok": 1 }));
    assert_eq!(outcome.output().unwrap()["token"], "test:1");
}

#[tokio::test(start_paused = true)]
async fn a_failing_answer_fails_the_task() {
    let outcome = answered(|tokens, token| tokens.fail(token, "Oma.Rejected", "not good").unwrap());
    let expected =
        Outcome::Failed { error: "Oma.Rejected".to_owned(), cause: "not good".to_owned() };
    assert_eq!(outcome.await, expected);
}

#[tokio::test(start_paused = true)]
async fn no_answer_is_a_timeout_and_the_token_is_withdrawn() {
    let tokens = TaskTokens::default();
    let runner = runner(&waiting(), &Script::echo()).with_tokens(tokens.clone());
    let execution = runner.run(json!({}), RunOptions::new("test")).await;
    assert!(
        matches!(execution.outcome, Outcome::Failed { error, .. } if error == "States.Timeout")
    );
    assert_eq!(tokens.pending(), []);
    assert!(tokens.fail("test:1", "E", "late").is_err());
}

#[tokio::test]
async fn the_handler_itself_may_answer() {
    let tokens = TaskTokens::default();
    let answering = tokens.clone();
    let script = Script::new(move |task| {
        answering.succeed(task.task_token.as_deref().unwrap(), json!("at once")).unwrap();
        Ok(Value::Null)
    });
    let runner = runner(&waiting(), &script).with_tokens(tokens);
    let execution = runner.run(json!({}), RunOptions::new("test")).await;
    assert_eq!(execution.outcome.output().unwrap()["answer"], "at once");
}

#[tokio::test]
async fn a_handler_that_fails_fails_the_task_without_waiting() {
    let states = waiting();
    assert_eq!(error(&states, &Script::new(|_| fail("Oma.Broken"))).await, "Oma.Broken");
}
