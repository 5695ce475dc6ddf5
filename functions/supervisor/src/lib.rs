//! The supervisor: checks the brief, plans the video, asks people, reviews and releases the film,
//! and writes down failures.
//!
//! Reading order: [`Supervisor`] is the agent; one file per action, in the order of the state
//! machine: `check`, `plan`, `approval`, `review` ([`examination`] measures, `checks` judge),
//! `release`, `failure`.

mod approval;
mod check;
mod checks;
pub mod examination;
mod failure;
mod plan;
mod release;
mod review;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use async_trait::async_trait;
use oma_core::Result;
use oma_core::contract::{self, Agent, Event, SupervisorAction};
use oma_core::plan::ModelChoice;
use oma_core::ports::{Access, Clock, EventLog, LanguageModels, Narrator, PictureSources, Videos};
use oma_core::step::Steps;
use oma_media::ffmpeg::Tools;
use serde_json::Value;

/// What this function does through its ports; its role allows that and nothing else.
pub const ACCESS: &[Access] = &[
    Access::RecordArtifacts,
    Access::AppendEvents,
    Access::ReadObjects,
    Access::WriteObjects,
    Access::DeleteObjects,
    Access::CopyObjects,
    Access::ReadVideos,
    Access::WriteVideos,
    Access::ListEvents,
];

/// The agent over its ports.
pub struct Supervisor {
    /// Does each step once.
    pub steps: Steps,
    /// The records of videos.
    pub videos: Arc<dyn Videos>,
    /// What happened to them.
    pub events: Arc<dyn EventLog>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// ffprobe and ffmpeg, to look at the finished film.
    pub tools: Tools,
    /// Who can speak, to choose a voice.
    pub narrator: Arc<dyn Narrator>,
    /// Who writes where no model does.
    pub writer: ModelChoice,
    /// The language models, to choose who writes.
    pub models: Arc<dyn LanguageModels>,
    /// Where pictures come from, to choose among them.
    pub sources: PictureSources,
}

#[async_trait]
impl Agent for Supervisor {
    fn name(&self) -> &'static str {
        "supervisor"
    }

    async fn handle(&self, event: Value) -> Result<Value> {
        let Event { job, action } = contract::parse_event(event)?;
        match action {
            SupervisorAction::Check => contract::result(&self.check(&job).await?),
            SupervisorAction::Plan => contract::result(&self.plan(&job).await?),
            SupervisorAction::AskApproval { stage, task_token } => {
                self.ask_approval(&job, stage, task_token).await?;
                Ok(Value::Null)
            }
            SupervisorAction::Review { plan, timeline, film } => {
                contract::result(&self.review(&job, &plan, &timeline, &film).await?)
            }
            SupervisorAction::Release { plan, script, timeline, film, review } => {
                let parts = release::Parts { plan, script, timeline, film, review };
                self.release(&job, parts).await?;
                Ok(Value::Null)
            }
            SupervisorAction::RecordFailure { error } => {
                self.record_failure(&job, &error).await?;
                Ok(Value::Null)
            }
        }
    }
}
