//! From a raw row to a [`Row`].

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};

use oma_core::brief::Problem;
use serde_json::{Map, Value};

use crate::columns::{Names, Target, column};
use crate::formula;
use crate::manifest::Row;
use crate::names::row_id;
use crate::raw::{Content, Raw};
use crate::template::Given;
use crate::values;

/// The longest id of a row.
const MAX_ID_CHARS: usize = 100;
/// The most names of fields that are remembered; rows in JSON may make up any number.
const MAX_NAMES: usize = 1000;

/// Makes rows, one after the other.
pub(crate) struct Builder {
    names: Names,
    header: Vec<String>,
    targets: Vec<Target>,
    /// What the fields of rows in JSON are.
    resolved: HashMap<String, Target>,
    ids: Ids,
}

impl Builder {
    pub(crate) fn of_cells(names: Names, header: Vec<String>, targets: Vec<Target>) -> Self {
        Self { names, header, targets, resolved: HashMap::new(), ids: Ids::default() }
    }

    pub(crate) fn of_objects(names: Names) -> Self {
        Self::of_cells(names, Vec::new(), Vec::new())
    }

    /// The row with this number, from 1.
    pub(crate) fn row(&mut self, n: u32, raw: Raw) -> Row {
        let mut parts = Parts::new(self.names.template.as_ref().map_or(0, |t| t.names().len()));
        match raw.content {
            Err(problem) => parts.problems.push(problem),
            Ok(Content::Cells(cells)) => self.cells(&cells, &mut parts),
            Ok(Content::Object(object)) => self.object(object, &mut parts),
        }
        let id = parts.id.take().unwrap_or_else(|| row_id(n));
        parts.problems.extend(self.ids.check(&id, raw.line));
        Row { line: raw.line, id, fields: self.fields(parts) }
    }

    fn cells(&self, cells: &[String], parts: &mut Parts) {
        let is_beyond = |cells: &[String]| cells.iter().any(|cell| !cell.trim().is_empty());
        if cells.len() < self.header.len() || is_beyond(&cells[self.header.len()..]) {
            let (has, header) = (cells.len(), self.header.len());
            parts.problems.push(Problem::new(
                "row",
                format!("has {has} cells, and the header has {header}"),
                "as many cells as the header; a text with separators or line breaks stands in \
                 quotation marks",
            ));
            return;
        }
        for ((name, target), cell) in self.header.iter().zip(&self.targets).zip(cells) {
            let is_used = !matches!(target, Target::Out) && !cell.trim().is_empty();
            if is_used && let Err(problem) = Self::cell(name, target, cell, parts) {
                parts.problems.push(problem);
            }
        }
    }

    fn cell(name: &str, target: &Target, cell: &str, parts: &mut Parts) -> Result<(), Problem> {
        formula::refuse(&column(name), cell)?;
        match target {
            Target::Id => parts.id = Some(id(cell)?),
            Target::Value(number) => parts.given[*number] = Some(Given::Text(cell.trim().into())),
            Target::Field(path, shape) => {
                parts.fields.push((path.clone(), values::read(path, cell, shape)?));
            }
            Target::Nameless => {
                let allowed = "a name in the first line for each column that is used";
                return Err(Problem::new("row", "has a cell in a column without a name", allowed));
            }
            Target::Out => {}
        }
        Ok(())
    }

    fn object(&mut self, object: Map<String, Value>, parts: &mut Parts) {
        for (name, value) in object {
            let target = self.resolve(&name);
            if let Err(problem) = self.field(&name, target, value, parts) {
                parts.problems.push(problem);
            }
        }
    }

    fn resolve(&mut self, name: &str) -> Option<Target> {
        if let Some(target) = self.resolved.get(name) {
            return Some(target.clone());
        }
        let target = self.names.resolve(name)?;
        if self.resolved.len() < MAX_NAMES {
            self.resolved.insert(name.to_owned(), target.clone());
        }
        Some(target)
    }

