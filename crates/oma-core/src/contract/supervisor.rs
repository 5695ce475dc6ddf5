use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::CaughtError;
use crate::brief::Review;
use crate::step::StepKey;

/// Where a person is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalStage {
    /// After the script.
    Script,
    /// After the film.
    Final,
}

/// A person's answer: what the task token is resumed with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalAnswer {
    /// Yes or no.
    pub approved: bool,
    /// Why not; the script agent takes it into account.
    #[serde(default)]
    pub reason: String,
}

/// What the supervisor is asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum SupervisorAction {
    /// Read and check the brief.
    Check,
    /// Plan the video.
    Plan,
    /// Ask a person; the token resumes the execution.
    AskApproval {
        /// About what.
        stage: ApprovalStage,
        /// The token of the waiting state.
        task_token: String,
    },
    /// Review the finished film.
    Review {
        /// The plan.
        plan: StepKey,
        /// The timeline.
        timeline: StepKey,
        /// The film.
        film: StepKey,
    },
    /// Put the film where the user finds it and mark the video as succeeded.
    Release {
        /// The plan.
        plan: StepKey,
        /// The script.
        script: StepKey,
        /// The timeline.
        timeline: StepKey,
        /// The film.
        film: StepKey,
        /// The review.
        review: StepKey,
    },
    /// Mark the video as failed.
    RecordFailure {
        /// What the state machine caught.
        error: CaughtError,
    },
}

/// What [`SupervisorAction::Check`] gives.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Checked {
    /// The checked brief's artifact.
    pub artifact: StepKey,
    /// From 0 to 100.
    pub completeness: u32,
}

/// What [`SupervisorAction::Plan`] gives.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Planned {
    /// The plan's artifact.
    pub artifact: StepKey,
    /// `none`, `script` or `final`.
    pub review: Review,
    /// How often the script may be written and improved.
    pub max_script_attempts: u32,
}

/// What [`SupervisorAction::Review`] gives.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reviewed {
    /// The review's artifact.
    pub artifact: StepKey,
    /// Whether every check passed; a film that did not is an error, so this is always true.
    pub passed: bool,
}
