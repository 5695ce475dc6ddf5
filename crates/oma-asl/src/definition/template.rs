//! A JSON value in which some strings are JSONata expressions.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::jsonata::Expression;

/// A JSON value, split once into what is constant and what has to be evaluated.
#[derive(Debug)]
pub(crate) enum Template {
    /// Holds no expression at any depth.
    Literal(Value),
    Expression(Expression),
    Object(Vec<(String, Template)>),
    Array(Vec<Template>),
}

impl From<Value> for Template {
    fn from(value: Value) -> Self {
        if !holds_expression(&value) {
            return Self::Literal(value);
        }
        match value {
            Value::Array(items) => Self::Array(items.into_iter().map(Self::from).collect()),
            Value::Object(fields) => {
                Self::Object(fields.into_iter().map(|(name, value)| (name, value.into())).collect())
            }
            Value::String(text) => match Expression::from_field(&text) {
                Some(expression) => Self::Expression(expression),
                None => Self::Literal(Value::String(text)),
            },
            constant => Self::Literal(constant),
        }
    }
}

fn holds_expression(value: &Value) -> bool {
    match value {
        Value::String(text) => Expression::is_one(text),
        Value::Array(items) => items.iter().any(holds_expression),
        Value::Object(fields) => fields.values().any(holds_expression),
        _ => false,
    }
}

impl Template {
    /// Calls `visit` with every expression and its place, such as `Arguments/Payload/scene`.
    pub(crate) fn expressions<'a>(&'a self, at: &str, visit: &mut dyn FnMut(&str, &'a Expression)) {
        match self {
            Self::Literal(_) => {}
            Self::Expression(expression) => visit(at, expression),
            Self::Object(fields) => {
                for (name, value) in fields {
                    value.expressions(&format!("{at}/{name}"), visit);
                }
            }
            Self::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    item.expressions(&format!("{at}/{index}"), visit);
                }
            }
        }
    }

    /// Calls `visit` with every string that is not an expression, and its place.
    pub(crate) fn texts<'a>(&'a self, at: &str, visit: &mut dyn FnMut(&str, &'a str)) {
        match self {
            Self::Literal(value) => texts(value, at, visit),
            Self::Expression(_) => {}
            Self::Object(fields) => {
                for (name, value) in fields {
                    value.texts(&format!("{at}/{name}"), visit);
                }
            }
            Self::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    item.texts(&format!("{at}/{index}"), visit);
                }
            }
        }
    }

    /// The constant, where there is one.
    pub(crate) fn literal(&self) -> Option<&Value> {
        match self {
            Self::Literal(value) => Some(value),
            _ => None,
        }
    }
}

fn texts<'a>(value: &'a Value, at: &str, visit: &mut dyn FnMut(&str, &'a str)) {
    match value {
        Value::String(text) => visit(at, text),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                texts(item, &format!("{at}/{index}"), visit);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                texts(field, &format!("{at}/{name}"), visit);
            }
        }
        _ => {}
    }
}

/// Reads a field that is there: `null` is a value (an `Output` of null), not a missing field.
pub(super) fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Template>, D::Error> {
    Value::deserialize(from).map(|value| Some(Template::from(value)))
}

impl<'de> Deserialize<'de> for Template {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Value::deserialize(from).map(Self::from)
    }
}
