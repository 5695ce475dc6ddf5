use oma_core::batch::{BatchRecord, BatchStatus, Sum, Summary, keys};
use oma_core::contract::CaughtError;
use oma_core::video::Failure;
use oma_core::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

use crate::run::{Run, failure};

/// What concluding gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Concluded {
    /// How the batch ended.
    pub(crate) status: BatchStatus,
}

impl Run<'_> {
    /// Says how the batch ended: closes what was left, writes the results and the summary, puts the
    /// counters right and, last of all, writes the record. Asked again, it changes nothing.
    pub(crate) async fn conclude(&self, error: Option<&CaughtError>) -> Result<Concluded> {
        let record = self.record().await?;
        if record.execution != self.execution {
            return Ok(Concluded { status: record.status });
        }
        if !record.status.is_active() {
            // The manifest was refused, or a quota: that was said already, and nothing was begun.
            self.summarise(&record, &Sum::default()).await?;
            self.services.schedules().after_batch(&record).await?;
            return Ok(Concluded { status: record.status });
        }
        let sum = self.go_over_rows(&record).await?;
        // Rows that are over, whose writer died before what follows from it.
        for n in self.tallies().running().await? {
            self.close(n, None).await?;
        }
        self.tallies().put_right(&sum.counts, sum.spent).await?;
        let (status, failure) = ending(&record, &sum, error.map(CaughtError::failure));
        let ended_at = Some(self.services.clock.now());
        let ended = BatchRecord { status, failure, ended_at, ..record };
        self.summarise(&ended, &sum).await?;
        let change = |record: &mut BatchRecord| {
            if self.is_at_work(record) {
                record.status = ended.status;
                record.failure.clone_from(&ended.failure);
                record.ended_at = ended.ended_at;
            }
            Ok(())
        };
        let record = self.desk.change(self.owner, self.batch, change).await?;
        self.services.schedules().after_batch(&record).await?;
        Ok(Concluded { status: record.status })
    }

    /// Writes the summary, unless this batch has a newer one: of a batch that is over by now, the
    /// summary was written before its record.
    async fn summarise(&self, record: &BatchRecord, sum: &Sum) -> Result<()> {
        let key = keys::file(self.batch, keys::SUMMARY);
        let objects = self.services.objects.as_ref();
        if sum == &Sum::default() && record.items > 0 && objects.size(&key).await?.is_some() {
            return Ok(());
        }
        let ended_at = record.ended_at.unwrap_or(record.updated_at);
        let wall_ms = ended_at.as_millisecond() - record.created_at.as_millisecond();
        let summary = Summary {
            batch_id: record.batch_id,
            name: record.name.clone(),
            execution: record.execution.clone(),
            status: record.status,
            failure: record.failure.clone(),
            rows: record.rows,
            invalid: record.invalid,
            items: record.items,
            waiting: sum.waiting,
            counts: sum.counts,
            failures: sum.failures.clone(),
            wall_ms: u64::try_from(wall_ms).unwrap_or_default(),
            ended_at,
        };
        let json = serde_json::to_vec_pretty(&summary)?;
        objects.put_bytes(&key, json.into(), "application/json").await
    }
}

/// How a batch ended, and why it did not go on.
fn ending(
    record: &BatchRecord,
    sum: &Sum,
    caught: Option<Failure>,
) -> (BatchStatus, Option<Failure>) {
    if record.status == BatchStatus::Stopping {
        return (BatchStatus::Stopped, record.failure.clone());
    }
    if let Some(caught) = caught {
        return (BatchStatus::Failed, Some(caught));
    }
    if sum.counts.succeeded == record.items && record.items > 0 {
        return (BatchStatus::Succeeded, None);
    }
    if sum.waiting == 0 && sum.counts.running == 0 {
        return (BatchStatus::Finished, None);
    }
    let left = sum.waiting + sum.counts.running;
    let message =
        format!("{left} rows were not begun, or not ended. Resume the batch to make them.");
    let error = Error::new(ErrorKind::Interrupted, message);
    (BatchStatus::Failed, Some(failure("batch", &error)))
}
