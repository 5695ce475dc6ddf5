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

/// A video that somebody asks for.
#[derive(Debug, Clone, Copy)]
pub struct NewVideo<'a> {
    /// Whose it will be.
    pub owner: &'a Owner,
    /// What it will be called.
    pub video_id: VideoId,
    /// What it is to be. Its sources are upload names by now.
    pub brief: &'a Brief,
    /// Words to find it by.
    pub tags: &'a [String],
    /// The video that it is a variant of.
    pub variant_of: Option<VideoId>,
    /// The videos that are asked for together with it.
    pub siblings: &'a [VideoId],
}

impl<'a> NewVideo<'a> {
    /// A video without tags that is no variant.
    pub fn new(owner: &'a Owner, video_id: VideoId, brief: &'a Brief) -> Self {
        Self { owner, video_id, brief, tags: &[], variant_of: None, siblings: &[] }
    }
}

impl Desk<'_> {
    /// Stores a brief and writes the record of its video, which says `running` from now on:
    /// whoever calls this starts an execution ([`Desk::start`]), or says that it could not
    /// ([`Desk::fail`]).
    ///
    /// An id that is taken is [`ErrorKind::Conflict`]; words that no film says are
    /// [`ErrorKind::ContentRejected`].
    pub async fn accept(&self, new: &NewVideo<'_>) -> Result<VideoRecord> {
        new.brief.check_content()?;
        let key = keys::video_file(new.video_id, files::BRIEF);
        let json = serde_json::to_vec_pretty(new.brief)?;
        self.objects.put_bytes(&key, json.into(), "application/json").await?;
        let record = new_record(new, self.clock.now())?;
        self.videos.create(&record).await?;
        Ok(record)
    }

    /// Starts the execution that a record names. If that fails, the record says so and the error
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
        self.fail(record, &error.clone().at(START)).await?;
        Err(error)
    }

    /// Marks a video as failed, unless it is no longer this record's execution that makes it: its
    /// owner may have stopped, deleted or revised it meanwhile, and that stands.
    pub async fn fail(&self, record: &VideoRecord, error: &Error) -> Result<()> {
        let failure = Failure {
            step: error.step.clone().unwrap_or_else(|| START.to_owned()),
            name: error.name().to_owned(),
            message: error.message.clone(),
        };
        let VideoRecord { owner, video_id, execution, .. } = record;
        let failed = |record: &mut VideoRecord| {
            if record.execution != *execution || !record.status.is_active() {
                return Err(Error::new(ErrorKind::Cancelled, "The video goes another way now."));
            }
            record.status = VideoStatus::Failed;
            record.approval = None;
            record.failure = Some(failure.clone());
            Ok(())
        };
        match try_change_record(self.videos, self.clock, (owner, *video_id), failed).await {
            Err(error) if !matches!(error.kind, ErrorKind::Cancelled | ErrorKind::NotFound) => {
                Err(error)
            }
            _ => Ok(()),
        }
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

fn new_record(new: &NewVideo<'_>, now: Timestamp) -> Result<VideoRecord> {
    Ok(VideoRecord {
        owner: new.owner.clone(),
        video_id: new.video_id,
        version: 1,
        title: new.brief.title.clone(),
        brief_hash: hash_of(new.brief)?,
        status: VideoStatus::Running,
        execution: new.video_id.to_string(),
        revision: 1,
        tags: new.tags.to_vec(),
        variant_of: new.variant_of,
        siblings: new.siblings.to_vec(),
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
