//! What the owner of a video asks of it once it is there: a verb per file, over ports, the same for
//! the API, its workers and one machine.
//!
//! Reading order: [`Lifecycle`] is what the verbs work with; `cancel`, `retry`, `answer`, `delete`
//! change a record; [`patch`](merge_patch) and `revise` make another brief of one, `variants`
//! another video of that, `translate` one in another language; [`Eraser`] takes away what a deleted video leaves.
//!
//! Invariants, whoever else is at work:
//!
//! * The record decides. Each verb reads it, judges its status and writes it on the condition that
//!   nobody wrote since; who comes second reads again and judges again. So of two verbs that
//!   exclude each other one wins and the other says [`ErrorKind::Conflict`].
//! * Nothing outside happens before the record says so: an execution is stopped after its video
//!   was taken from it, and started after its name was written down. An agent whose execution the
//!   record does not name, or whose video is not active, writes nothing. So a stop or start that
//!   does not happen in time harms nobody.
//! * A name of an execution is used once, started or not.
//! * A video that is being erased is there for nobody.

mod answer;
mod cancel;
mod delete;
mod erase;
mod patch;
mod retry;
mod revise;
#[cfg(test)]
mod tests;
mod translate;
mod variants;

use ulid::Ulid;

pub use erase::Eraser;
pub use patch::{merge_patch, patch_brief};
pub use revise::{Changes, Draft, SceneEdit};
pub use translate::Translation;

use crate::contract::files;
use crate::event::{EventKind, VideoEvent};
use crate::id::{Owner, VideoId};
use crate::ports::{Clock, EventLog, Executions, Objects, Videos};
use crate::submission::{Desk, try_change_record};
use crate::video::{VideoRecord, VideoStatus, keys};
use crate::{Error, ErrorKind, Result};

/// What the verbs work with.
#[derive(Clone, Copy)]
pub struct Lifecycle<'a> {
    /// Where briefs and scripts lie.
    pub objects: &'a dyn Objects,
    /// The records.
    pub videos: &'a dyn Videos,
    /// Where changes of status are announced.
    pub events: &'a dyn EventLog,
    /// The workflow.
    pub executions: &'a dyn Executions,
    /// The time.
    pub clock: &'a dyn Clock,
}

impl<'a> Lifecycle<'a> {
    /// The record of a video; another's, none, and one that is being erased are the same
    /// [`ErrorKind::NotFound`].
    pub async fn find(&self, owner: &Owner, video: VideoId) -> Result<VideoRecord> {
        let record = self.videos.get(owner, video).await.map_err(absent_alike)?;
        if record.status == VideoStatus::Deleting { Err(absent()) } else { Ok(record) }
    }

    /// Changes a record, or leaves it as it is and gives the error of `change`.
    async fn change(
        &self,
        owner: &Owner,
        video: VideoId,
        change: impl Fn(&mut VideoRecord) -> Result<()> + Send + Sync,
    ) -> Result<VideoRecord> {
        let change = |record: &mut VideoRecord| {
            if record.status == VideoStatus::Deleting {
                return Err(absent());
            }
            change(record)
        };
        let changed = try_change_record(self.videos, self.clock, (owner, video), change).await;
        changed.map_err(absent_alike)
    }

    /// Stops an execution that has lost its video already. One that goes on all the same ends at
    /// its next step, so a stop that fails is no failure of the verb.
    async fn stop(&self, execution: &str, reason: &str) {
        match self.executions.stop(execution, reason).await {
            Err(error) if error.kind != ErrorKind::NotFound => {
                tracing::warn!(execution, error = %error.full_text(), "an execution was not stopped");
            }
            _ => {}
        }
    }

    /// Starts the execution that a record names; see [`Desk::start`].
    async fn start(&self, record: &VideoRecord) -> Result<()> {
        self.desk().start(self.executions, record).await
    }

    /// The way in for new videos over the same ports.
    pub fn desk(&self) -> Desk<'a> {
        Desk { objects: self.objects, videos: self.videos, clock: self.clock }
    }

    /// Tells of a record's new status. The record has changed by now, so an event that cannot be
    /// written is logged and does not make the verb fail: asked again, it would be refused.
    async fn announce(&self, record: &VideoRecord) {
        let event = VideoEvent {
            event_id: Ulid::generate(),
            video_id: record.video_id,
            owner: Some(record.owner.clone()),
            execution: record.execution.clone(),
            at: record.updated_at,
            kind: EventKind::StatusChanged { status: record.status },
        };
        if let Err(error) = self.events.append(&event).await {
            let (video, error) = (record.video_id, error.full_text());
            tracing::warn!(%video, %error, "a change of status was not announced");
        }
    }

    /// A brief as it is stored.
    async fn stored_brief(&self, video: VideoId) -> Result<bytes::Bytes> {
        self.objects.get_bytes(&keys::video_file(video, files::BRIEF)).await
    }
}

/// The name of the execution after this one: `01J…`, `01J…-2`, `01J…-3`.
pub fn next_execution(name: &str) -> String {
    let (video, count) = name.split_once('-').unwrap_or((name, "1"));
    let count: u64 = count.parse().unwrap_or(1);
    format!("{video}-{}", count + 1)
}

/// The id of what an execution works on, with which its name begins.
pub fn id_in_execution(name: &str) -> &str {
    name.split_once('-').map_or(name, |(id, _)| id)
}

fn absent() -> Error {
    Error::new(ErrorKind::NotFound, "There is no such video.")
}

fn absent_alike(error: Error) -> Error {
    if error.kind == ErrorKind::NotFound { absent() } else { error }
}

/// What a status does not allow.
fn not_now(record: &VideoRecord, why: &str) -> Error {
    let status = record.status.to_string().replace('_', " ");
    Error::new(ErrorKind::Conflict, format!("The video is {status}: {why}"))
}
