use jiff::{SignedDuration, Timestamp};

use super::{MAX_QUEUED, Overlap, RunOutcome, ScheduleDesk, ScheduleRecord, ScheduleRun, batch_of};
use crate::batch::NewBatch;
use crate::error::Retry;
use crate::id::Owner;
use crate::ports::Expected;
use crate::{Error, ErrorKind, Result};

/// How far a timer's time may lie before the time that was planned: services round.
const TOLERANCE: SignedDuration = SignedDuration::from_secs(59);

impl ScheduleDesk<'_> {
    /// What a timer does. `at` is the time that it fires for; without one it is the last that was
    /// planned until now. Firing again for the same time makes nothing twice, and goes on where a
    /// crash has left off. A schedule that is gone, switched off or not due is no error: nothing
    /// comes of it.
    pub async fn fire(
        &self,
        owner: &Owner,
        schedule_id: &str,
        at: Option<Timestamp>,
    ) -> Result<Option<ScheduleRun>> {
        let record = match self.find(owner, schedule_id).await {
            Ok(record) => record,
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let until = match at {
            Some(at) => at.saturating_add(TOLERANCE).unwrap_or(at),
            None => self.now(),
        };
        let planned = record.timetable()?.latest_until(until);
        match planned.filter(|planned| record.enabled && *planned >= record.since) {
            Some(planned) => self.run(record, planned, false).await.map(Some),
            None => Ok(None),
        }
    }

    /// Runs a schedule now, beside its times. The same moment again is the same run.
    pub async fn run_now(
        &self,
        owner: &Owner,
        schedule_id: &str,
        at: Timestamp,
    ) -> Result<ScheduleRun> {
        let record = self.find(owner, schedule_id).await?;
        self.run(record, at, true).await
    }

    async fn run(
        &self,
        record: ScheduleRecord,
        planned_at: Timestamp,
        by_hand: bool,
    ) -> Result<ScheduleRun> {
        let (owner, id) = (record.owner.clone(), record.schedule_id.clone());
        let outcome = self.decide(&record, planned_at).await?;
        let run = ScheduleRun { planned_at, fired_at: Some(self.now()), by_hand, outcome };
        let there = self.ledger().write_new(&owner, &id, &run).await?;
        let run = there.unwrap_or(run);
        let run = match run.outcome {
            RunOutcome::Started { .. } | RunOutcome::Failed { .. } => {
                self.make(&record, run).await?
            }
            RunOutcome::Queued => {
                self.wait(&record, planned_at).await?;
                self.advance(&owner, &id).await?;
                self.run_of(&owner, &id, planned_at).await?.unwrap_or(run)
            }
            RunOutcome::Skipped | RunOutcome::Missed => run,
        };
        if !by_hand {
            self.plan_after(&owner, &id, planned_at).await?;
        }
        let outcome = format!("{:?}", run.outcome);
        tracing::info!(schedule = id, planned_at = %planned_at, outcome, "a schedule has fired");
        Ok(run)
    }

    /// What is to become of a run, by how the batch before it stands.
    async fn decide(&self, record: &ScheduleRecord, planned_at: Timestamp) -> Result<RunOutcome> {
        let batch_id = batch_of(&record.schedule_id, planned_at);
        let is_busy = self.is_busy(record).await? || !record.queued.is_empty();
        Ok(match record.overlap {
            // One that is begun again finds its own batch under way.
            _ if !is_busy || record.latest == Some(batch_id) => RunOutcome::Started { batch_id },
            Overlap::Queue if record.queued.len() < MAX_QUEUED => RunOutcome::Queued,
            Overlap::Queue | Overlap::Skip => RunOutcome::Skipped,
        })
    }

    /// Makes the batch of a run and writes down that it is the latest. A failure that may pass is
    /// given back, so that the timer tries again; the run says what it was until then.
    pub(super) async fn make(
        &self,
        record: &ScheduleRecord,
        run: ScheduleRun,
    ) -> Result<ScheduleRun> {
        let (owner, id) = (&record.owner, record.schedule_id.as_str());
        let batch_id = batch_of(id, run.planned_at);
        match self.make_batch(record, run.planned_at).await {
            Ok(()) => {
                let run = self.end(record, run, RunOutcome::Started { batch_id }).await?;
                let latest = |record: &mut ScheduleRecord| {
                    record.queued.retain(|queued| *queued != run.planned_at);
                    record.latest = record.latest.max(Some(batch_id));
                    Ok(())
                };
                match self.ledger().change(owner, id, latest).await {
                    // It was deleted meanwhile.
                    Err(error) if error.kind != ErrorKind::NotFound => Err(error),
                    _ => Ok(run),
                }
            }
            Err(error) => {
                let outcome = RunOutcome::Failed {
                    error: error.name().to_owned(),
                    message: error.message.clone(),
                };
                let run = self.end(record, run, outcome).await?;
                if error.kind.info().retry != Retry::Never {
                    return Err(error);
                }
                self.unqueue(record, run.planned_at).await?;
                Ok(run)
            }
        }
    }

    async fn make_batch(&self, record: &ScheduleRecord, planned_at: Timestamp) -> Result<()> {
        let new = NewBatch {
            owner: record.owner.clone(),
            batch_id: batch_of(&record.schedule_id, planned_at),
            name: format!("{} {}", record.name, planned_at.strftime("%Y-%m-%d %H:%M")),
            source: self.source(&record.schedule_id).await?,
            options: record.options.clone(),
            schedule_id: Some(record.schedule_id.clone()),
        };
        self.batches.create(new).await.map(|_| ())
    }

    /// Writes down what became of a run.
    pub(super) async fn end(
        &self,
        record: &ScheduleRecord,
        run: ScheduleRun,
        outcome: RunOutcome,
    ) -> Result<ScheduleRun> {
        if run.outcome == outcome {
            return Ok(run);
        }
        let run = ScheduleRun { outcome, fired_at: Some(self.now()), ..run };
        let document = run.document(&record.owner, &record.schedule_id)?;
        self.batches.documents.write(&document, Expected::Any).await?;
        Ok(run)
    }

    async fn plan_after(&self, owner: &Owner, id: &str, planned_at: Timestamp) -> Result<()> {
        let planned = |record: &mut ScheduleRecord| {
            if record.next_at.is_some_and(|next| next <= planned_at) {
                record.plan(planned_at)?;
            }
            Ok::<_, Error>(())
        };
        match self.ledger().change(owner, id, planned).await {
            Err(error) if error.kind != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}
