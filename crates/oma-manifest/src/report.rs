//! Tables that people read: what is wrong with rows, and what became of them.
//!
//! Both are CSV with commas, in UTF-8 with a byte order mark, without which Excel takes it for
//! Latin-1. No cell of theirs is computed by a spreadsheet: what a row's author wrote is shown with an
//! apostrophe before it where it begins like a formula.

use std::io::{self, Write};

use oma_core::batch::{BatchItem, ItemStatus};
use oma_core::brief::Problem;
use oma_core::money::MicroUsd;

use crate::formula::defuse;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// The header of [`Problems`].
pub const PROBLEM_COLUMNS: [&str; 5] = ["line", "id", "field", "problem", "allowed"];

/// The header of [`Results`]. Money is in US dollars.
pub const RESULT_COLUMNS: [&str; 12] = [
    "n",
    "line",
    "id",
    "title",
    "status",
    "video_id",
    "error",
    "message",
    "cost_usd",
    "saved_usd",
    "steps",
    "steps_found",
];

/// A table of what is wrong with a manifest.
pub struct Problems<W: Write>(Table<W>);

impl<W: Write> Problems<W> {
    /// Begins the table.
    pub fn new(out: W) -> io::Result<Self> {
        Table::new(out, &PROBLEM_COLUMNS).map(Self)
    }

    /// A problem of a row.
    pub fn row(&mut self, line: u64, id: &str, problem: &Problem) -> io::Result<()> {
        self.0.row(&[&line.to_string(), id, &problem.path, &problem.problem, &problem.allowed])
    }

    /// A problem of the manifest as a whole.
    pub fn whole(&mut self, problem: &Problem) -> io::Result<()> {
        self.0.row(&["", "", &problem.path, &problem.problem, &problem.allowed])
    }

    /// Ends the table.
    pub fn finish(self) -> io::Result<W> {
        self.0.finish()
    }
}

/// A table of what became of a batch's rows.
pub struct Results<W: Write>(Table<W>);

impl<W: Write> Results<W> {
    /// Begins the table.
    pub fn new(out: W) -> io::Result<Self> {
        Table::new(out, &RESULT_COLUMNS).map(Self)
    }

    /// A row of the batch.
    pub fn item(&mut self, item: &BatchItem) -> io::Result<()> {
        let video = item.video_id.map(|id| id.to_string()).unwrap_or_default();
        let failure = item.failure.as_ref();
        self.0.row(&[
            &item.n.to_string(),
            &item.line.to_string(),
            &item.id,
            &item.title,
            status(item.status),
            &video,
            failure.map_or("", |failure| &failure.name),
            failure.map_or("", |failure| &failure.message),
            &dollars(item.cost_micro_usd),
            &dollars(item.saved_micro_usd),
            &item.steps.to_string(),
            &item.steps_found.to_string(),
        ])
    }

    /// Ends the table.
    pub fn finish(self) -> io::Result<W> {
        self.0.finish()
    }
}

fn status(status: ItemStatus) -> &'static str {
    match status {
        ItemStatus::Waiting => "waiting",
        ItemStatus::Running => "running",
        ItemStatus::Succeeded => "succeeded",
        ItemStatus::Failed => "failed",
        ItemStatus::Skipped => "skipped",
    }
}

fn dollars(amount: MicroUsd) -> String {
    format!("{}.{:06}", amount.0 / 1_000_000, amount.0 % 1_000_000)
}

struct Table<W: Write>(csv::Writer<W>);

impl<W: Write> Table<W> {
    fn new(mut out: W, header: &[&str]) -> io::Result<Self> {
        out.write_all(BOM)?;
        // RFC 4180's line ends, which every spreadsheet takes.
        let builder = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        let mut table = Self(builder);
        table.row(header)?;
        Ok(table)
    }

    fn row(&mut self, cells: &[&str]) -> io::Result<()> {
        self.0.write_record(cells.iter().map(|cell| defuse(cell))).map_err(io::Error::from)
    }

    fn finish(self) -> io::Result<W> {
        self.0.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}
