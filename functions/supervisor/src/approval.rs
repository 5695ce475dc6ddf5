use oma_core::contract::{ApprovalStage, Job};
use oma_core::event::EventKind;
use oma_core::submission::try_change_record;
use oma_core::video::{PendingApproval, VideoRecord, VideoStatus};
use oma_core::{Error, ErrorKind, Result};

use crate::Supervisor;

impl Supervisor {
    /// Writes down that a person is asked. The execution waits until the token is answered.
    pub(crate) async fn ask_approval(
        &self,
        job: &Job,
        stage: ApprovalStage,
        token: String,
    ) -> Result<()> {
        let asked_at = self.clock.now();
        self.write(job, |record| {
            record.status = VideoStatus::WaitingForApproval;
            record.approval = Some(PendingApproval { stage, token: token.clone(), asked_at });
        })
        .await?;
        self.steps.append(job, EventKind::ApprovalAsked { stage }).await
    }

    /// Takes the video up: from here on this execution is the one that makes it. An execution that
    /// an operator started by hand takes over a video that nobody is making.
    pub(crate) async fn take_up(&self, job: &Job) -> Result<()> {
        let status = VideoStatus::Running;
        let takes_over = |record: &VideoRecord| {
            matches!(record.status, VideoStatus::Succeeded | VideoStatus::Failed)
        };
        let change = |record: &mut VideoRecord| {
            if !job.may_change(record) && !takes_over(record) {
                return Err(Error::cancelled());
            }
            record.status = status;
            record.approval = None;
            record.failure = None;
            record.execution.clone_from(&job.execution);
            Ok(())
        };
        self.change(job, change).await?;
        self.steps.append(job, EventKind::StatusChanged { status }).await
    }

    /// Changes the record of a video and returns what it is now. A video that is not this
    /// execution's to make any more is [`ErrorKind::Cancelled`], and stays as it is.
    pub(crate) async fn write(
        &self,
        job: &Job,
        change: impl Fn(&mut VideoRecord) + Send + Sync,
    ) -> Result<VideoRecord> {
        let guarded = |record: &mut VideoRecord| {
            if !job.may_change(record) {
                return Err(Error::cancelled());
            }
            change(record);
            Ok(())
        };
        self.change(job, guarded).await
    }

    async fn change(
        &self,
        job: &Job,
        change: impl Fn(&mut VideoRecord) -> Result<()> + Send + Sync,
    ) -> Result<VideoRecord> {
        let video = (&job.owner, job.video_id);
        let changed =
            try_change_record(self.videos.as_ref(), self.clock.as_ref(), video, change).await;
        changed.map_err(|error| match error.kind {
            // It has been deleted.
            ErrorKind::NotFound => Error::cancelled(),
            _ => error,
        })
    }

    /// The record as it is now, unless the video has been deleted.
    pub(crate) async fn current(&self, job: &Job) -> Result<Option<VideoRecord>> {
        match self.videos.get(&job.owner, job.video_id).await {
            Ok(record) if record.status == VideoStatus::Deleting => Ok(None),
            Ok(record) => Ok(Some(record)),
            Err(error) if error.kind == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}
