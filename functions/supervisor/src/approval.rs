use oma_core::contract::{ApprovalStage, Job};
use oma_core::event::EventKind;
use oma_core::video::{PendingApproval, VideoRecord, VideoStatus};
use oma_core::{ErrorKind, Result};

use crate::Supervisor;

/// How often a write is tried again after somebody else's.
const WRITE_ATTEMPTS: usize = 5;

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

    /// Changes the record of a video and returns what it is now. Another's write in between is
    /// read and changed again.
    pub(crate) async fn write(
        &self,
        job: &Job,
        change: impl Fn(&mut VideoRecord) + Send + Sync,
    ) -> Result<VideoRecord> {
        let mut attempt = 1;
        loop {
            let mut record = self.videos.get(&job.owner, job.video_id).await?;
            change(&mut record);
            record.updated_at = self.clock.now();
            match self.videos.update(&record).await {
                Err(e) if e.kind == ErrorKind::Conflict && attempt < WRITE_ATTEMPTS => attempt += 1,
                outcome => return outcome,
            }
        }
    }
}
