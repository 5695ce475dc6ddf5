//! What the state machine sends each agent, and what it gets back: one file per agent.
//!
//! Every event names its job and an `action`. Every result is a reference to an artifact with the
//! few facts that the state machine routes on, under [`MAX_RESULT_BYTES`].

mod audio;
mod batch;
mod editor;
mod failure;
pub mod files;
mod script;
mod supervisor;
mod visual;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use audio::{AudioAction, MusicChosen};
pub use batch::{
    BatchAction, BatchEvent, BatchInput, BatchTask, Closed, Decision, Opened, Prepared,
};
pub use editor::{EditorAction, LaidOut};
pub use failure::CaughtError;
pub use script::{Criticised, Drafted, ScriptAction};
pub use supervisor::{ApprovalAnswer, ApprovalStage, Checked, Planned, Reviewed, SupervisorAction};
pub use visual::{PictureMade, StillPending, VisualAction};

use crate::id::{Owner, VideoId};
use crate::step::StepKey;
use crate::video::{VideoRecord, VideoStatus};
use crate::{Error, ErrorKind, Result};

/// The most bytes of JSON an agent may return: results are references, so the state machine's
/// payload stays far below the 256 KiB of Step Functions at any number of scenes.
pub const MAX_RESULT_BYTES: usize = 1024;

/// An agent: a function from an event to a result, over its ports.
#[async_trait]
pub trait Agent: Send + Sync {
    /// The agent's name, as in the table of functions: `supervisor`, `script`, …
    fn name(&self) -> &'static str;

    /// Does what the event's `action` says.
    async fn handle(&self, event: Value) -> Result<Value>;
}

/// Whose video it is, and which execution makes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// The owner of the video and its artifacts.
    pub owner: Owner,
    /// The video.
    pub video_id: VideoId,
    /// The name of the execution.
    pub execution: String,
}

impl Job {
    /// Whether this execution is at work on the video of a record: only then may it use artifacts.
    pub fn runs(&self, record: &VideoRecord) -> bool {
        record.execution == self.execution && record.status.is_active()
    }

    /// Whether this execution may change a record: it is the latest one, and the owner has neither
    /// stopped nor deleted the video. A finished one may, so that its last state can be repeated.
    pub fn may_change(&self, record: &VideoRecord) -> bool {
        let stopped = matches!(record.status, VideoStatus::Cancelled | VideoStatus::Deleting);
        record.execution == self.execution && !stopped
    }
}

/// What an execution of the video workflow is started with. Its name is the video's id, and
/// `{id}-2` and so on when the video is taken up again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExecutionInput {
    /// The owner of the video and its artifacts.
    pub owner: Owner,
    /// The video.
    pub video_id: VideoId,
}

/// An event: a job and what is to be done for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Event<A> {
    /// For whom.
    #[serde(flatten)]
    pub job: Job,
    /// What.
    #[serde(flatten)]
    pub action: A,
}

/// Reads an event; what cannot be read is [`ErrorKind::InvalidEvent`], never retried.
pub fn parse_event<T: for<'de> Deserialize<'de>>(event: Value) -> Result<T> {
    serde_json::from_value(event).map_err(|e| {
        Error::new(ErrorKind::InvalidEvent, "The agent cannot read this event.").with_detail(e)
    })
}

/// Writes a result and holds it to [`MAX_RESULT_BYTES`].
pub fn result<T: Serialize>(result: &T) -> Result<Value> {
    let value = serde_json::to_value(result)?;
    let bytes = value.to_string().len();
    if bytes > MAX_RESULT_BYTES {
        return Err(Error::internal(format!("a result of {bytes} bytes")));
    }
    Ok(value)
}

/// A reference to what a step made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// The artifact's key.
    pub artifact: StepKey,
}

/// An artifact made for one scene or segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeFor {
    /// The scene's number or the segment's index.
    pub item: u32,
    /// The artifact's key.
    pub artifact: StepKey,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_held_to_its_size() {
        assert!(result(&"x".repeat(900)).is_ok());
        assert!(result(&"x".repeat(1100)).is_err());
    }

    #[test]
    fn a_picture_is_made_or_pending_and_only_a_made_one_can_be_laid_out() {
        let made = serde_json::json!({ "item": 2, "artifact": "0".repeat(64) });
        let pending = serde_json::json!({ "item": 2, "pending_s": 10 });
        for (event, is_made) in [(&made, true), (&pending, false)] {
            let read: PictureMade = parse_event(event.clone()).unwrap();
            assert_eq!(matches!(read, PictureMade::Made(_)), is_made);
            assert_eq!(&result(&read).unwrap(), event);
        }
        assert!(parse_event::<MadeFor>(pending).is_err());
    }

    #[test]
    fn an_event_that_cannot_be_read_has_a_name() {
        let error = parse_event::<Job>(serde_json::json!({"owner": "a/b"})).unwrap_err();
        assert_eq!(error.kind, ErrorKind::InvalidEvent);
    }
}
