//! Which field, placeholder or id each column is.

use std::collections::HashMap;

use oma_core::brief::Problem;
use serde_json::{Map, Value};

use crate::fields::{Fields, Shape};
use crate::manifest::Spec;
use crate::names::{alias, aliases, nearest, normal};
use crate::template::Template;

/// What a column is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Target {
    Id,
    /// A field of a brief, by its path.
    Field(String, Shape),
    /// The value of a placeholder, by its number in the template.
    Value(usize),
    /// Left out, as its user said.
    Out,
    /// A column without a name, which must be empty.
    Nameless,
}

/// Everything that a column may be called.
pub(crate) struct Names {
    fields: Fields,
    pub(crate) template: Option<Template>,
    /// Headers in their normal form, and what their user says that they are.
    mapped: HashMap<String, String>,
    /// The same headers as they were written.
    written: Vec<String>,
}

impl Names {
    pub(crate) fn new(spec: &Spec, fields: Fields) -> Result<Self, Vec<Problem>> {
        let template =
            spec.template.as_ref().map(|fill| Template::new(fill, &fields)).transpose()?;
        let written = spec.columns.keys().cloned().collect();
        let mapped = mapped(&spec.columns)?;
        let names = Self { fields, template, mapped, written };
        names.check_mapping()?;
        Ok(names)
    }

    fn check_mapping(&self) -> Result<(), Vec<Problem>> {
        let unknown = self.written.iter().filter_map(|header| {
            let to = self.mapped.get(&normal(header))?;
            let is_known = to.is_empty() || self.named(to).is_some();
            (!is_known).then(|| {
                Problem::new(format!("columns.{header}"), format!("is \"{to}\""), self.advice(to))
            })
        });
        let unknown: Vec<_> = unknown.collect();
        if unknown.is_empty() { Ok(()) } else { Err(unknown) }
    }

    /// What a name in a header or in a row is.
    pub(crate) fn resolve(&self, header: &str) -> Option<Target> {
        let name = normal(header);
        if name.is_empty() {
            return Some(Target::Nameless);
        }
        match self.mapped.get(&name) {
            Some(to) if to.is_empty() => Some(Target::Out),
            Some(to) => self.named(to),
            None => self.named(header),
        }
    }

    fn named(&self, name: &str) -> Option<Target> {
        let name = normal(name);
        let value = |name: &str| self.template.as_ref()?.find(name).map(Target::Value);
        let field = |path: &str| {
            let shape = self.fields.shape(path).filter(|_| !path.contains('*'))?;
            Some(Target::Field(path.to_owned(), shape.clone()))
        };
        let id = |name: &str| (name == "id").then_some(Target::Id);
        let known = |name: &str| value(name).or_else(|| id(name)).or_else(|| field(name));
        known(&name).or_else(|| known(alias(&name)?))
    }

    /// The columns of a table.
    pub(crate) fn of_header(&self, header: &[String]) -> Result<Vec<Target>, Vec<Problem>> {
        let found: Vec<_> = header.iter().map(|name| self.resolve(name)).collect();
        if found.iter().all(|target| matches!(target, None | Some(Target::Nameless))) {
            return Err(vec![self.no_header()]);
        }
        let mut problems: Vec<Problem> = Vec::new();
        let mut targets: Vec<Target> = Vec::new();
        for (name, target) in header.iter().zip(found) {
            match target {
                None => problems.push(self.unknown(name)),
                Some(target) => {
                    problems.extend(again(name, &target, header, &targets));
                    targets.push(target);
                    continue;
                }
            }
            // Keeps the places of the columns after it.
            targets.push(Target::Out);
        }
        problems.extend(self.missing(header, &targets));
        problems.extend(self.mapped_to_nothing(header));
        if problems.is_empty() { Ok(targets) } else { Err(problems) }
    }

