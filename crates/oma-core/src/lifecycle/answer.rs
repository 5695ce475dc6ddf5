use super::{Lifecycle, not_now};
use crate::contract::{ApprovalAnswer, ApprovalStage};
use crate::id::{Owner, VideoId};
use crate::video::{PendingApproval, VideoRecord, VideoStatus};
use crate::{Error, ErrorKind, Result};

impl Lifecycle<'_> {
    /// Answers the question that a video waits with, and marks it as running again. A video that
    /// does not wait, waits with another question, or was answered already is
    /// [`ErrorKind::Conflict`]. The task token is taken once, so of two answers one counts.
    pub async fn answer(
        &self,
        owner: &Owner,
        video: VideoId,
        stage: ApprovalStage,
        answer: &ApprovalAnswer,
    ) -> Result<VideoRecord> {
        let record = self.find(owner, video).await?;
        let asked = waiting(&record, stage)?;
        self.executions.resume(&asked.token, &serde_json::to_value(answer)?).await.map_err(
            |error| match error.kind {
                ErrorKind::NotFound | ErrorKind::Conflict => answered(),
                _ => error,
            },
        )?;
        self.go_on(&record, &asked.token).await
    }

    /// The execution goes on by itself and may be further than this: at its next question, or at
    /// its end. Only the answered question is taken off the record.
    async fn go_on(&self, record: &VideoRecord, token: &str) -> Result<VideoRecord> {
        let going_on = |record: &mut VideoRecord| {
            if !record.approval.as_ref().is_some_and(|asked| asked.token == token) {
                return Err(answered());
            }
            record.status = VideoStatus::Running;
            record.approval = None;
            Ok(())
        };
        match self.change(&record.owner, record.video_id, going_on).await {
            Ok(record) => {
                self.announce(&record).await;
                Ok(record)
            }
            Err(error) if error.kind == ErrorKind::Conflict => {
                self.find(&record.owner, record.video_id).await
            }
            Err(error) => Err(error),
        }
    }
}

fn waiting(record: &VideoRecord, stage: ApprovalStage) -> Result<&PendingApproval> {
    let asked =
        record.approval.as_ref().filter(|_| record.status == VideoStatus::WaitingForApproval);
    let asked = asked.ok_or_else(|| not_now(record, "it waits for no answer."))?;
    if asked.stage == stage {
        return Ok(asked);
    }
    let message = "The video waits for the answer to another question.";
    Err(Error::new(ErrorKind::Conflict, message))
}

fn answered() -> Error {
    Error::new(ErrorKind::Conflict, "The question has been answered, or waits no longer.")
}
