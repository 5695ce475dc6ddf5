//! Reads, lints and runs the subset of Amazon States Language (ASL) that OMA's workflows are written in.
//!
//! One definition runs in the cloud on AWS Step Functions and on a laptop here. This crate is never
//! deployed, knows nothing of OMA's other crates, and has to agree with Step Functions: the same
//! states visited, the same output.
//!
//! ```
//! use oma_asl::{Definition, Outcome, RunOptions, Runner, TaskFailure, TaskHandler, TaskRequest};
//! use serde_json::{Value, json};
//!
//! struct Upper;
//!
//! #[async_trait::async_trait]
//! impl TaskHandler for Upper {
//!     async fn invoke(&self, task: TaskRequest) -> Result<Value, TaskFailure> {
//!         let word = task.arguments["Payload"].as_str().unwrap_or_default();
//!         // What the state sees is what the service would return.
//!         Ok(json!({ "StatusCode": 200, "Payload": word.to_uppercase() }))
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let definition = Definition::parse(r#"{
//!     "QueryLanguage": "JSONata",
//!     "StartAt": "Each word",
//!     "States": {
//!         "Each word": {
//!             "Type": "Map",
//!             "Items": "{% $states.input.words %}",
//!             "ItemProcessor": {
//!                 "StartAt": "Shout",
//!                 "States": {
//!                     "Shout": {
//!                         "Type": "Task",
//!                         "Resource": "arn:aws:states:::lambda:invoke",
//!                         "Arguments": { "Payload": "{% $states.input %}" },
//!                         "Output": "{% $states.result.Payload & '!' %}",
//!                         "End": true
//!                     }
//!                 }
//!             },
//!             "End": true
//!         }
//!     }
//! }"#)?;
//! let runner = Runner::new(definition, Upper);
//! let execution = runner.run(json!({ "words": ["make", "it"] }), RunOptions::new("demo")).await;
//! assert_eq!(execution.outcome, Outcome::Succeeded { output: json!(["MAKE!", "IT!"]) });
//! assert_eq!(execution.visited(), ["Each word", "Each word[0]/Shout", "Each word[1]/Shout"]);
//! # Ok(())
//! # }
//! ```
//!
//! # The subset
//!
//! JSONata only, declared at the top. All eight state types. `Arguments`, `Output`, `Assign`, `Retry`,
//! `Catch`, `TimeoutSeconds`, `.waitForTaskToken`, and the functions `$parse`, `$partition`, `$range`,
//! `$random`, `$uuid`. Map inline, and distributed with standard children: `Label`, an `ItemReader` of
//! one S3 object (JSON or JSONL), `ToleratedFailurePercentage` and `ToleratedFailureCount`. Not there,
//! and refused by the reader or the linter: `JSONPath`, express children, other readers, batcher and
//! writer, `Items` that is an object, credentials, `$hash`. `HeartbeatSeconds` is read and has no
//! effect.
//!
//! # What to know about a run
//!
//! - All branches share one task of the async runtime. The first branch or iteration that fails drops
//!   the others, and its error is the error of the Parallel or Map.
//! - A child of a distributed Map sees no variables of its parent; its `$states.context` is its own,
//!   with a name made up for it. What it needs comes through `ItemSelector`. Its events are in the
//!   history of the execution around it. A failure that is tolerated stands in the Map's result as
//!   `{Status, Error, Cause}`; one too many ends the Map and drops what still runs.
//! - Iterations are made when their turn comes: those that wait cost their item alone.
//! - `Retry` and `Catch` see every failure of their state, also of its expressions, but never
//!   `States.Runtime`; `States.ALL` does not match `States.DataLimitExceeded`.
//! - Equal input, seed and task results give an equal execution, except for timestamps.
//! - Step Functions keeps the order of an object's fields; here they are sorted. Only an expression
//!   that turns an object into text can tell.
//!
//! # Reading order
//!
//! `definition` (what is read), `jsonata` (what is evaluated), `runner` (what is run), `lint` (what is
//! judged); `failure` and `limit` are small and shared.

mod definition;
mod failure;
mod jsonata;
mod limit;
mod lint;
mod runner;

pub use self::definition::{Definition, DefinitionError, StateKind, StateSummary, substitute};
pub use self::failure::TaskFailure;
pub use self::limit::PAYLOAD_LIMIT_BYTES;
pub use self::lint::{Finding, LintOptions, Rule, lint};
pub use self::runner::{
    AbortHandle, Clock, Event, EventKind, Execution, InstantClock, Observer, Outcome, PendingTask,
    RunOptions, Runner, SystemClock, TaskHandler, TaskRequest, TaskTokens, UnknownToken,
};
