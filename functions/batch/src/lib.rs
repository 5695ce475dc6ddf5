//! Batches: reads manifests, begins and closes rows, says how it went, packs the films.
//!
//! Reading order: [`BatchFunction`] is the agent; `run` is what all its actions work with. In the order
//! of a batch: `prepare` (reads and checks the manifest; `spool` keeps what was checked, `chunks` says
//! what the Map goes over), `open` (begins a row: `budget` and `quota` decide whether it may, `begin`
//! sees to its video), `close` (writes down how it ended), `conclude` (how the batch ended; `results` is
//! its table), `archive` (packs films; `pack` writes the file). `store` writes rows, `counts` moves the
//! counters. `ended`
//! concludes in place of an execution that did not, `fire` begins the run of a schedule.
//!
//! Everything may be asked again at any point, by a retry or after a crash:
//!
//! * The document of a row is written on the condition that nobody wrote since. Who wins moves the
//!   counters and writes the result; who loses reads again. So nothing is counted twice.
//! * A row's document is there before its video, with all that the video is made of: an execution's
//!   name, a place in the quota, a part of the budget. So whoever comes after a crash goes on with these.
//! * Money is taken before a document says so and given back after: a crash in between leaves the
//!   batch's budget smaller than it is, never larger. Concluding puts that right.

mod archive;
mod begin;
mod budget;
mod chunks;
mod close;
mod conclude;
mod counts;
mod ended;
mod fire;
mod open;
mod pack;
mod prepare;
mod quota;
mod results;
mod run;
mod spool;
mod store;
#[cfg(test)]
mod tests;

use api_function::Services;
use async_trait::async_trait;
use oma_core::contract::{Agent, BatchAction, BatchEvent, parse_event, result};
use oma_core::ports::Access;
use oma_core::{Error, ErrorKind, Result};
use serde_json::Value;

pub use fire::{NoTimers, fire};

use ended::ended;
use run::Run;

/// What this function does through its ports; its role allows that and nothing else.
pub const ACCESS: &[Access] = &[
    Access::ReadVideos,
    Access::WriteVideos,
    Access::AppendEvents,
    Access::ListEvents,
    Access::ReadDocuments,
    Access::WriteDocuments,
    Access::QueryDocuments,
    // Whose batch an execution was that ended without a word.
    Access::ListDocuments,
    Access::Count,
    Access::ReadObjects,
    Access::WriteObjects,
    // A schedule that fires starts a batch.
    Access::StartExecutions,
    Access::StopExecutions,
];

/// The batch function over its ports. Briefs are taken in exactly as the API takes them.
pub struct BatchFunction {
    /// The API's ports.
    pub services: Services,
}

#[async_trait]
impl Agent for BatchFunction {
    fn name(&self) -> &'static str {
        "batch"
    }

    /// An event with the action `fire` is a schedule's, one with `ended` tells of an execution of the
    /// batch workflow, and one with another is that workflow's own.
    async fn handle(&self, event: Value) -> Result<Value> {
        match event.get("action").map(Value::as_str) {
            Some(Some("fire")) => fire(&self.services, event).await,
            Some(Some("ended")) => ended(&self.services, event).await,
            Some(_) => self.work(parse_event(event)?).await,
            None => {
                let message = "The batch function cannot read this event.";
                Err(Error::new(ErrorKind::InvalidEvent, message))
            }
        }
    }
}

impl BatchFunction {
    /// Does what a state of the batch workflow asks.
    async fn work(&self, event: BatchEvent) -> Result<Value> {
        let run = Run::new(&self.services, &event);
        match &event.action {
            BatchAction::Prepare => result(&run.prepare().await?),
            BatchAction::Open { n } => result(&run.open(*n).await?),
            BatchAction::Close { n, error } => result(&run.close(*n, error.as_ref()).await?),
            BatchAction::Conclude { error } => result(&run.conclude(error.as_ref()).await?),
            BatchAction::Archive => result(&run.archive().await?),
        }
    }
}
