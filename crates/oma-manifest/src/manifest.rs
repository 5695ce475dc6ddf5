use std::io::{BufReader, Cursor, Read};

use oma_core::batch::{MAX_ITEMS, ManifestFormat, Source};
use oma_core::brief::Problem;
use serde_json::{Map, Value};

use crate::build::Builder;
use crate::columns::Names;
use crate::fields::Fields;
use crate::head::{self, HEAD_BYTES};
use crate::lines::Lines;
use crate::names;
use crate::raw::{Content, Raw};
use crate::table::Table;
use crate::template::Template;

/// How rows become briefs.
#[derive(Debug, Clone, Default)]
pub struct Spec {
    /// Fields that every row begins with; texts in it may hold placeholders, `{{city}}`.
    pub template: Option<Map<String, Value>>,
    /// Which field, placeholder or `id` a column is, where its name does not say it. An empty text
    /// leaves the column out.
    pub columns: Map<String, Value>,
}

impl From<&Source> for Spec {
    fn from(source: &Source) -> Self {
        Self { template: source.template.clone(), columns: source.columns.clone() }
    }
}

/// A row of a manifest: fields of a brief, or what is wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Where it begins in the manifest, as an editor counts lines, from 1.
    pub line: u64,
    /// What the manifest calls it, `row-{number}` where it has no column `id`.
    pub id: String,
    /// Fields of a brief and `tags`, with the template's put in place; not checked as a brief yet.
    pub fields: Result<Map<String, Value>, Vec<Problem>>,
}

/// The rows of a manifest, in its order. A row that cannot be read is one of them.
pub struct Manifest {
    raw: Box<dyn Iterator<Item = Raw> + Send>,
    first: Option<Raw>,
    builder: Builder,
    /// Rows that were given.
    count: u32,
    is_over: bool,
}

/// Begins to read a manifest. It holds one row at a time and, of earlier rows, a number for each id.
///
/// # Errors
/// What is wrong with all of it: its encoding, its header, the template, the mapping of columns. The
/// problems' paths begin with `manifest`, `column "…"`, `template` or `columns`.
pub fn open(mut reader: impl Read + Send + 'static, spec: &Spec) -> Result<Manifest, Vec<Problem>> {
    let mut first = Vec::new();
    let failed = |error: std::io::Error| vec![unreadable(&error)];
    reader.by_ref().take(HEAD_BYTES).read_to_end(&mut first).map_err(failed)?;
    let head = head::look(&first).map_err(|problem| vec![problem])?;
    let rest = Cursor::new(first.split_off(head.skipped)).chain(reader);
    let rest = BufReader::with_capacity(1 << 16, rest);
    match head.format {
        ManifestFormat::JsonLines => {
            let names = Names::new(spec, Fields::of_brief())?;
            Manifest::begin(Box::new(Lines::new(rest)), Builder::of_objects(names))
        }
        ManifestFormat::Csv => {
            let mut table = Table::new(rest, head.delimiter, head.line);
            let header = match table.next().map(|raw| raw.content) {
                Some(Ok(Content::Cells(cells))) => cells,
                Some(Err(problem)) => return Err(vec![problem.within("line 1")]),
                _ => return Err(vec![no_rows("is empty")]),
            };
            let names = Names::new(spec, Fields::of_brief())?;
            let targets = names.of_header(&header)?;
            Manifest::begin(Box::new(table), Builder::of_cells(names, header, targets))
        }
    }
}

/// The same for rows that are JSON already; the first is on line 1.
///
/// # Errors
/// As [`open`].
pub fn rows(rows: Vec<Map<String, Value>>, spec: &Spec) -> Result<Manifest, Vec<Problem>> {
    let names = Names::new(spec, Fields::of_brief())?;
    let raw =
        (1..).zip(rows).map(|(line, object)| Raw { line, content: Ok(Content::Object(object)) });
    Manifest::begin(Box::new(raw), Builder::of_objects(names))
}

impl Manifest {
    fn begin(
        mut raw: Box<dyn Iterator<Item = Raw> + Send>,
        builder: Builder,
    ) -> Result<Self, Vec<Problem>> {
        let Some(first) = raw.next() else {
            return Err(vec![no_rows("has no rows")]);
        };
        Ok(Self { raw, first: Some(first), builder, count: 0, is_over: false })
    }

    fn one_too_many(&mut self, line: u64) -> Row {
        self.is_over = true;
        let problem = Problem::new(
            "manifest",
            format!("goes on after {MAX_ITEMS} rows; nothing from here on was read"),
            format!("at most {MAX_ITEMS} rows; split it into several"),
        );
        Row { line, id: names::row_id(MAX_ITEMS + 1), fields: Err(vec![problem]) }
    }
}

impl Iterator for Manifest {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        if self.is_over {
            return None;
        }
        let raw = self.first.take().or_else(|| self.raw.next())?;
        if self.count == MAX_ITEMS {
            return Some(self.one_too_many(raw.line));
        }
        self.count += 1;
        Some(self.builder.row(self.count, raw))
    }
}

/// The names that a template's placeholders ask rows for, each once, as written there first.
///
/// # Errors
/// What is wrong with the template.
pub fn placeholders(template: &Map<String, Value>) -> Result<Vec<String>, Vec<Problem>> {
    Template::new(template, &Fields::of_brief()).map(|template| template.names().to_vec())
}

fn no_rows(problem: &str) -> Problem {
    Problem::new(
        "manifest",
        problem,
        "a line of column names and a row for each video, or a JSON object per line",
    )
}

pub(crate) fn unreadable(error: &std::io::Error) -> Problem {
    Problem::new("manifest", format!("cannot be read ({error})"), "a file that is complete")
}