    /// A column, or a field of a row in JSON, that is nothing known.
    pub(crate) fn unknown(&self, name: &str) -> Problem {
        let what = if self.template.is_some() {
            "is no field of a brief and no placeholder of the template"
        } else {
            "is no field of a brief"
        };
        Problem::new(column(name), what, self.advice(name))
    }

    fn advice(&self, name: &str) -> String {
        let placeholders = self.template.iter().flat_map(Template::names).map(String::as_str);
        let known = self.fields.paths().chain(aliases()).chain(["id"]).chain(placeholders);
        let near = nearest(name, known).map(|near| format!("`{near}`, if that is meant, or "));
        format!(
            "{}a name that `columns` maps, such as {{\"{}\": \"title\"}}; an empty text there leaves \
             the column out",
            near.unwrap_or_default(),
            cut(name)
        )
    }

    fn no_header(&self) -> Problem {
        let example = self.template.as_ref().and_then(|t| t.names().first());
        let example = example.map_or("title;description;language", String::as_str);
        Problem::new(
            "manifest",
            "begins with a line that holds no name of a column that is known",
            format!("a first line with the names of the columns, such as {example}"),
        )
    }

    /// Fields and values that every row needs and no column gives.
    fn missing(&self, header: &[String], targets: &[Target]) -> Vec<Problem> {
        let mut problems = Vec::new();
        let is_field = |path: &str| {
            targets.iter().any(|target| matches!(target, Target::Field(of, _) if of == path))
        };
        let in_template = |path: &str| self.template.as_ref().is_some_and(|t| t.has(path));
        for path in self.fields.required() {
            if !is_field(path) && !in_template(path) {
                let allowed = near_header(path, header, "a column with this name");
                problems.push(Problem::new(column(path), "is missing", allowed));
            }
        }
        let names = self.template.iter().flat_map(Template::names).enumerate();
        for (number, name) in names {
            if !targets.contains(&Target::Value(number)) {
                let allowed = near_header(name, header, "a column for the template's placeholder");
                problems.push(Problem::new(format!("{{{{{name}}}}}"), "has no column", allowed));
            }
        }
        problems
    }

    /// Headers that the mapping names and the table does not have.
    fn mapped_to_nothing(&self, header: &[String]) -> Vec<Problem> {
        let is_there = |name: &String| header.iter().any(|other| normal(other) == normal(name));
        let absent = self.written.iter().filter(|name| !is_there(name));
        let problem = |name: &String| {
            let allowed = near_header(name, header, "the name of a column of the table");
            Problem::new(format!("columns.{name}"), "is no column of the table", allowed)
        };
        absent.map(problem).collect()
    }
}

fn mapped(columns: &Map<String, Value>) -> Result<HashMap<String, String>, Vec<Problem>> {
    let one = |(header, to): (&String, &Value)| match to {
        Value::String(to) => Ok((normal(header), to.clone())),
        Value::Null => Ok((normal(header), String::new())),
        _ => Err(vec![Problem::new(
            format!("columns.{header}"),
            "is no text",
            "the name of a field, such as \"title\"; an empty text leaves the column out",
        )]),
    };
    columns.iter().map(one).collect()
}

/// A column that is the same as one before it.
fn again(name: &str, target: &Target, header: &[String], before: &[Target]) -> Option<Problem> {
    if matches!(target, Target::Out | Target::Nameless) {
        return None;
    }
    let first = before.iter().position(|other| other == target)?;
    let what = format!("is the same as column \"{}\"", cut(&header[first]));
    Some(Problem::new(column(name), what, "one column for each field"))
}

fn near_header(name: &str, header: &[String], otherwise: &str) -> String {
    match nearest(name, header.iter().map(String::as_str)) {
        Some(near) => format!("{otherwise}; column \"{}\" has a name that is near", cut(near)),
        None => otherwise.to_owned(),
    }
}

pub(crate) fn column(name: &str) -> String {
    format!("column \"{}\"", cut(name))
}

fn cut(name: &str) -> String {
    name.trim().chars().filter(|c| !c.is_control()).take(64).collect()
}
