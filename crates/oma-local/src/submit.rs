use jiff::Timestamp;
use oma_asl::Outcome;
use oma_core::brief::Brief;
use oma_core::contract::{CaughtError, files};
use oma_core::id::VideoId;
use oma_core::lifecycle::next_execution;
use oma_core::ports::{EventLog, Objects, SystemClock, Videos};
use oma_core::report::Report;
use oma_core::step::hash_of;
use oma_core::submission::{Desk, NewVideo};
use oma_core::video::{Failure, VideoRecord, VideoStatus, keys};
use oma_core::{Error, ErrorKind, Result};
use ulid::Ulid;

use crate::Studio;
use crate::intake::Prepared;

/// A video that is ready to be made.
#[derive(Debug, Clone)]
pub struct Submitted {
    /// Its record.
    pub record: VideoRecord,
    /// Whether an execution that was cut short is taken up again.
    pub resumed: bool,
}

impl Studio {
    /// Stores a brief with its files and makes the video's record.
    ///
    /// This process holds the state folder alone, so a video that is still marked as running was
    /// cut short. One with the same brief is taken up again under its id; any other is marked as
    /// [`ErrorKind::Interrupted`].
    pub async fn submit(&self, prepared: &Prepared) -> Result<Submitted> {
        self.submit_beside(prepared, &[]).await
    }

    /// As [`Studio::submit`], for a video that is made beside others, which its report names.
    pub async fn submit_beside(
        &self,
        prepared: &Prepared,
        siblings: &[VideoId],
    ) -> Result<Submitted> {
        let brief_hash = hash_of(&prepared.brief)?;
        let mut resumed = None;
        for record in Videos::list(&self.storage().table, &self.owner).await? {
            if !record.status.is_active() {
                continue;
            }
            if resumed.is_none() && record.brief_hash == brief_hash {
                resumed = Some(record);
            } else {
                self.mark_interrupted(record).await?;
            }
        }
        for file in &prepared.files {
            self.keep(file).await?;
        }
        match resumed {
            Some(record) => self.take_up(record).await,
            None => self.create(&prepared.brief, siblings).await,
        }
    }

    async fn create(&self, brief: &Brief, siblings: &[VideoId]) -> Result<Submitted> {
        let storage = self.storage();
        let desk = Desk { objects: &storage.bucket, videos: &storage.table, clock: &SystemClock };
        let video_id = VideoId(Ulid::generate());
        let new = NewVideo { siblings, ..NewVideo::new(&self.owner, video_id, brief) };
        let record = desk.accept(&new).await?;
        Ok(Submitted { record, resumed: false })
    }

    async fn take_up(&self, mut record: VideoRecord) -> Result<Submitted> {
        record.execution = next_execution(&record.execution);
        record.status = VideoStatus::Running;
        record.approval = None;
        record.updated_at = Timestamp::now();
        let record = self.storage().table.update(&record).await?;
        Ok(Submitted { record, resumed: true })
    }

    async fn mark_interrupted(&self, mut record: VideoRecord) -> Result<()> {
        let info = ErrorKind::Interrupted.info();
        record.status = VideoStatus::Failed;
        record.approval = None;
        record.updated_at = Timestamp::now();
        record.failure = Some(Failure {
            step: "unknown".to_owned(),
            name: info.name.to_owned(),
            message: info.meaning.to_owned(),
        });
        self.storage().table.update(&record).await.map(|_| ())
    }

    /// The report of an ended execution. The agents wrote it, unless the workflow was stopped from
    /// outside or the failure could not be recorded; then it is written here.
    pub(crate) async fn conclude(
        &self,
        submitted: &VideoRecord,
        outcome: &Outcome,
    ) -> Result<Report> {
        let video = submitted.video_id;
        let mut record = self.video(video).await?;
        if matches!(record.status, VideoStatus::Running | VideoStatus::WaitingForApproval) {
            record.status = VideoStatus::Failed;
            record.approval = None;
            record.updated_at = Timestamp::now();
            record.failure = Some(unrecorded(outcome).failure());
            record = self.storage().table.update(&record).await?;
            let events = EventLog::list(&self.storage().table, video).await?;
            return Ok(Report::new(&record, &events));
        }
        let key = keys::video_file(video, files::REPORT);
        let json = self.storage().bucket.get_bytes(&key).await?;
        serde_json::from_slice(&json).map_err(Error::from)
    }
}

/// The failure of an execution that ended without saying so.
pub(crate) fn unrecorded(outcome: &Outcome) -> CaughtError {
    let (error, cause) = match outcome {
        Outcome::Failed { error, cause } | Outcome::Aborted { error, cause } => {
            (error.clone(), cause.clone())
        }
        Outcome::TimedOut => ("States.Timeout".to_owned(), String::new()),
        Outcome::Succeeded { .. } => (String::new(), "the film was not released".to_owned()),
    };
    CaughtError { error, cause, state: "the whole execution".to_owned() }
}
