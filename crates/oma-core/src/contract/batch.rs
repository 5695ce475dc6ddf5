use serde::{Deserialize, Serialize};

use super::CaughtError;
use crate::batch::BatchId;
use crate::id::Owner;

/// What an execution of the batch workflow is started with. Its name is the batch's id, `{id}-2` and so
/// on when the batch is resumed, `{id}-archive-…` when its films are packed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchInput {
    /// Whose batch it is.
    pub owner: Owner,
    /// Which.
    pub batch_id: BatchId,
    /// What is to be done.
    pub task: BatchTask,
}

/// What an execution of the batch workflow does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchTask {
    /// Makes the rows that have no film.
    Make,
    /// Packs the finished films.
    Archive,
}

/// An event of the batch function from the batch workflow.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BatchEvent {
    /// Whose batch it is.
    pub owner: Owner,
    /// Which.
    pub batch_id: BatchId,
    /// The name of the execution of the batch workflow.
    pub execution: String,
    /// What.
    #[serde(flatten)]
    pub action: BatchAction,
}

/// What the batch function is asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum BatchAction {
    /// Read and check all rows.
    Prepare,
    /// Begin a row.
    Open {
        /// Its number.
        n: u32,
    },
    /// See how a row that was begun stands, and write down how it ended.
    Close {
        /// Its number.
        n: u32,
        /// What was caught while its video was made. A video whose record still says that it is being
        /// made then is nobody's any more, and is marked as failed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<CaughtError>,
    },
    /// Say how the batch ended.
    Conclude {
        /// What the state machine caught.
        #[serde(default)]
        error: Option<CaughtError>,
    },
    /// Pack the finished films.
    Archive,
}

/// What [`BatchAction::Prepare`] gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prepared {
    /// Whether there is anything to make.
    pub go: bool,
    /// The most chunks at once.
    pub concurrency: u32,
    /// Where the chunks lie ([`crate::batch::keys::chunks`]).
    pub chunks: String,
}

/// What [`BatchAction::Open`] gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// What to do with the row.
    pub decision: Decision,
    /// With [`Decision::Make`]: the execution of the video workflow.
    pub execution: String,
    /// With [`Decision::Make`]: the video.
    pub video_id: String,
    /// With [`Decision::Wait`]: seconds.
    pub wait_s: u32,
}

/// What to do with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Run the video workflow.
    Make,
    /// Its quota is full: ask again.
    Wait,
    /// It is over, or the batch is stopping.
    Skip,
}

/// What [`BatchAction::Close`] gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// Whether the row is over. Else ask again.
    pub done: bool,
    /// After so many seconds.
    pub wait_s: u32,
}
