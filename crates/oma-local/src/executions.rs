use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use futures::FutureExt as _;
use oma_asl::{Definition, Outcome, RunOptions, Runner, TaskFailure, TaskHandler, TaskRequest};
use oma_core::contract::ExecutionInput;
use oma_core::ports::{Executions, SystemClock, Videos};
use oma_core::submission::change_record;
use oma_core::video::VideoStatus;
use oma_core::{Error, ErrorKind, Result};
use serde_json::Value;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::{AbortHandle, JoinSet};

use crate::Studio;
use crate::functions::Functions;
use crate::submit::unrecorded;

/// `Executions` in this process: so many at once, the others wait in the order of their start.
/// Who waits for a person makes room for others, and waits for room again when the answer comes.
///
/// An execution lives as long as the process; what a start takes up after that is said by records.
#[derive(Clone)]
pub(crate) struct LocalExecutions(Arc<Inner>);

struct Inner {
    studio: Arc<Studio>,
    room: Arc<Semaphore>,
    running: Mutex<BTreeMap<String, Job>>,
    tasks: Mutex<JoinSet<()>>,
}

struct Job {
    input: Value,
    place: Arc<Place>,
    task: AbortHandle,
    /// Nothing is ever sent: the sender goes with the execution.
    over: watch::Receiver<()>,
}

/// The room that an execution takes, while it takes any.
#[derive(Default)]
struct Place(Mutex<Option<OwnedSemaphorePermit>>);

impl Place {
    fn put(&self, permit: Option<OwnedSemaphorePermit>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = permit;
    }
}

impl LocalExecutions {
    /// No executions yet, and room for so many.
    pub(crate) fn new(studio: Arc<Studio>, at_once: usize) -> Self {
        Self(Arc::new(Inner {
            studio,
            room: Arc::new(Semaphore::new(at_once.max(1))),
            running: Mutex::default(),
            tasks: Mutex::default(),
        }))
    }

    /// Drops every execution where it stands, with its programs, and waits until they are gone.
    /// Their records say what was under way.
    pub(crate) async fn close(&self) {
        let mut tasks = std::mem::take(&mut *self.tasks());
        tasks.shutdown().await;
        self.running().clear();
    }

    /// Waits until an execution is over and its end is written down. One that is not there is over.
    pub(crate) async fn ended(&self, name: &str) {
        let over = self.running().get(name).map(|job| job.over.clone());
        if let Some(mut over) = over {
            let _ = over.changed().await;
        }
    }

    fn running(&self) -> MutexGuard<'_, BTreeMap<String, Job>> {
        self.0.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tasks(&self) -> MutexGuard<'_, JoinSet<()>> {
        self.0.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn work(self, name: String, input: Value, place: Arc<Place>) {
        let outcome = match self.run(&name, input.clone(), place).await {
            Ok(outcome) => outcome,
            Err(error) => {
                tracing::error!(execution = name, error = %error.full_text(), "it cannot run");
                Outcome::Failed { error: error.name().to_owned(), cause: error.message }
            }
        };
        if let Err(error) = self.conclude(&name, input, &outcome).await {
            tracing::error!(execution = name, error = %error.full_text(), "its end is unrecorded");
        }
        // Not before: whoever starts it again while its record says that it runs means this one.
        self.running().remove(&name);
    }

    async fn run(&self, name: &str, input: Value, place: Arc<Place>) -> Result<Outcome> {
        let studio = &self.0.studio;
        let handler = Handler { functions: studio.functions.clone(), place };
        let definition = Definition::parse(&studio.workflow)
            .map_err(|e| Error::internal(format!("the workflow: {e}")))?;
        let runner =
            Runner::new(definition, handler).named("video").with_tokens(studio.tokens.clone());
        Ok(runner.run(input, RunOptions::new(name)).await.outcome)
    }

