use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use oma_asl::{TaskFailure, TaskHandler, TaskRequest};
use oma_core::contract::Agent;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

/// Agents called as Lambda functions are, with a limit on how many run at once.
#[derive(Default)]
pub(crate) struct Functions {
    by_name: BTreeMap<String, Function>,
    totals: Totals,
}

struct Function {
    agent: Box<dyn Agent>,
    concurrency: Semaphore,
}

/// How many scenes and segments the execution at hand has, as soon as an agent has said so.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    pub(crate) scenes: AtomicU64,
    pub(crate) segments: AtomicU64,
}

/// How many invocations of a function run at once: as many as there are cores, since each keeps
/// one or more busy, and so that memory stays flat however many scenes there are.
fn concurrency() -> usize {
    std::thread::available_parallelism().map_or(2, NonZeroUsize::get)
}

impl Functions {
    /// Adds an agent. The state machine calls it by its name.
    pub(crate) fn add(&mut self, agent: impl Agent + 'static) {
        let function =
            Function { concurrency: Semaphore::new(concurrency()), agent: Box::new(agent) };
        self.by_name.insert(function.agent.name().to_owned(), function);
    }

    /// What to put for `${SupervisorFunction}` and so on in a definition.
    pub(crate) fn substitutions(&self) -> BTreeMap<String, String> {
        let variable = |name: &String| {
            let mut letters = name.chars();
            let first = letters.next().map(|c| c.to_ascii_uppercase());
            let capitalised: String = first.into_iter().chain(letters).collect();
            (format!("{capitalised}Function"), name.clone())
        };
        self.by_name.keys().map(variable).collect()
    }

    /// How many scenes and segments there are.
    pub(crate) fn totals(&self) -> &Totals {
        &self.totals
    }

    fn note_totals(&self, result: &Value) {
        for (field, total) in [("scenes", &self.totals.scenes), ("segments", &self.totals.segments)]
        {
            if let Some(count) = result.get(field).and_then(Value::as_u64) {
                total.store(count, Ordering::Relaxed);
            }
        }
    }
}

#[async_trait]
impl TaskHandler for Functions {
    async fn invoke(&self, task: TaskRequest) -> Result<Value, TaskFailure> {
        if !task.resource.starts_with("arn:aws:states:::lambda:invoke") {
            let cause = format!("{} is not available on one machine", task.resource);
            return Err(TaskFailure::new("States.Runtime", cause));
        }
        let name = task.arguments["FunctionName"].as_str().unwrap_or_default();
        let Some(function) = self.by_name.get(name) else {
            let cause = format!("there is no function {name:?}");
            return Err(TaskFailure::new("Lambda.ResourceNotFoundException", cause));
        };
        // Never closed, so a permit is always had in the end.
        let _permit = function.concurrency.acquire().await;
        let event = task.arguments["Payload"].clone();
        match oma_lambda::invoke(function.agent.as_ref(), event).await {
            Ok(payload) => {
                self.note_totals(&payload);
                Ok(json!({ "StatusCode": 200, "Payload": payload }))
            }
            Err(posted) => {
                let cause = posted.cause();
                Err(TaskFailure::new(posted.error_type, cause))
            }
        }
    }
}
