use oma_core::contract::{CaughtError, Job, files};
use oma_core::event::EventKind;
use oma_core::report::Report;
use oma_core::video::{VideoRecord, VideoStatus, keys};
use oma_core::{ErrorKind, Result};

use crate::Supervisor;

impl Supervisor {
    /// Writes down why an execution failed: on the video, in its events, in its report. One that
    /// was stopped because its video was cancelled, deleted or started anew did not fail.
    pub(crate) async fn record_failure(&self, job: &Job, error: &CaughtError) -> Result<()> {
        let failure = error.failure();
        let written = self
            .write(job, |record| {
                record.status = VideoStatus::Failed;
                record.approval = None;
                record.failure = Some(failure.clone());
            })
            .await;
        let record = match written {
            Err(error) if error.kind == ErrorKind::Cancelled => return Ok(()),
            written => written?,
        };
        self.steps.append(job, EventKind::Failed(failure)).await?;
        let report = self.report(&record).await?;
        self.store_report(job, &report).await
    }

    /// The report of a video's latest execution as its events tell it.
    pub(crate) async fn report(&self, record: &VideoRecord) -> Result<Report> {
        let events = self.events.list(record.video_id).await?;
        Ok(Report::new(record, &events))
    }

    /// Puts the report where the user finds it.
    ///
    /// The video may be deleted at the same moment. So it is looked at after the report is stored:
    /// an erasure that begins later finds the report, and one that has begun leaves it to us.
    pub(crate) async fn store_report(&self, job: &Job, report: &Report) -> Result<()> {
        let key = keys::video_file(report.video_id, files::REPORT);
        let json = serde_json::to_vec_pretty(report)?.into();
        self.steps.objects().put_bytes(&key, json, "application/json").await?;
        match self.current(job).await? {
            Some(_) => Ok(()),
            None => self.steps.delete(&key).await,
        }
    }
}
