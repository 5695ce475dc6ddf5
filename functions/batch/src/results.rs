use std::io::BufWriter;

use oma_core::batch::{BatchItem, BatchRecord, ItemStatus, Sum, keys, video_of};
use oma_core::video::Failure;
use oma_core::{Error, ErrorKind, Result};
use oma_manifest::report::Results;
use tempfile::NamedTempFile;

use crate::run::{Run, failure, was_stopped_by_owner};
use crate::spool::disk;

/// How many rows are in memory.
const WINDOW: u32 = 250;

impl Run<'_> {
    /// Goes over all rows: closes those that were begun and that nobody makes any more, writes the
    /// table of results, and adds up.
    pub(crate) async fn go_over_rows(&self, record: &BatchRecord) -> Result<Sum> {
        let file = NamedTempFile::new().map_err(disk)?;
        let mut table = Results::new(BufWriter::new(file)).map_err(disk)?;
        let mut sum = Sum::default();
        let mut first = 1;
        while first <= record.items {
            let last = first.saturating_add(WINDOW - 1).min(record.items);
            for row in self.desk.rows(record, first, last).await? {
                let row = self.close_left(record, row).await?;
                table.item(&row).map_err(disk)?;
                sum.add(&row);
            }
            first = last + 1;
        }
        let out = table.finish().map_err(disk)?;
        let file = out.into_inner().map_err(Error::internal)?;
        let key = keys::file(self.batch, keys::RESULTS);
        self.services.objects.put_file(&key, file.path(), "text/csv; charset=utf-8").await?;
        Ok(sum)
    }

    /// Closes a row whose child execution died. Nobody waits for its video any more: one that is still
    /// said to be made is stopped, and fails as interrupted.
    async fn close_left(&self, record: &BatchRecord, row: BatchItem) -> Result<BatchItem> {
        if row.status != ItemStatus::Running {
            return Ok(row);
        }
        let video = video_of(self.batch, row.n);
        if was_stopped_by_owner(record) {
            self.cancel_video(video).await?;
        } else {
            self.lost(&row, &interrupted()).await?;
            self.stop_execution(&row).await;
        }
        self.close(row.n, None).await?;
        let now = self.desk.item(self.batch, row.n).await?;
        Ok(now.map_or(row, |(item, _)| item))
    }

    /// An execution whose video was taken from it ends at its next step, so one that cannot be stopped
    /// harms nobody.
    async fn stop_execution(&self, row: &BatchItem) {
        let Some(execution) = &row.execution else { return };
        let stopped = self.services.executions.stop(execution, "Its batch has ended.").await;
        if let Err(error) = stopped
            && error.kind != ErrorKind::NotFound
        {
            tracing::warn!(execution, error = %error.full_text(), "an execution was not stopped");
        }
    }
}

fn interrupted() -> Failure {
    failure("batch", &Error::new(ErrorKind::Interrupted, "what waited for it has died."))
}
