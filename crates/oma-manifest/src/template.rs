//! Briefs with placeholders, and values in their place.
//!
//! A template is taken apart once, before any value is known. Values are then put beside its texts and
//! never read again, so whatever they hold, they change neither the brief's structure nor each other.

use oma_core::brief::Problem;
use serde_json::{Map, Value};

use crate::fields::{Fields, Shape};
use crate::names::{nearest, normal};
use crate::values;

const MAX_NAME_CHARS: usize = 64;

/// A template, taken apart.
pub(crate) struct Template {
    fields: Vec<(String, Node)>,
    /// Placeholders, each once, as written there first.
    names: Vec<String>,
}

enum Node {
    Fixed(Value),
    /// A text with placeholders in it.
    Text(Vec<Part>),
    /// A text that is a placeholder and nothing else: its value becomes what the field holds.
    Alone(usize, Shape),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

enum Part {
    Fixed(String),
    Value(usize),
}

/// What a row gives for a placeholder.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Given {
    Text(String),
    /// A number or a truth value of a row in JSON.
    Scalar(Value),
}

impl Given {
    fn as_text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Scalar(value) => value.to_string(),
        }
    }
}

impl Template {
    pub(crate) fn new(
        template: &Map<String, Value>,
        fields: &Fields,
    ) -> Result<Self, Vec<Problem>> {
        let mut parser = Parser { fields, names: Vec::new(), problems: Vec::new() };
        for name in template.keys().filter(|name| fields.shape(name).is_none()) {
            let near = nearest(name, fields.paths()).unwrap_or("a field of a brief");
            parser.problems.push(Problem::new(format!("template.{name}"), "is not a field", near));
        }
        let parsed = sorted(template).map(|(name, value)| (name.clone(), parser.node(value, name)));
        let parsed = parsed.collect();
        if parser.problems.is_empty() {
            Ok(Self { fields: parsed, names: parser.names })
        } else {
            Err(parser.problems)
        }
    }

    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// The number of the placeholder with this name; its argument is in the normal form.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| normal(known) == name)
    }

    /// Whether it has a field at its top.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.fields.iter().any(|(name, _)| name == field)
    }

    /// The brief's fields with values in place; there is one for each placeholder.
    pub(crate) fn fill(&self, given: &[Given]) -> Result<Map<String, Value>, Vec<Problem>> {
        let mut filler = Filler { given, problems: Vec::new() };
        let object = filler.object(&self.fields, "");
        if filler.problems.is_empty() { Ok(object) } else { Err(filler.problems) }
    }
}

/// The fields by their names, so that problems come in one order however a map keeps its fields.
fn sorted(fields: &Map<String, Value>) -> impl Iterator<Item = (&String, &Value)> {
    let mut fields: Vec<_> = fields.iter().collect();
    fields.sort_unstable_by_key(|(name, _)| *name);
    fields.into_iter()
}

struct Parser<'a> {
    fields: &'a Fields,
    names: Vec<String>,
    problems: Vec<Problem>,
}

impl Parser<'_> {
    fn node(&mut self, value: &Value, path: &str) -> Node {
        match value {
            Value::String(text) if text.contains("{{") => self.text(text, path),
            Value::Array(items) => {
                let path = format!("{path}[]");
                Node::List(items.iter().map(|item| self.node(item, &path)).collect())
            }
            Value::Object(fields) => {
                let node = |(name, value): (&String, &Value)| {
                    (name.clone(), self.node(value, &format!("{path}.{name}")))
                };
                Node::Object(sorted(fields).map(node).collect())
            }
            other => Node::Fixed(other.clone()),
        }
    }

    fn text(&mut self, text: &str, path: &str) -> Node {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            let inner = after.split_once("}}");
            let Some((name, after)) = inner.filter(|(name, _)| is_name(name.trim())) else {
                self.problems.push(Problem::new(
                    format!("template.{path}"),
                    "has {{ that begins no placeholder",
                    "{{name}}, with letters, digits, blanks, dots and _ in its name",
                ));
                return Node::Fixed(Value::Null);
            };
            if !before.is_empty() {
                parts.push(Part::Fixed(before.to_owned()));
            }
            parts.push(Part::Value(self.number(name.trim())));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Fixed(rest.to_owned()));
        }
        match parts.as_slice() {
            [Part::Value(number)] => {
                Node::Alone(*number, self.fields.shape(path).cloned().unwrap_or_default())
            }
            _ => Node::Text(parts),
        }
    }

    fn number(&mut self, name: &str) -> usize {
        let known = self.names.iter().position(|known| normal(known) == normal(name));
        known.unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        })
    }
}

fn is_name(name: &str) -> bool {
    let is_in_name = |c: char| c.is_alphanumeric() || " ._-".contains(c);
    !normal(name).is_empty()
        && name.chars().all(is_in_name)
        && name.chars().count() <= MAX_NAME_CHARS
}

struct Filler<'a> {
    given: &'a [Given],
    problems: Vec<Problem>,
}

impl Filler<'_> {
    fn object(&mut self, fields: &[(String, Node)], path: &str) -> Map<String, Value> {
        let mut filled = Map::new();
        for (name, node) in fields {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            filled.insert(name.clone(), self.node(node, &path));
        }
        filled
    }

    fn node(&mut self, node: &Node, path: &str) -> Value {
        match node {
            Node::Fixed(value) => value.clone(),
            Node::Text(parts) => {
                parts.iter().map(|part| self.part(part)).collect::<String>().into()
            }
            Node::Alone(number, shape) => self.alone(*number, shape, path),
            Node::List(items) => {
                let items = items.iter().enumerate();
                items.map(|(index, item)| self.node(item, &format!("{path}[{index}]"))).collect()
            }
            Node::Object(fields) => Value::Object(self.object(fields, path)),
        }
    }

    fn part(&self, part: &Part) -> String {
        match part {
            Part::Fixed(text) => text.clone(),
            Part::Value(number) => self.given.get(*number).map(Given::as_text).unwrap_or_default(),
        }
    }

    fn alone(&mut self, number: usize, shape: &Shape, path: &str) -> Value {
        match self.given.get(number) {
            None => Value::Null,
            Some(Given::Scalar(value)) if !shape.text => value.clone(),
            // Without JSON and lists: a value is one value, whatever it begins with.
            Some(given) => {
                values::scalar(path, given.as_text().trim(), shape).unwrap_or_else(|problem| {
                    self.problems.push(problem);
                    Value::Null
                })
            }
        }
    }
}
