//! One name with its values.

use serde_json::{Map, Value, json};

use super::label;
use crate::Result;
use crate::brief::Brief;
use crate::check::{Problem, TypeSchema};
use crate::lifecycle::patch_brief;

/// Names that people say, with the fields that they mean.
const ALIASES: [(&str, &str); 2] = [("palette", "brand.colors"), ("length", "duration_s")];

/// A field of the brief, and what it is to be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axis<'a> {
    /// As it was said.
    pub name: &'a str,
    /// The field, with dots.
    field: &'a str,
    values: &'a [Value],
}

/// A value at its field.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point<'a> {
    axis: Axis<'a>,
    value: &'a Value,
}

impl<'a> Axis<'a> {
    pub(super) fn new((name, values): (&'a String, &'a Vec<Value>)) -> Self {
        let meant = ALIASES.iter().find(|(alias, _)| alias == name).map(|(_, field)| *field);
        Self { name, field: meant.unwrap_or(name), values }
    }

    pub(super) fn points(self) -> impl Iterator<Item = Point<'a>> + Clone {
        self.values.iter().map(move |value| Point { axis: self, value })
    }

    /// Whether both would write the same field.
    pub(super) fn touches(&self, other: &Self) -> bool {
        let within = |outer: &str, inner: &str| {
            inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        within(self.field, other.field) || within(other.field, self.field)
    }

    /// What is wrong with the name and with each value: each is set in the brief, alone, and the
    /// brief's schema is asked. What is wrong with the brief itself is told elsewhere.
    pub(super) fn problems(&self, base: &Value) -> Result<Vec<Problem>> {
        let path = |i: usize| format!("vary.{}[{i}]", self.name);
        if self.values.is_empty() {
            let allowed = "one value or more";
            return Ok(vec![Problem::new(format!("vary.{}", self.name), "is empty", allowed)]);
        }
        if self.field.starts_with("brand.") && base.get("brand").is_some_and(Value::is_string) {
            let allowed = "`brand` with whole kits or files, or a kit written into the brief";
            let problem = "changes a part of a brand kit that is a file of its own";
            return Ok(vec![Problem::new(format!("vary.{}", self.name), problem, allowed)]);
        }
        let schema = TypeSchema::of::<Brief>()?;
        let before = schema.problems(base);
        let mut problems = Vec::new();
        for (i, point) in self.points().enumerate() {
            if self.values[..i].contains(point.value) {
                problems.push(Problem::new(path(i), "is said twice", "each value once"));
            }
            let mut brief = base.clone();
            let mut change = Map::new();
            point.set(&mut change);
            patch_brief(&mut brief, &change);
            let new = schema.problems(&brief).into_iter().filter(|p| !before.contains(p));
            problems.extend(new.map(|problem| {
                let problem_of = format!("{} {}", problem.path, problem.problem);
                let allowed = match problem.allowed.as_str() {
                    "" => "what the schema says of it (`oma schema brief`)".to_owned(),
                    _ => problem.allowed,
                };
                Problem { path: path(i), problem: problem_of, allowed }
            }));
        }
        Ok(problems)
    }
}

impl Point<'_> {
    pub(super) fn label(&self) -> String {
        label::of(self.axis.name, self.value)
    }

    /// Sets the value in a merge patch. Axes that touch each other are refused before, so what is
    /// on the way to the field is an object.
    pub(super) fn set(&self, patch: &mut Map<String, Value>) {
        let (parents, last) = match self.axis.field.rsplit_once('.') {
            Some((parents, last)) => (Some(parents), last),
            None => (None, self.axis.field),
        };
        let mut at = patch;
        for name in parents.into_iter().flat_map(|parents| parents.split('.')) {
            let inner = at.entry(name).or_insert_with(|| json!({}));
            let Value::Object(inner) = inner else { return };
            at = inner;
        }
        at.insert(last.to_owned(), self.value.clone());
    }
}
