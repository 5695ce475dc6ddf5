//! A batch on two engines: its workflow, and within it that of its films.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use aws_sdk_sfn::types::ExecutionStatus;
use jiff::Timestamp;
use oma_asl::{
    Definition, InstantClock, Outcome, RunOptions, Runner, TaskFailure, TaskHandler, TaskRequest,
};
use serde_json::{Value, json};

use super::definition::{of_scenario, wait_less};
use super::emulated::{Emulated, states};
use super::local::{StandIn, trace_of};
use super::trace::{self, Trace};
use crate::stand_in::{BATCH, CHUNKS, chunks, film_of, invocations};
use crate::{package, paths, videos};

const READ: &str = "arn:aws:states:::s3:getObject";
const NESTED: &str = "arn:aws:states:::states:startExecution.sync:2";

/// The batch workflow with the stand-in for its function, and with less waiting.
fn definition(function: &str, films: &str, bucket: &str) -> String {
    let path = paths::root().join("statemachine/batch.asl.json");
    let text = std::fs::read_to_string(path).unwrap();
    let values = [("BatchFunction", function), ("VideoWorkflow", films), ("MediaBucket", bucket)];
    let values = values.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let text = oma_asl::substitute(&text, &BTreeMap::from(values)).unwrap();
    let mut definition: Value = serde_json::from_str(&text).unwrap();
    wait_less(&mut definition);
    definition.to_string()
}

fn input() -> Value {
    json!({ "owner": BATCH.name, "batch_id": "stand-in", "task": "make" })
}

/// What was asked in the batch and in each of its films, by execution and place.
fn all_invocations(dir: &Path, execution: &str) -> BTreeMap<String, Value> {
    let mut all = trace::comparable(invocations(dir, execution));
    for row in 1..=7 {
        let of_film = trace::comparable(invocations(dir, &film_of(execution, row)));
        all.extend(of_film.into_iter().map(|(place, event)| (format!("{row}/{place}"), event)));
    }
    all
}

struct Handler {
    dir: PathBuf,
    function: String,
}

#[async_trait]
impl TaskHandler for Handler {
    async fn invoke(&self, task: TaskRequest) -> Result<Value, TaskFailure> {
        match task.resource.as_str() {
            READ => {
                assert_eq!(task.arguments["Key"], CHUNKS);
                Ok(chunks())
            }
            NESTED => self.film(&task.arguments).await,
            _ => StandIn(self.dir.clone()).invoke(task).await,
        }
    }
}

impl Handler {
    async fn film(&self, arguments: &Value) -> Result<Value, TaskFailure> {
        let definition = of_scenario(&BATCH, &self.function).to_string();
        let runner =
            Runner::new(Definition::parse(&definition).unwrap(), StandIn(self.dir.clone()))
                .with_clock(InstantClock::starting_at(Timestamp::now()));
        let name = arguments["Name"].as_str().unwrap();
        match runner.run(arguments["Input"].clone(), RunOptions::new(name)).await.outcome {
            Outcome::Succeeded { output } => Ok(json!({ "Status": "SUCCEEDED", "Output": output })),
            other => Err(TaskFailure::new("States.TaskFailed", format!("{other:?}"))),
        }
    }
}

/// Runs the batch on oma-asl.
pub async fn run_batch_locally(function: &str, dir: &Path, execution: &str) -> Trace {
    let handler = Handler { dir: dir.to_owned(), function: function.to_owned() };
    let definition = Definition::parse(&definition(function, "films", "media")).unwrap();
    let runner =
        Runner::new(definition, handler).with_clock(InstantClock::starting_at(Timestamp::now()));
    let ended = runner.run(input(), RunOptions::new(execution)).await;
    Trace { invocations: all_invocations(dir, execution), ..trace_of(&ended, dir) }
}

impl Emulated {
    /// Runs the batch on state machines of its own.
    pub async fn run_batch(&self, bucket: &str, execution: &str) -> Trace {
        package::put(&self.clients, bucket, CHUNKS, chunks().to_string().into_bytes()).await;
        let films = of_scenario(&BATCH, &self.function).to_string();
        let films = self.machine("stand-in-films", films).await;
        let machine = definition(&self.function, &films, bucket);
        let machine = self.machine("stand-in-batch", machine).await;
        let call = self.clients.sfn.start_execution().state_machine_arn(machine);
        let call = call.name(execution).input(input().to_string());
        let arn = call.send().await.unwrap().execution_arn;
        let ended = videos::ended(&self.clients, &arn).await;
        Trace {
            status: ended.status.as_str().to_owned(),
            output: (ended.status == ExecutionStatus::Succeeded)
                .then(|| serde_json::from_str(ended.output().unwrap()).unwrap()),
            error: ended.error.clone(),
            cause: ended.cause().map(trace::cause),
            states: states(&self.clients, &arn).await,
            invocations: all_invocations(&self.dir, execution),
        }
    }
}
