//! From a checked brief to a video that is being made: the one way in, for the API and for one
//! machine alike.
//!
//! The order matters. First the brief is stored: without a record nobody sees it. Then the record
//! is written, and only then an execution is started, which reads both.

use jiff::Timestamp;

use crate::brief::Brief;
use crate::contract::{ExecutionInput, files};
use crate::id::{Owner, VideoId};
use crate::ports::{Clock, Executions, Objects, Videos};
use crate::step::hash_of;
use crate::video::{Failure, VideoRecord, VideoStatus, keys};
use crate::{Error, ErrorKind, Result};

/// How often a record is changed again after somebody else's write.
const WRITE_ATTEMPTS: usize = 5;

/// Where a submission stands in a video's list of steps when it fails.
const START: &str = "start";

/// The ports that a submission needs.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// Takes the brief.
    pub objects: &'a dyn Objects,
    /// Takes the record.
    pub videos: &'a dyn Videos,
    /// The time.
    pub clock: &'a dyn Clock,
}

impl Desk<'_> {
    /// Stores a brief and writes the record of its video, which says `running` from now on:
    /// whoever calls this starts an execution, or says that it could not ([`Desk::fail`]).
    ///
    /// The brief's sources are upload names by now. An id that is taken is
    /// [`ErrorKind::Conflict`].
    pub async fn accept(
        &self,
        owner: &Owner,
        video_id: VideoId,
        brief: &Brief,
    ) -> Result<VideoRecord> {
        let key = keys::video_file(video_id, files::BRIEF);
        let json = serde_json::to_vec_pretty(brief)?;
        self.objects.put_bytes(&key, json.into(), "application/json").await?;
        let record = new_record(owner, video_id, brief, self.clock.now())?;
        self.videos.create(&record).await?;
        Ok(record)
    }

    /// Starts the execution of an accepted video. If that fails, the record says so and the error
    /// is given back: no video is left `running` that nobody makes.
    ///
    /// A start that was not answered may have happened. It is stopped, so that nothing is paid for
    /// after the caller was told that it failed.
    pub async fn start(&self, executions: &dyn Executions, record: &VideoRecord) -> Result<()> {
        let VideoRecord { owner, video_id, execution, .. } = record;
        let input = ExecutionInput { owner: owner.clone(), video_id: *video_id };
        let Err(error) = executions.start(execution, &serde_json::to_value(input)?).await else {
            return Ok(());
        };
        if error.kind == ErrorKind::StorageUnavailable {
            stop_quietly(executions, execution).await;
        }
        self.fail(owner, *video_id, &error.clone().at(START)).await?;
        Err(error)
    }

    /// Marks a video as failed.
    pub async fn fail(&self, owner: &Owner, video: VideoId, error: &Error) -> Result<VideoRecord> {
        let failure = Failure {
            step: error.step.clone().unwrap_or_else(|| START.to_owned()),
            name: error.name().to_owned(),
            message: error.message.clone(),
        };
        change_record(self.videos, self.clock, (owner, video), |record| {
            record.status = VideoStatus::Failed;
            record.approval = None;
            record.failure = Some(failure.clone());
        })
        .await
    }
}

/// Changes the record of a video and returns what it is now. Another's write in between is read
/// and changed again.
pub async fn change_record(
    videos: &dyn Videos,
    clock: &dyn Clock,
    (owner, video): (&Owner, VideoId),
    change: impl Fn(&mut VideoRecord) + Send + Sync,
) -> Result<VideoRecord> {
    let always = |record: &mut VideoRecord| {
        change(record);
        Ok(())
    };
    try_change_record(videos, clock, (owner, video), always).await
}

/// As [`change_record`], by a change that can refuse a record: it stays as it is then.
pub async fn try_change_record(
    videos: &dyn Videos,
    clock: &dyn Clock,
    (owner, video): (&Owner, VideoId),
    change: impl Fn(&mut VideoRecord) -> Result<()> + Send + Sync,
) -> Result<VideoRecord> {
    let mut attempt = 1;
    loop {
        let mut record = videos.get(owner, video).await?;
        change(&mut record)?;
        record.updated_at = clock.now();
        match videos.update(&record).await {
            Err(e) if e.kind == ErrorKind::Conflict && attempt < WRITE_ATTEMPTS => attempt += 1,
            outcome => return outcome,
        }
    }
}

fn new_record(
    owner: &Owner,
    video_id: VideoId,
    brief: &Brief,
    now: Timestamp,
) -> Result<VideoRecord> {
    Ok(VideoRecord {
        owner: owner.clone(),
        video_id,
        version: 1,
        title: brief.title.clone(),
        brief_hash: hash_of(brief)?,
        status: VideoStatus::Running,
        execution: video_id.to_string(),
        revision: 1,
        tags: Vec::new(),
        variant_of: None,
        created_at: now,
        updated_at: now,
        failure: None,
        approval: None,
        film: None,
    })
}

async fn stop_quietly(executions: &dyn Executions, name: &str) {
    match executions.stop(name, "The start was not confirmed.").await {
        Ok(()) => tracing::warn!(execution = name, "a start was not answered; it was stopped"),
        // It never started.
        Err(error) if error.kind == ErrorKind::NotFound => {}
        Err(error) => {
            tracing::warn!(execution = name, error = %error.full_text(), "a start was not answered");
        }
    }
}

#[cfg(test)]
mod tests;
