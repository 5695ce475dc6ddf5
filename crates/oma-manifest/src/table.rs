//! Records of a CSV in bounded memory. The `csv` crate's own reader holds a record of any length, so
//! its core is driven here with buffers of a fixed size.

use std::io::BufRead;

use csv_core::ReadRecordResult as Step;
use oma_core::brief::Problem;

use crate::head::newlines;
use crate::manifest::unreadable;
use crate::raw::{Content, MAX_ROW_BYTES, Raw, not_utf8, too_long};

/// More than all fields of a brief and any table of values.
const MAX_COLUMNS: usize = 512;

pub(crate) struct Table<R> {
    input: R,
    csv: csv_core::Reader,
    line: u64,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    is_over: bool,
}

impl<R: BufRead> Table<R> {
    /// A table that begins on a line of its file.
    pub(crate) fn new(input: R, delimiter: u8, line: u64) -> Self {
        let csv = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
        let (bytes, ends) = (vec![0; MAX_ROW_BYTES], vec![0; MAX_COLUMNS]);
        Self { input, csv, line, bytes, ends, is_over: false }
    }

    /// Passes over empty lines. False at the end.
    fn find_record(&mut self) -> std::io::Result<bool> {
        loop {
            let buffer = self.input.fill_buf()?;
            let Some(first) = buffer.first() else { return Ok(false) };
            match first {
                b'\n' => self.line += 1,
                b'\r' => {}
                _ => return Ok(true),
            }
            self.input.consume(1);
        }
    }

    /// The record that begins here: how many bytes and cells, or what is wrong with it.
    fn read(&mut self) -> std::io::Result<Result<usize, Problem>> {
        let (mut used, mut cells, mut problem) = (0, 0, None);
        loop {
            let buffer = self.input.fill_buf()?;
            let is_end = buffer.is_empty();
            // A last line without its end is given one. Within quotes that ends nothing.
            let feed = if is_end { b"\n" } else { buffer };
            let (step, read, written, ended) =
                self.csv.read_record(feed, &mut self.bytes[used..], &mut self.ends[cells..]);
            if !is_end {
                self.line += newlines(&buffer[..read]);
                self.input.consume(read);
            }
            (used, cells) = (used + written, cells + ended);
            match step {
                Step::Record | Step::End => break,
                Step::InputEmpty if is_end => {
                    self.is_over = true;
                    problem.get_or_insert_with(never_closed);
                    break;
                }
                Step::InputEmpty => {}
                Step::OutputFull => {
                    used = 0;
                    problem.get_or_insert_with(too_long);
                }
                Step::OutputEndsFull => {
                    cells = 0;
                    problem.get_or_insert_with(too_wide);
                }
            }
        }
        Ok(problem.map_or(Ok(cells), Err))
    }

    fn cells(&self, count: usize) -> Result<Vec<String>, Problem> {
        let mut begin = 0;
        let cells = self.ends[..count].iter().enumerate().map(|(index, end)| {
            let bytes = &self.bytes[begin..*end];
            begin = *end;
            let text = std::str::from_utf8(bytes);
            text.map(str::to_owned).map_err(|_| not_utf8(&format!("column {}", index + 1)))
        });
        cells.collect()
    }

    fn record(&mut self) -> std::io::Result<Option<Raw>> {
        while self.find_record()? {
            let line = self.line;
            let content = self.read()?.and_then(|count| self.cells(count));
            // Spreadsheets write rows that were once used as separators and nothing else.
            if content.as_ref().is_ok_and(|cells| cells.iter().all(|c| c.trim().is_empty())) {
                continue;
            }
            return Ok(Some(Raw { line, content: content.map(Content::Cells) }));
        }
        Ok(None)
    }
}

impl<R: BufRead> Iterator for Table<R> {
    type Item = Raw;

    fn next(&mut self) -> Option<Raw> {
        if self.is_over {
            return None;
        }
        self.record().unwrap_or_else(|error| {
            self.is_over = true;
            Some(Raw { line: self.line, content: Err(unreadable(&error)) })
        })
    }
}

fn never_closed() -> Problem {
    Problem::new(
        "row",
        "has a quotation mark that opens a cell and is never closed, so the rest of the file belongs \
         to it",
        "a closing quotation mark; within a cell it is written twice",
    )
}

fn too_wide() -> Problem {
    Problem::new(
        "row",
        format!("has more than {MAX_COLUMNS} cells"),
        format!("at most {MAX_COLUMNS}"),
    )
}