    fn field(
        &self,
        name: &str,
        target: Option<Target>,
        value: Value,
        parts: &mut Parts,
    ) -> Result<(), Problem> {
        match target {
            None | Some(Target::Nameless) => return Err(self.names.unknown(name)),
            Some(Target::Out) => {}
            Some(Target::Id) => match scalar(name, value)? {
                Some(Given::Text(text)) => parts.id = Some(id(&text)?),
                Some(Given::Scalar(value)) => parts.id = Some(id(&value.to_string())?),
                None => {}
            },
            Some(Target::Value(number)) => parts.given[number] = scalar(name, value)?,
            Some(Target::Field(..)) if value.is_null() => {}
            Some(Target::Field(path, _)) => parts.fields.push((path, value)),
        }
        Ok(())
    }

    /// The template with the row's values, and the row's fields over it.
    fn fields(&self, parts: Parts) -> Result<Map<String, Value>, Vec<Problem>> {
        let mut problems = parts.problems;
        let mut fields = Map::new();
        if let Some(template) = &self.names.template
            && problems.is_empty()
        {
            let missing = parts.given.iter().zip(template.names()).filter(|(g, _)| g.is_none());
            problems.extend(missing.map(|(_, name)| {
                Problem::new(name, "is empty", format!("a value for {{{{{name}}}}}"))
            }));
            let given: Vec<Given> = parts.given.into_iter().flatten().collect();
            if problems.is_empty() {
                match template.fill(&given) {
                    Ok(filled) => fields = filled,
                    Err(found) => problems.extend(found),
                }
            }
        }
        for (path, value) in parts.fields {
            problems.extend(set(&mut fields, &path, value).err());
        }
        if problems.is_empty() { Ok(fields) } else { Err(problems) }
    }
}

/// What a row holds, before it is put together.
struct Parts {
    id: Option<String>,
    fields: Vec<(String, Value)>,
    given: Vec<Option<Given>>,
    problems: Vec<Problem>,
}

impl Parts {
    fn new(placeholders: usize) -> Self {
        let given = vec![None; placeholders];
        Self { id: None, fields: Vec::new(), given, problems: Vec::new() }
    }
}

fn id(text: &str) -> Result<String, Problem> {
    let id = text.trim();
    let chars = id.chars().count();
    if chars > MAX_ID_CHARS || id.contains(char::is_control) {
        let allowed = format!("1 to {MAX_ID_CHARS} characters on one line");
        return Err(Problem::new(
            "id",
            format!("is {chars} characters long or not on one line"),
            allowed,
        ));
    }
    if id.is_empty() {
        return Err(Problem::new("id", "is empty", "a text, or no id at all"));
    }
    Ok(id.to_owned())
}

/// A value of a row in JSON for a placeholder or an id; nothing where it is empty.
fn scalar(name: &str, value: Value) -> Result<Option<Given>, Problem> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) if text.trim().is_empty() => Ok(None),
        Value::String(text) => Ok(Some(Given::Text(text.trim().to_owned()))),
        Value::Number(_) | Value::Bool(_) => Ok(Some(Given::Scalar(value))),
        Value::Array(_) | Value::Object(_) => {
            Err(Problem::new(name, "is a list or an object", "a text, a number or a truth value"))
        }
    }
}

/// Puts a value at a dotted path. What stands there is replaced; what stands on the way must be an
/// object.
fn set(fields: &mut Map<String, Value>, path: &str, value: Value) -> Result<(), Problem> {
    let (first, rest) = path.split_once('.').map_or((path, None), |(f, r)| (f, Some(r)));
    let Some(rest) = rest else {
        fields.insert(first.to_owned(), value);
        return Ok(());
    };
    let inner = fields.entry(first).or_insert_with(|| Value::Object(Map::new()));
    match inner {
        Value::Object(inner) => set(inner, rest, value),
        _ => Err(Problem::new(
            path,
            format!("does not go together with {first}, which is given as a whole"),
            format!("either {first} or fields of it"),
        )),
    }
}

/// The ids so far, each as a number made from it, and the line that had it. Two ids of a full manifest
/// share a number by chance once in four billion manifests.
#[derive(Default)]
struct Ids {
    hasher: RandomState,
    lines: HashMap<u64, u64>,
}

impl Ids {
    fn check(&mut self, id: &str, line: u64) -> Option<Problem> {
        let first = *self.lines.entry(self.hasher.hash_one(id)).or_insert(line);
        let what = || format!("is \"{id}\" as on line {first}");
        (first != line).then(|| Problem::new("id", what(), "an id of its own for each row"))
    }
}
