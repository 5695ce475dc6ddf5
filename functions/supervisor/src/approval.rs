use oma_core::Result;
use oma_core::contract::{ApprovalStage, Job};
use oma_core::event::EventKind;
use oma_core::submission::change_record;
use oma_core::video::{PendingApproval, VideoRecord, VideoStatus};

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

    /// Sets the status of a video; going on clears what was asked and what failed before.
    pub(crate) async fn mark(&self, job: &Job, status: VideoStatus) -> Result<()> {
        self.write(job, |record| {
            record.status = status;
            record.approval = None;
            record.failure = None;
            record.execution.clone_from(&job.execution);
        })
        .await?;
        self.steps.append(job, EventKind::StatusChanged { status }).await
    }

    /// Changes the record of a video and returns what it is now.
    pub(crate) async fn write(
        &self,
        job: &Job,
        change: impl Fn(&mut VideoRecord) + Send + Sync,
    ) -> Result<VideoRecord> {
        let video = (&job.owner, job.video_id);
        change_record(self.videos.as_ref(), self.clock.as_ref(), video, change).await
    }
}
