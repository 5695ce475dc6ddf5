use std::fs::File;

use api_function::{brief_and_tags, stored_manifest, stored_template};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use oma_core::batch::{BatchRecord, BatchStatus, keys};
use oma_core::brief::Problem;
use oma_core::contract::Prepared;
use oma_core::{Error, ErrorKind, Result};
use oma_manifest::{Manifest, Row, Spec};
use serde_json::Value;
use tempfile::NamedTempFile;
use tokio::sync::mpsc;

use crate::chunks::chunk_size;
use crate::run::{Run, failure};
use crate::spool::{Checked, Spool, disk};

/// Rows that are checked side by side, and as many that are read ahead.
const SIDE_BY_SIDE: usize = 16;

/// A manifest that was opened, or what is wrong with all of it.
type Opening = std::result::Result<Manifest, Vec<Problem>>;

impl Run<'_> {
    /// Reads and checks every row, and says what there is to make. Nothing is started before: a
    /// manifest with a bad row is refused as a whole, unless its owner said otherwise. Asked again, it
    /// answers the same.
    pub(crate) async fn prepare(&self) -> Result<Prepared> {
        let record = self.record().await?;
        if !self.is_at_work(&record) || record.status == BatchStatus::Stopping {
            return Ok(stay());
        }
        let is_checked = record.items > 0;
        let record = if is_checked { record } else { self.check(record).await? };
        if !self.is_at_work(&record) {
            return Ok(stay());
        }
        self.begin_making(&record, !is_checked).await
    }

    /// Has the Map begun, if the owner's quotas allow.
    async fn begin_making(&self, record: &BatchRecord, is_fresh: bool) -> Result<Prepared> {
        let at_once = match self.room(self.left_to_make(record).await?).await? {
            Ok(at_once) => at_once,
            // Rows that an attempt before this one has begun are not stopped by the quota they count in.
            Err(_) if record.status == BatchStatus::Running => record.options.concurrency,
            Err(error) => {
                self.end(BatchStatus::Failed, &error, record).await?;
                return Ok(stay());
            }
        };
        let chunks = self.put_chunks(record, is_fresh).await?;
        let running = |record: &mut BatchRecord| {
            if record.execution == self.execution && record.status == BatchStatus::Checking {
                record.status = BatchStatus::Running;
            }
            Ok(())
        };
        let record = self.desk.change(self.owner, self.batch, running).await?;
        if record.status != BatchStatus::Running || record.execution != self.execution {
            return Ok(stay());
        }
        let concurrency = record.options.concurrency.clamp(1, at_once.max(1));
        Ok(Prepared { go: true, concurrency, chunks })
    }

    async fn left_to_make(&self, record: &BatchRecord) -> Result<u32> {
        let films = self.desk.counts(self.batch).await?.succeeded;
        Ok(record.items.saturating_sub(films))
    }

    /// Reads and checks the manifest, and writes down what came of it.
    async fn check(&self, record: BatchRecord) -> Result<BatchRecord> {
        let mut spool = Spool::new()?;
        match self.open_manifest(&record).await? {
            Ok(manifest) => self.check_rows(&record, manifest, &mut spool).await?,
            Err(problems) => spool.refuse_all(&problems)?,
        }
        let (rows, invalid, items) = (spool.count, spool.invalid, spool.items());
        let refused = refusal(&record, &spool);
        let checked = spool.store_problems(self.services.objects.as_ref(), self.batch).await?;
        let counted = BatchRecord { rows, invalid, ..record };
        if let Some(error) = refused {
            return self.end(BatchStatus::Refused, &error, &counted).await;
        }
        let chunk_size = chunk_size(items);
        checked.store(self.services.objects.as_ref(), self.batch, chunk_size).await?;
        let checked = |record: &mut BatchRecord| {
            // Somebody who stopped it meanwhile has stopped what can be resumed.
            if self.is_at_work(record) {
                (record.rows, record.invalid) = (rows, invalid);
                (record.items, record.chunk_size) = (items, chunk_size);
            }
            Ok(())
        };
        self.desk.change(self.owner, self.batch, checked).await
    }

    async fn end(
        &self,
        status: BatchStatus,
        error: &Error,
        counted: &BatchRecord,
    ) -> Result<BatchRecord> {
        let ended = |record: &mut BatchRecord| {
            if self.is_at_work(record) {
                record.status = status;
                record.failure = Some(failure("prepare", error));
                (record.rows, record.invalid) = (counted.rows, counted.invalid);
                record.ended_at = Some(self.services.clock.now());
            }
            Ok(())
        };
        self.desk.change(self.owner, self.batch, ended).await
    }

    async fn open_manifest(&self, record: &BatchRecord) -> Result<Opening> {
        let source = self.desk.source(self.batch).await?;
        let mut spec = Spec { template: source.template, columns: source.columns };
        if let Some(id) = &source.template_id {
            spec.template = stored_template(self.services, self.owner, id).await?;
            if spec.template.is_none() {
                let allowed = "the id of a template of yours";
                return Ok(Err(vec![Problem::new("template_id", "names no template", allowed)]));
            }
        }
        let Some(id) = &record.source.manifest else {
            return on_a_thread(move || Ok(oma_manifest::rows(source.rows, &spec))).await;
        };
        let Some(key) = stored_manifest(self.services, self.owner, id).await? else {
            let allowed = "the id of an upload whose status is ready";
            return Ok(Err(vec![Problem::new("manifest", "names no upload of yours", allowed)]));
        };
        let file = NamedTempFile::new().map_err(disk)?;
        self.services.objects.get_file(&key, file.path()).await?;
        on_a_thread(move || {
            let opened = File::open(file.path()).map_err(disk)?;
            // The name goes with `file`, the bytes when `opened` is closed.
            Ok(oma_manifest::open(opened, &spec))
        })
        .await
    }

    /// Checks rows side by side, in order. A few are in memory at any time.
    async fn check_rows(
        &self,
        record: &BatchRecord,
        manifest: Manifest,
        spool: &mut Spool,
    ) -> Result<()> {
        let (send, receive) = mpsc::channel::<Row>(SIDE_BY_SIDE);
        let reader = tokio::task::spawn_blocking(move || {
            for row in manifest {
                // Whoever checks has failed and reads no more.
                if send.blocking_send(row).is_err() {
                    return;
                }
            }
        });
        let rows = stream::unfold(receive, |mut receive| async {
            receive.recv().await.map(|row| (row, receive))
        });
        let mut checked =
            rows.map(|row| self.check_row(record, row)).buffered(SIDE_BY_SIDE).boxed();
        while let Some(row) = checked.try_next().await? {
            spool.add(row)?;
        }
        reader.await.map_err(Error::internal)
    }

    async fn check_row(&self, record: &BatchRecord, row: Row) -> Result<Checked> {
        let Row { line, id, fields } = row;
        let fields = match fields {
            Ok(fields) => fields,
            Err(problems) => return Ok(Checked { line, id, result: Err(problems) }),
        };
        let result = match brief_and_tags(self.services, self.owner, Value::Object(fields)).await {
            Ok((brief, mut tags)) => {
                let more = record.options.tags.iter();
                tags.extend(more.filter(|tag| !tags.contains(tag)).cloned().collect::<Vec<_>>());
                Ok((brief, tags))
            }
            Err(error) if !error.problems.is_empty() => Err(error.problems),
            Err(error) if is_of_the_row(&error) => {
                Err(vec![Problem::new("", error.message, error.kind.info().action)])
            }
            Err(error) => return Err(error),
        };
        Ok(Checked { line, id, result })
    }
}

/// Whether an error is the row's own, and no failure of a service.
fn is_of_the_row(error: &Error) -> bool {
    matches!(
        error.kind,
        ErrorKind::InvalidBrief
            | ErrorKind::InvalidRequest
            | ErrorKind::InvalidAsset
            | ErrorKind::ContentRejected
    )
}

fn refusal(record: &BatchRecord, spool: &Spool) -> Option<Error> {
    let report = keys::PROBLEMS;
    let message = match (spool.count, spool.invalid) {
        (0, _) => format!("The manifest cannot be used. What is wrong with it stands in {report}."),
        (_, 0) => return None,
        (all, bad) if bad == all => {
            format!("None of {all} rows can be made. What is wrong with each stands in {report}.")
        }
        (all, bad) if !record.options.skip_invalid => format!(
            "{bad} of {all} rows cannot be made, and nothing was started. What is wrong with each \
             stands in {report}."
        ),
        _ => return None,
    };
    Some(Error::new(ErrorKind::InvalidManifest, message))
}

/// Reading a file's head is quick, but not for the thread that answers others.
async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

fn stay() -> Prepared {
    Prepared { go: false, concurrency: 1, chunks: String::new() }
}
