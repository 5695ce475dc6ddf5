use super::desk::{failure, input};
use super::{Archive, BatchDesk, BatchId, BatchRecord, BatchStatus, keys, video_of};
use crate::contract::BatchTask;
use crate::id::Owner;
use crate::lifecycle::next_execution;
use crate::{Error, ErrorKind, Result};

impl BatchDesk<'_> {
    /// Stops a batch: no further row is begun, and the videos under way are cancelled. Stopping again
    /// cancels again; a batch that is over is [`ErrorKind::Conflict`].
    ///
    /// A row that begins at this very moment asks how its batch stands once more when its video is
    /// there, and cancels it itself.
    pub async fn stop(&self, owner: &Owner, batch: BatchId) -> Result<BatchRecord> {
        let stopped = Error::new(ErrorKind::Cancelled, "Its owner stopped the batch.");
        let record = self
            .change(owner, batch, |record| {
                if !record.status.is_active() {
                    return Err(not_now(record, "there is nothing to stop."));
                }
                record.status = BatchStatus::Stopping;
                record.failure = Some(failure("stop", &stopped));
                Ok(())
            })
            .await?;
        for n in self.tallies(batch).running().await? {
            match self.videos.cancel(owner, video_of(batch, n)).await {
                // Its video is over, or is not there yet.
                Err(error) if !is_past(&error) => return Err(error),
                _ => {}
            }
        }
        Ok(record)
    }

    /// Takes a batch up again: a new execution, which makes the rows that have no film. One that is
    /// active, succeeded or was refused is [`ErrorKind::Conflict`].
    pub async fn resume(&self, owner: &Owner, batch: BatchId) -> Result<BatchRecord> {
        let record = self
            .change(owner, batch, |record| {
                match record.status {
                    BatchStatus::Finished | BatchStatus::Stopped | BatchStatus::Failed => {}
                    BatchStatus::Refused => {
                        return Err(not_now(
                            record,
                            "correct its manifest and make another batch.",
                        ));
                    }
                    _ => return Err(not_now(record, "there is nothing to resume.")),
                }
                record.execution = next_execution(&record.execution);
                record.status = BatchStatus::Checking;
                record.failure = None;
                record.ended_at = None;
                Ok(())
            })
            .await?;
        self.start(&record).await
    }

    /// Has the finished films packed and returns the name of the execution that does it. A batch that
    /// is active or has no film is [`ErrorKind::Conflict`].
    pub async fn archive(&self, owner: &Owner, batch: BatchId) -> Result<String> {
        let record = self.find(owner, batch).await?;
        if record.status.is_active() {
            return Err(not_now(&record, "its films are packed when it is over."));
        }
        if self.counts(batch).await?.succeeded == 0 {
            return Err(not_now(&record, "it has no film."));
        }
        let name = format!("{batch}-archive-{}", self.videos.clock.now().as_millisecond());
        self.batches.start(&name, &input(&record, BatchTask::Archive)?).await?;
        Ok(name)
    }

    /// What was packed, or is being packed.
    pub async fn archived(&self, batch: BatchId) -> Result<Option<Archive>> {
        match self.videos.objects.get_bytes(&keys::file(batch, keys::ARCHIVE)).await {
            Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
            Err(error) if error.kind == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Whether a verb came too late, or too early.
fn is_past(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::Conflict | ErrorKind::NotFound)
}

fn not_now(record: &BatchRecord, why: &str) -> Error {
    Error::new(ErrorKind::Conflict, format!("The batch is {}: {why}", record.status))
}
