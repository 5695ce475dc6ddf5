//! Schemas as the vendors of language models take them, and answers as our own schemas want them.
//!
//! Vendors that hold a model to a schema ask that every object is closed and every property
//! required, and know only some of the keywords. [`schema`] rewrites a schema to that: what may be
//! left out may be `null` instead, and a bound that a vendor does not know is told in words.
//! [`answer`] takes those `null`s out again. What a vendor cannot hold a model to is lost on the way,
//! so an answer is still checked against the schema as it was.
//!
//! The rules: <https://platform.openai.com/docs/guides/structured-outputs#supported-schemas>,
//! <https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html>.

mod nulls;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value, json};

pub use nulls::answer;

/// Which keywords a vendor knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Shapes, and bounds of numbers and lists: `OpenAI`, and servers that turn a schema into a grammar.
    Bounds,
    /// Shapes alone: what all vendors know.
    Shapes,
}

const SHAPES: &[&str] = &[
    "$defs",
    "$ref",
    "anyOf",
    "const",
    "definitions",
    "description",
    "enum",
    "items",
    "properties",
    "title",
    "type",
];
const BOUNDS: &[&str] = &[
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxItems",
    "maximum",
    "minItems",
    "minimum",
    "multipleOf",
    "pattern",
];
/// No vendor holds a model to these.
const WORDS: &[&str] = &["maxLength", "minLength", "uniqueItems"];
/// Of formats, those that vendors know; others (`uint32`) say nothing to a model.
const FORMATS: &[&str] =
    &["date", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "time", "uuid"];

/// A schema in a vendor's strict form.
///
/// An object without named properties becomes an empty one, since strict forms have no maps.
pub fn schema(schema: &Value, dialect: Dialect) -> Value {
    let Value::Object(node) = schema else { return schema.clone() };
    // Beside a reference nothing else is allowed.
    if let Some(reference) = node.get("$ref") {
        return json!({ "$ref": reference });
    }
    let node = merged(node);
    let mut strict = Map::new();
    let mut words = Vec::new();
    for (keyword, value) in &node {
        match keyword.as_str() {
            "oneOf" | "anyOf" => {
                strict.insert("anyOf".to_owned(), each(value, dialect));
            }
            "items" => {
                strict.insert(keyword.clone(), self::schema(value, dialect));
            }
            "properties" | "$defs" | "definitions" => {
                strict.insert(keyword.clone(), each(value, dialect));
            }
            "format" if FORMATS.contains(&value.as_str().unwrap_or_default()) => {
                strict.insert(keyword.clone(), value.clone());
            }
            known if SHAPES.contains(&known) => {
                strict.insert(keyword.clone(), value.clone());
            }
            bound if BOUNDS.contains(&bound) && dialect == Dialect::Bounds => {
                strict.insert(keyword.clone(), value.clone());
            }
            told if BOUNDS.contains(&told) || WORDS.contains(&told) => {
                words.push(format!("{told}: {value}"));
            }
            _ => {}
        }
    }
    tell(&mut strict, &words);
    close(&mut strict, &node);
    Value::Object(strict)
}

/// All alternatives in one: no vendor knows `allOf`.
fn merged(node: &Map<String, Value>) -> Map<String, Value> {
    let mut merged = node.clone();
    let Some(Value::Array(parts)) = merged.remove("allOf") else { return merged };
    for part in parts.iter().filter_map(Value::as_object) {
        for (keyword, value) in part {
            merged.entry(keyword).or_insert_with(|| value.clone());
        }
    }
    merged
}

fn each(value: &Value, dialect: Dialect) -> Value {
    match value {
        Value::Array(schemas) => schemas.iter().map(|one| schema(one, dialect)).collect(),
        Value::Object(schemas) => {
            let strict = schemas.iter().map(|(name, one)| (name.clone(), schema(one, dialect)));
            Value::Object(strict.collect())
        }
        other => other.clone(),
    }
}

fn tell(strict: &mut Map<String, Value>, words: &[String]) {
    if words.is_empty() {
        return;
    }
    let said = strict.get("description").and_then(Value::as_str).unwrap_or_default();
    let said = format!("{said} ({})", words.join(", "));
    strict.insert("description".to_owned(), json!(said.trim()));
}

/// Closes an object: no other properties, none left out.
fn close(strict: &mut Map<String, Value>, node: &Map<String, Value>) {
    if !is_object(strict) {
        return;
    }
    let properties = strict.entry("properties").or_insert_with(|| json!({}));
    let Value::Object(properties) = properties else { return };
    for (name, property) in properties.iter_mut() {
        if !nulls::is_required(node, name) {
            *property = nullable(property.take());
        }
    }
    // In one order, whatever order maps are built with: a request's hash is the address of its answer.
    let mut names: Vec<&String> = properties.keys().collect();
    names.sort();
    let required = json!(names);
    strict.insert("required".to_owned(), required);
    strict.insert("additionalProperties".to_owned(), json!(false));
}

fn is_object(strict: &Map<String, Value>) -> bool {
    let kind = strict.get("type");
    let listed =
        |kind: &Value| kind.as_array().is_some_and(|kinds| kinds.contains(&json!("object")));
    kind.is_some_and(|kind| kind == "object" || listed(kind)) || strict.contains_key("properties")
}

fn nullable(property: Value) -> Value {
    if nulls::admits_null(&property, &property) {
        return property;
    }
    json!({ "anyOf": [property, { "type": "null" }] })
}