    /// The agents write how an execution ended, unless they could not: no video is left `running`
    /// that nobody makes.
    async fn conclude(&self, name: &str, input: Value, outcome: &Outcome) -> Result<()> {
        let ExecutionInput { owner, video_id } = serde_json::from_value(input)?;
        let table = &self.0.studio.storage().table;
        let record = match table.get(&owner, video_id).await {
            // It was deleted.
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(()),
            record => record?,
        };
        if !record.status.is_active() || record.execution != name {
            return Ok(());
        }
        let failure = unrecorded(outcome).failure();
        change_record(table, &SystemClock, (&owner, video_id), |record| {
            if record.status.is_active() && record.execution == name {
                record.status = VideoStatus::Failed;
                record.approval = None;
                record.failure = Some(failure.clone());
            }
        })
        .await
        .map(|_| ())
    }
}

#[async_trait]
impl Executions for LocalExecutions {
    async fn start(&self, name: &str, input: &Value) -> Result<()> {
        let mut running = self.running();
        if let Some(job) = running.get(name) {
            let message = format!("The execution {name} runs with another input.");
            let same = job.input == *input;
            return if same { Ok(()) } else { Err(Error::new(ErrorKind::Conflict, message)) };
        }
        let mut room = Box::pin(self.0.room.clone().acquire_owned());
        // Asked for here and not in the task, so that the order of starts is the order of waiting.
        let at_once = room.as_mut().now_or_never();
        let place = Arc::new(Place::default());
        let (ends, over) = watch::channel(());
        let work = {
            let (executions, place) = (self.clone(), place.clone());
            let (name, input) = (name.to_owned(), input.clone());
            async move {
                let _ends = ends;
                let permit = match at_once {
                    Some(permit) => permit,
                    None => room.await,
                };
                place.put(permit.ok());
                executions.work(name, input, place).await;
            }
        };
        let mut tasks = self.tasks();
        // Forgets those that have ended.
        while tasks.try_join_next().is_some() {}
        let job = Job { input: input.clone(), place, task: tasks.spawn(work), over };
        running.insert(name.to_owned(), job);
        Ok(())
    }

    /// Drops the execution: what it waits for is dropped at once, and programs that it runs are
    /// killed.
    async fn stop(&self, name: &str, reason: &str) -> Result<()> {
        let job = self.running().remove(name);
        let absent = || Error::new(ErrorKind::NotFound, format!("There is no execution {name}."));
        let job = job.ok_or_else(absent)?;
        job.task.abort();
        tracing::info!(execution = name, reason, "an execution was stopped");
        Ok(())
    }

    async fn resume(&self, task_token: &str, output: &Value) -> Result<()> {
        let tokens = &self.0.studio.tokens;
        let waiting = tokens.pending().into_iter().find(|task| task.token == task_token);
        let absent = || Error::new(ErrorKind::NotFound, "Nothing waits for this answer.");
        let execution = waiting.ok_or_else(absent)?.execution;
        let place = self.running().get(&execution).map(|job| job.place.clone());
        let place = place.ok_or_else(absent)?;
        let (room, tokens) = (self.0.room.clone(), tokens.clone());
        let (token, output) = (task_token.to_owned(), output.clone());
        self.tasks().spawn(async move {
            place.put(room.acquire_owned().await.ok());
            if tokens.succeed(&token, output).is_err() {
                // Stopped meanwhile, or answered twice: the room is free again with `place`.
                tracing::info!(execution, "an answer came too late");
            }
        });
        Ok(())
    }
}

/// The agents, called for one execution.
struct Handler {
    functions: Arc<Functions>,
    place: Arc<Place>,
}

#[async_trait]
impl TaskHandler for Handler {
    async fn invoke(&self, task: TaskRequest) -> std::result::Result<Value, TaskFailure> {
        // Before the question is asked, so that no answer can come while there still is room.
        if task.task_token.is_some() {
            self.place.put(None);
        }
        self.functions.invoke(task).await
    }
}
