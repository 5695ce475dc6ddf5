//! The batch workflow in this process, for `oma serve` and for a batch without a server.
//!
//! Reading order: [`LocalBatches`] (`Executions` of the workflow that runs on Step Functions),
//! `handler` (what its states ask: the batch function, an object, a video's execution), `resume` (what
//! the process before was at).

mod handler;
mod resume;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use api_function::Services;
use async_trait::async_trait;
use batch_function::BatchFunction;
use oma_asl::{Definition, Outcome, RunOptions, Runner, substitute};
use oma_core::contract::Agent as _;
use oma_core::ports::Executions;
use oma_core::{Error, ErrorKind, Result};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};

use self::handler::Handler;
pub(crate) use self::resume::{take_up, take_up_one};
use crate::batch_run::RowNews;
use crate::embedded::BUCKET;
use crate::executions::LocalExecutions;

/// The definition that runs in the cloud, too.
const BATCH_WORKFLOW: &str = include_str!("../../../../statemachine/batch.asl.json");
/// What the definition calls the batch function.
const FUNCTION: &str = "batch";

/// Who is told how rows go. Calls must be short.
pub(crate) type OnRow = Arc<dyn Fn(RowNews) + Send + Sync>;

/// `Executions` of the batch workflow in this process. Their videos are made by the
/// [`LocalExecutions`] that all videos share, so there is one room for all.
///
/// An execution lives as long as the process; what a start takes up after that is said by records.
#[derive(Clone)]
pub(crate) struct LocalBatches(Arc<Inner>);

struct Inner {
    function: BatchFunction,
    workflow: String,
    executions: LocalExecutions,
    on_row: Option<OnRow>,
    running: Mutex<BTreeMap<String, Job>>,
    tasks: Mutex<JoinSet<()>>,
}

struct Job {
    input: Value,
    task: AbortHandle,
    /// Nothing is ever sent: the sender goes with the execution.
    over: watch::Receiver<()>,
}

impl LocalBatches {
    /// No executions yet. `services` are the API's but for their batches, in whose place the batch
    /// function gets these.
    pub(crate) fn new(
        services: &Services,
        executions: &LocalExecutions,
        on_row: Option<OnRow>,
    ) -> Result<Self> {
        let values =
            [("BatchFunction", FUNCTION), ("VideoWorkflow", "video"), ("MediaBucket", BUCKET)];
        let values = values.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let workflow = substitute(BATCH_WORKFLOW, &BTreeMap::from(values)).map_err(unusable)?;
        Ok(Self(Arc::new_cyclic(|this| Inner {
            function: BatchFunction {
                services: Services {
                    // Weak: the function is part of what it would otherwise keep alive.
                    batches: Arc::new(OfTheFunction(this.clone())),
                    ..services.clone()
                },
            },
            workflow,
            executions: executions.clone(),
            on_row,
            running: Mutex::default(),
            tasks: Mutex::default(),
        })))
    }

    /// Waits until an execution is over. One that is not there is.
    pub(crate) async fn ended(&self, name: &str) {
        let over = self.running().get(name).map(|job| job.over.clone());
        if let Some(mut over) = over {
            let _ = over.changed().await;
        }
    }

    /// Drops every execution where it stands. Records say what was under way.
    pub(crate) async fn close(&self) {
        let mut tasks = std::mem::take(&mut *self.tasks());
        tasks.shutdown().await;
        self.running().clear();
    }

    fn running(&self) -> MutexGuard<'_, BTreeMap<String, Job>> {
        self.0.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tasks(&self) -> MutexGuard<'_, JoinSet<()>> {
        self.0.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn work(self, name: String, input: Value) {
        match self.run(&name, input).await {
            Ok(Outcome::Succeeded { .. }) => {}
            Ok(outcome) => {
                tracing::error!(execution = name, ?outcome, "a batch has failed");
                self.conclude(&name).await;
            }
            Err(error) => {
                tracing::error!(execution = name, error = %error.full_text(), "it cannot run");
            }
        }
        self.running().remove(&name);
    }

    /// What EventBridge does in the cloud: has the batch concluded, whose execution did not.
    async fn conclude(&self, name: &str) {
        let event = json!({ "action": "ended", "execution": name, "status": "FAILED" });
        if let Err(error) = self.0.function.handle(event).await {
            tracing::error!(execution = name, error = %error.full_text(), "it is not concluded");
        }
    }

    async fn run(&self, name: &str, input: Value) -> Result<Outcome> {
        let definition = Definition::parse(&self.0.workflow).map_err(unusable)?;
        let runner = Runner::new(definition, Handler(self.0.clone()))
            .named("batch")
            // Thousands of rows would leave a history of as many pages, which nobody reads.
            .without_history();
        Ok(runner.run(input, RunOptions::new(name)).await.outcome)
    }
}

fn unusable(error: impl std::fmt::Display) -> Error {
    Error::internal(format!("the batch workflow: {error}"))
}

#[async_trait]
impl Executions for LocalBatches {
    async fn start(&self, name: &str, input: &Value) -> Result<()> {
        let mut running = self.running();
        if let Some(job) = running.get(name) {
            let message = format!("The execution {name} runs with another input.");
            let same = job.input == *input;
            return if same { Ok(()) } else { Err(Error::new(ErrorKind::Conflict, message)) };
        }
        let (ends, over) = watch::channel(());
        let work = {
            let (batches, name, input) = (self.clone(), name.to_owned(), input.clone());
            async move {
                let _ends = ends;
                batches.work(name, input).await;
            }
        };
        let mut tasks = self.tasks();
        // Forgets those that have ended.
        while tasks.try_join_next().is_some() {}
        let job = Job { input: input.clone(), task: tasks.spawn(work), over };
        running.insert(name.to_owned(), job);
        Ok(())
    }

    async fn stop(&self, name: &str, reason: &str) -> Result<()> {
        let job = self.running().remove(name);
        let absent = || Error::new(ErrorKind::NotFound, format!("There is no execution {name}."));
        job.ok_or_else(absent)?.task.abort();
        tracing::info!(execution = name, reason, "an execution was stopped");
        Ok(())
    }

    async fn resume(&self, _: &str, _: &Value) -> Result<()> {
        Err(Error::new(ErrorKind::NotFound, "No batch waits for an answer."))
    }
}

/// The same as the batch function has it.
struct OfTheFunction(Weak<Inner>);

impl OfTheFunction {
    fn batches(&self) -> Result<LocalBatches> {
        let gone = || Error::new(ErrorKind::Interrupted, "The process is ending.");
        self.0.upgrade().map(LocalBatches).ok_or_else(gone)
    }
}

#[async_trait]
impl Executions for OfTheFunction {
    async fn start(&self, name: &str, input: &Value) -> Result<()> {
        self.batches()?.start(name, input).await
    }

    async fn stop(&self, name: &str, reason: &str) -> Result<()> {
        self.batches()?.stop(name, reason).await
    }

    async fn resume(&self, task_token: &str, output: &Value) -> Result<()> {
        self.batches()?.resume(task_token, output).await
    }
}
