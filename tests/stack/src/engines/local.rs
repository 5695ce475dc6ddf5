use std::path::{Path, PathBuf};

use async_trait::async_trait;
use jiff::Timestamp;
use oma_asl::{
    Definition, EventKind, Execution, InstantClock, Outcome, RunOptions, Runner, TaskFailure,
    TaskHandler, TaskRequest, TaskTokens,
};
use serde_json::{Value, json};

use super::definition::of_scenario;
use super::person;
use super::trace::{self, Trace};
use crate::stand_in::{Failed, Reply, Scenario, answer, invocations};

pub(super) struct StandIn(pub(super) PathBuf);

#[async_trait]
impl TaskHandler for StandIn {
    async fn invoke(&self, task: TaskRequest) -> Result<Value, TaskFailure> {
        match answer(&self.0, &task.arguments["Payload"]).await {
            Ok(payload) => Ok(json!({ "StatusCode": 200, "Payload": payload })),
            Err(Failed { error, message }) => {
                let cause = json!({ "errorType": error, "errorMessage": message });
                Err(TaskFailure::new(error, cause.to_string()))
            }
        }
    }
}

/// Runs a scenario on oma-asl. Waiting between retries takes no time.
pub async fn run(scenario: &Scenario, function: &str, dir: &Path, execution: &str) -> Trace {
    let definition = of_scenario(scenario, function).to_string();
    let tokens = TaskTokens::default();
    let runner = Runner::new(Definition::parse(&definition).unwrap(), StandIn(dir.to_owned()))
        .with_clock(InstantClock::starting_at(Timestamp::now()))
        .with_tokens(tokens.clone());
    let input = json!({ "owner": scenario.name, "video_id": execution });
    let say = async |token: String, reply: Reply| match reply {
        Reply::Approve => tokens.succeed(&token, person::output(true, "")).unwrap(),
        Reply::Reject(reason) => {
            tokens.succeed(&token, person::output(false, reason)).unwrap();
        }
        Reply::Fail(error) => tokens.fail(&token, error, "withdrawn").unwrap(),
        Reply::Silence => {}
    };
    let ended = tokio::select! {
        ended = runner.run(input, RunOptions::new(execution)) => ended,
        () = person::reply(scenario, dir, execution, say) => unreachable!(),
    };
    trace_of(&ended, dir)
}

pub(super) fn trace_of(execution: &Execution, dir: &Path) -> Trace {
    let entered = execution.history.iter().filter(|event| {
        event.path.is_empty() && matches!(event.kind, EventKind::StateEntered { .. })
    });
    let (status, output, error, cause) = match execution.outcome.clone() {
        Outcome::Succeeded { output } => ("SUCCEEDED", Some(output), None, None),
        Outcome::Failed { error, cause } => {
            ("FAILED", None, Some(error), Some(trace::cause(&cause)))
        }
        Outcome::TimedOut => ("TIMED_OUT", None, None, None),
        Outcome::Aborted { .. } => ("ABORTED", None, None, None),
    };
    Trace {
        status: status.to_owned(),
        output,
        error,
        cause,
        states: entered.filter_map(|event| event.state.clone()).collect(),
        invocations: trace::comparable(invocations(dir, &execution.name)),
    }
}
