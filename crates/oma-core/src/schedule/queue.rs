use jiff::Timestamp;

use super::{RunOutcome, ScheduleDesk, ScheduleRecord, ScheduleRun, run_place};
use crate::batch::BatchRecord;
use crate::id::Owner;
use crate::{Error, ErrorKind, Result};

/// The most runs that wait for one before them; more are skipped, or a schedule that is always
/// slower than its times would never catch up.
pub const MAX_QUEUED: usize = 10;

impl ScheduleDesk<'_> {
    /// What follows when a batch is over: the next run of its schedule, if one waits. To be called
    /// after the batch's record says how it ended; calling it again does no harm.
    pub async fn after_batch(&self, batch: &BatchRecord) -> Result<()> {
        let Some(schedule_id) = &batch.schedule_id else { return Ok(()) };
        match self.advance(&batch.owner, schedule_id).await {
            Err(error) if error.kind != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Begins the first run that waits, if the batch before is over. Two that do it at the same
    /// time begin the same one.
    pub(super) async fn advance(&self, owner: &Owner, schedule_id: &str) -> Result<()> {
        for _ in 0..MAX_QUEUED {
            let (record, _) = self.ledger().read(owner, schedule_id).await?;
            let Some(first) = record.queued.first().copied() else { return Ok(()) };
            if self.is_busy(&record).await? {
                return Ok(());
            }
            match self.run_of(owner, schedule_id, first).await? {
                Some(run) if run.outcome != RunOutcome::Skipped => {
                    self.make(&record, run).await?;
                }
                // Its run has expired, or was given up.
                _ => self.unqueue(&record, first).await?,
            }
        }
        Ok(())
    }

    /// Puts a run into the queue.
    pub(super) async fn wait(&self, record: &ScheduleRecord, planned_at: Timestamp) -> Result<()> {
        let wait = |record: &mut ScheduleRecord| {
            if !record.queued.contains(&planned_at) {
                record.queued.push(planned_at);
                record.queued.sort_unstable();
            }
            Ok::<_, Error>(())
        };
        self.ledger().change(&record.owner, &record.schedule_id, wait).await.map(|_| ())
    }

    /// Takes a run out of the queue.
    pub(super) async fn unqueue(
        &self,
        record: &ScheduleRecord,
        planned_at: Timestamp,
    ) -> Result<()> {
        let unqueue = |record: &mut ScheduleRecord| {
            record.queued.retain(|queued| *queued != planned_at);
            Ok::<_, Error>(())
        };
        self.ledger().change(&record.owner, &record.schedule_id, unqueue).await.map(|_| ())
    }

    /// Whether the latest batch is under way.
    pub(super) async fn is_busy(&self, record: &ScheduleRecord) -> Result<bool> {
        let Some(latest) = record.latest else { return Ok(false) };
        match self.batches.find(&record.owner, latest).await {
            Ok(batch) => Ok(batch.status.is_active()),
            Err(error) if error.kind == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn run_of(
        &self,
        owner: &Owner,
        schedule_id: &str,
        planned_at: Timestamp,
    ) -> Result<Option<ScheduleRun>> {
        let place = run_place(owner, schedule_id, planned_at);
        let found = self.batches.documents.read(&place).await?;
        found.as_ref().map(ScheduleRun::of).transpose()
    }
}
