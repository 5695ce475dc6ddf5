use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Seek as _, Write as _};

use futures::{TryStreamExt as _, stream};
use oma_core::batch::{BatchId, ItemDraft, MAX_ITEMS, keys};
use oma_core::brief::{Brief, Problem};
use oma_core::ports::Objects;
use oma_core::{Error, Result};
use oma_manifest::report::Problems;
use tempfile::NamedTempFile;

/// Files of rows that are written side by side.
const SIDE_BY_SIDE: usize = 8;

/// A row that was checked.
pub(crate) struct Checked {
    pub(crate) line: u64,
    pub(crate) id: String,
    pub(crate) result: std::result::Result<(Brief, Vec<String>), Vec<Problem>>,
}

/// What was checked, on disk: the rows that can be made, and what is wrong with the others. How many
/// there are is known only at the end, and so is the size of the files that they go to.
pub(crate) struct Spool {
    rows: BufWriter<File>,
    problems: Problems<BufWriter<NamedTempFile>>,
    /// Rows of the manifest.
    pub(crate) count: u32,
    /// Those of them that cannot be made.
    pub(crate) invalid: u32,
    /// Whether anything is wrong.
    pub(crate) has_problems: bool,
}

impl Spool {
    pub(crate) fn new() -> Result<Self> {
        let rows = tempfile::tempfile().map_err(disk)?;
        let problems = NamedTempFile::new().map_err(disk)?;
        Ok(Self {
            rows: BufWriter::new(rows),
            problems: Problems::new(BufWriter::new(problems)).map_err(disk)?,
            count: 0,
            invalid: 0,
            has_problems: false,
        })
    }

    /// Rows that can be made.
    pub(crate) fn items(&self) -> u32 {
        self.count - self.invalid
    }

    /// Takes the next row.
    pub(crate) fn add(&mut self, row: Checked) -> Result<()> {
        self.count = self.count.saturating_add(1);
        match row.result {
            Err(problems) => self.refuse(row.line, &row.id, &problems),
            Ok(_) if self.items() > MAX_ITEMS => {
                let problem = "is one row too many";
                let allowed = format!("at most {MAX_ITEMS} rows in a batch");
                self.refuse(row.line, &row.id, &[Problem::new("", problem, allowed)])
            }
            Ok((brief, tags)) => {
                let draft = ItemDraft { n: self.items(), id: row.id, line: row.line, brief, tags };
                serde_json::to_writer(&mut self.rows, &draft)?;
                self.rows.write_all(b"\n").map_err(disk)
            }
        }
    }

    fn refuse(&mut self, line: u64, id: &str, problems: &[Problem]) -> Result<()> {
        self.invalid = self.invalid.saturating_add(1);
        self.has_problems = true;
        problems.iter().try_for_each(|problem| self.problems.row(line, id, problem)).map_err(disk)
    }

    /// Notes what is wrong with the manifest as a whole.
    pub(crate) fn refuse_all(&mut self, problems: &[Problem]) -> Result<()> {
        self.has_problems = true;
        problems.iter().try_for_each(|problem| self.problems.whole(problem)).map_err(disk)
    }

    /// Stores what is wrong, if anything is, and gives the rows that can be made.
    pub(crate) async fn store_problems(
        self,
        objects: &dyn Objects,
        batch: BatchId,
    ) -> Result<Rows> {
        let mut rows = self.rows.into_inner().map_err(Error::internal)?;
        rows.rewind().map_err(disk)?;
        let out = self.problems.finish().map_err(disk)?;
        let file = out.into_inner().map_err(Error::internal)?;
        if self.has_problems {
            let key = keys::file(batch, keys::PROBLEMS);
            objects.put_file(&key, file.path(), "text/csv; charset=utf-8").await?;
        }
        Ok(Rows(rows))
    }
}

/// The rows that can be made, a line each.
pub(crate) struct Rows(File);

impl Rows {
    /// Stores them in files of so many. Again it writes the same.
    pub(crate) async fn store(
        self,
        objects: &dyn Objects,
        batch: BatchId,
        size: u32,
    ) -> Result<()> {
        let mut lines = BufReader::new(self.0);
        let files = (0..).map_while(|chunk: u32| match read_lines(&mut lines, size) {
            Ok(text) if text.is_empty() => None,
            read => Some(read.map(|text| (keys::items(batch, chunk), text))),
        });
        stream::iter(files)
            .map_ok(|(key, text)| async move {
                objects.put_bytes(&key, text.into(), "application/jsonl").await
            })
            .try_buffer_unordered(SIDE_BY_SIDE)
            .try_collect::<Vec<()>>()
            .await
            .map(|_| ())
    }
}

fn read_lines(from: &mut BufReader<File>, count: u32) -> Result<String> {
    let mut text = String::new();
    for _ in 0..count {
        if from.read_line(&mut text).map_err(disk)? == 0 {
            break;
        }
    }
    Ok(text)
}

/// The function's own disk does not work.
// As `map_err` calls it.
#[allow(clippy::needless_pass_by_value)]
pub(crate) fn disk(error: std::io::Error) -> Error {
    Error::internal(format!("a temporary file: {error}"))
}
