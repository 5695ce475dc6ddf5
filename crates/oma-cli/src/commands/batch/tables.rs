use std::fs::File;
use std::path::Path;

use oma_core::batch::{BatchRecord, BatchStatus, ItemQuery, ItemStatus, keys};
use oma_core::{Error, Result};
use oma_local::BatchRun;
use serde::{Deserialize, Serialize};

use super::show::Show;

/// How many rows are in memory.
const PAGE: u32 = 250;
/// How many problems are printed; the file has all.
const SHOWN: usize = 30;

/// A line of `problems.csv`.
// Its fields are the columns.
#[allow(clippy::struct_field_names)]
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Line {
    pub(super) line: String,
    pub(super) id: String,
    pub(super) field: String,
    pub(super) problem: String,
    pub(super) allowed: String,
}

/// Copies what is not copied yet, and tells how the batch ended.
pub(super) async fn conclude(run: &BatchRun, out: &Path, show: &Show) -> Result<BatchStatus> {
    let record = run.record().await?;
    copy_films(run, &record, out).await?;
    run.copy_tables(out).await?;
    let problems = out.join(keys::PROBLEMS);
    if record.invalid > 0 || record.status == BatchStatus::Refused {
        let (shown, left) = read(&problems)?;
        show.problems(&shown, left, &problems);
    }
    show.finished(&run.summary().await?, out);
    Ok(record.status)
}

/// Films that were finished by a command before this one, and whose copies are not there.
async fn copy_films(run: &BatchRun, record: &BatchRecord, out: &Path) -> Result<()> {
    let status = Some(ItemStatus::Succeeded);
    let mut query = ItemQuery { status, after: None, limit: PAGE };
    loop {
        let page = run.rows(record, &query).await?;
        for item in &page.items {
            run.copy(item, out).await?;
        }
        let Some(next) = page.next else { return Ok(()) };
        query.after = Some(next);
    }
}

/// The first problems, and how many there are beside them.
fn read(path: &Path) -> Result<(Vec<Line>, usize)> {
    let unreadable =
        |e: &dyn std::fmt::Display| Error::internal(format!("{}: {e}", path.display()));
    if !path.is_file() {
        return Ok((Vec::new(), 0));
    }
    // The reader passes over the byte order mark.
    let mut table = csv::Reader::from_reader(File::open(path).map_err(|e| unreadable(&e))?);
    let (mut shown, mut left) = (Vec::new(), 0);
    for line in table.deserialize() {
        let line: Line = line.map_err(|e| unreadable(&e))?;
        if shown.len() < SHOWN { shown.push(line) } else { left += 1 }
    }
    Ok((shown, left))
}
