//! Timeouts and stopping, in paused time.

use std::time::Duration;

use serde_json::{Value, json};

use super::support::*;
use crate::{AbortHandle, Definition, Outcome, RunOptions, Runner};

fn hours(_: &crate::TaskRequest) -> Duration {
    Duration::from_hours(2)
}

fn task(timeout: &Value) -> Value {
    json!({
        "A": {
            "Type": "Task", "Resource": "r", "TimeoutSeconds": timeout, "Next": "B",
            "Catch": [{ "ErrorEquals": ["States.Timeout"], "Next": "B", "Output": "{% $states.errorOutput.Error %}" }],
        },
        "B": { "Type": "Succeed" },
    })
}

#[tokio::test(start_paused = true)]
async fn a_task_that_takes_too_long_fails_with_a_timeout() {
    for timeout in [json!(30), json!("{% $states.input.t %}")] {
        let script = Script::taking(hours, |_| Ok(json!("late")));
        let execution = run(&task(&timeout), &script, json!({ "t": 30 })).await;
        assert_eq!(execution.outcome.output(), Some(&json!("States.Timeout")));
        assert_eq!(script.finished(), 0);
    }
    let script = Script::taking(hours, |_| Ok(json!("in time")));
    let execution = run(&task(&json!(7_201)), &script, json!({})).await;
    assert_eq!(execution.outcome.output(), Some(&json!("in time")));
}

#[tokio::test]
async fn a_timeout_that_is_no_number_of_seconds_is_an_evaluation_error() {
    for timeout in ["{% 0 %}", "{% 'x' %}", "{% 1.5 %}"] {
        let states = task(&json!(timeout));
        assert_eq!(
            error(&states, &Script::echo()).await,
            "States.QueryEvaluationError",
            "{timeout}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_execution_that_takes_too_long_times_out_and_is_not_caught() {
    let text = json!({
        "QueryLanguage": "JSONata", "TimeoutSeconds": 60, "StartAt": "A",
        "States": {
            "A": {
                "Type": "Task", "Resource": "r", "End": true,
                "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "B" }],
            },
            "B": { "Type": "Succeed" },
        },
    });
    let script = Script::taking(hours, |_| Ok(json!("late")));
    let runner = Runner::new(Definition::parse(&text.to_string()).unwrap(), script.clone());
    let execution = runner.run(json!({}), RunOptions::new("test")).await;
    assert_eq!(execution.outcome, Outcome::TimedOut);
    assert_eq!(
        events(&execution),
        ["execution_started", "state_entered A", "state_aborted A", "execution_timed_out"]
    );
    assert_eq!(script.finished(), 0);
}

#[tokio::test(start_paused = true)]
async fn aborting_stops_everything_that_runs() {
    let states = json!({ "A": {
        "Type": "Map", "Items": [1, 2], "End": true,
        "ItemProcessor": { "StartAt": "B", "States": {
            "B": { "Type": "Task", "Resource": "r", "End": true },
        }},
    }});
    let script = Script::taking(hours, |_| Ok(json!(1)));
    let abort = AbortHandle::new();
    let options = RunOptions { abort: abort.clone(), ..RunOptions::new("test") };
    let runner = runner(&states, &script);
    let stop = async {
        tokio::time::sleep(Duration::from_secs(5)).await;
        abort.abort("Oma.Cancelled", "the user asked");
        abort.abort("Oma.Second", "ignored");
    };
    let (execution, ()) = tokio::join!(runner.run(json!({}), options), stop);
    let expected =
        Outcome::Aborted { error: "Oma.Cancelled".to_owned(), cause: "the user asked".to_owned() };
    assert_eq!(execution.outcome, expected);
    assert_eq!((script.calls().len(), script.finished()), (2, 0));
    let events = events(&execution);
    assert_eq!(events.iter().filter(|event| event.starts_with("state_aborted")).count(), 3);
    assert_eq!(events.last().unwrap(), "execution_aborted");
}

#[tokio::test]
async fn a_handle_aborted_before_the_start_still_lets_finished_work_win() {
    let abort = AbortHandle::new();
    abort.abort("Oma.Cancelled", "early");
    let options = RunOptions { abort, ..RunOptions::new("test") };
    let waits = json!({ "A": { "Type": "Wait", "Seconds": 1, "End": true } });
    let execution = runner(&waits, &Script::echo()).run(json!({}), options.clone()).await;
    assert!(matches!(execution.outcome, Outcome::Aborted { .. }));
    let passes = json!({ "A": { "Type": "Succeed" } });
    let execution = runner(&passes, &Script::echo()).run(json!({}), options).await;
    assert!(matches!(execution.outcome, Outcome::Succeeded { .. }));
}
