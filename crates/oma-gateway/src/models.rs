//! Models: JSON Schema 2020-12, weakened to what API Gateway reads (roughly draft 4).

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::Unreadable;

/// Where the document keeps what is referred to.
const SCHEMAS: &str = "#/components/schemas/";

/// Bodies that are looked at by the function alone: it tells all that is wrong with a brief at once
/// and by field, and an analysis is made of a bad brief as well. Here they are any object.
const CHECKED_BY_NAME: [&str; 2] = ["CreateVideo", "Brief"];

/// Numbers beyond it are not exact in JSON.
const EXACT: u64 = 1 << 53;

/// The models that request bodies use, by their names.
pub(crate) struct Models {
    schemas: Map<String, Value>,
    models: BTreeMap<String, Value>,
}

impl Models {
    pub(crate) fn of(document: &Value) -> Self {
        let schemas = document["components"]["schemas"].as_object().cloned().unwrap_or_default();
        Self { schemas, models: BTreeMap::new() }
    }

    /// The model of a body. One that is described in place gets a name from its operation.
    pub(crate) fn of_body(&mut self, schema: &Value, operation: &str) -> Result<Value, Unreadable> {
        if schema["$ref"].is_string() {
            return self.weaken(schema);
        }
        let model = self.weaken(schema)?;
        let name = format!("{}Body", alphanumeric(operation));
        self.models.insert(name.clone(), model);
        Ok(json!({ "$ref": format!("{SCHEMAS}{name}") }))
    }

    pub(crate) fn finish(self) -> Value {
        self.models.into_iter().collect::<Map<_, _>>().into()
    }

    /// The schema, or what is left of it. `{}` allows everything.
    fn weaken(&mut self, schema: &Value) -> Result<Value, Unreadable> {
        let Some(members) = schema.as_object() else { return Ok(json!({})) };
        if let Some(reference) = schema["$ref"].as_str() {
            return self.reference(reference);
        }
        if let Some([only]) = schema["allOf"].as_array().map(Vec::as_slice) {
            return self.weaken(only);
        }
        if let Some(values) = values(schema) {
            return Ok(json!({ "type": "string", "enum": values }));
        }
        // Several types (null among them) and alternatives: API Gateway reads neither.
        let composed = ["allOf", "oneOf", "anyOf", "not", "if", "$dynamicRef"];
        if composed.iter().any(|keyword| members.contains_key(*keyword)) {
            return Ok(json!({}));
        }
        match schema["type"].as_str() {
            Some("object") => self.object(schema),
            Some("array") => self.array(schema),
            Some("string") => Ok(string(schema)),
            Some(kind @ ("integer" | "number")) => Ok(number(schema, kind)),
            Some("boolean") => Ok(json!({ "type": "boolean" })),
            _ => Ok(json!({})),
        }
    }

    /// A reference to a model, which is made if it is new.
    fn reference(&mut self, reference: &str) -> Result<Value, Unreadable> {
        let named = reference.strip_prefix(SCHEMAS);
        let found = named.and_then(|name| Some((name, self.schemas.get(name)?.clone())));
        let (name, schema) =
            found.ok_or_else(|| Unreadable(format!("{reference} is not in it")))?;
        let model = alphanumeric(name);
        if CHECKED_BY_NAME.contains(&name) {
            self.models.insert(model.clone(), json!({ "type": "object" }));
        } else if !self.models.contains_key(&model) {
            // Before its members, which may lead back to it.
            self.models.insert(model.clone(), json!({}));
            let weakened = self.weaken(&schema)?;
            self.models.insert(model.clone(), weakened);
        }
        Ok(json!({ "$ref": format!("{SCHEMAS}{model}") }))
    }

    fn object(&mut self, schema: &Value) -> Result<Value, Unreadable> {
        let mut model = Map::from_iter([("type".to_owned(), json!("object"))]);
        let mut properties = Map::new();
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            properties.insert(name.clone(), self.weaken(property)?);
        }
        let required = schema["required"].as_array().filter(|names| !names.is_empty());
        if let Some(required) = required {
            model.insert("required".to_owned(), required.clone().into());
        }
        // Names that a pattern allows would be additional ones to API Gateway.
        let others = &schema["additionalProperties"];
        if schema["patternProperties"].is_null() {
            if others.is_object() {
                model.insert("additionalProperties".to_owned(), self.weaken(others)?);
            } else if *others == false {
                model.insert("additionalProperties".to_owned(), false.into());
            }
        }
        if !properties.is_empty() {
            model.insert("properties".to_owned(), properties.into());
        }
        Ok(model.into())
    }

    fn array(&mut self, schema: &Value) -> Result<Value, Unreadable> {
        let mut model = Map::from_iter([("type".to_owned(), json!("array"))]);
        if schema["items"].is_object() && schema["prefixItems"].is_null() {
            model.insert("items".to_owned(), self.weaken(&schema["items"])?);
        } else {
            // An array must say what is in it.
            model.insert("items".to_owned(), json!({}));
        }
        keep(&mut model, schema, &["minItems", "maxItems"]);
        Ok(model.into())
    }
}

fn string(schema: &Value) -> Value {
    let mut model = Map::from_iter([("type".to_owned(), json!("string"))]);
    keep(&mut model, schema, &["minLength", "maxLength"]);
    if let Some(pattern) = schema["pattern"].as_str().filter(|pattern| is_plain(pattern)) {
        model.insert("pattern".to_owned(), pattern.into());
    }
    model.into()
}

fn number(schema: &Value, kind: &str) -> Value {
    let mut model = Map::from_iter([("type".to_owned(), json!(kind))]);
    keep(&mut model, schema, &["minimum", "maximum"]);
    // API Gateway reads no exclusive bounds. The bound itself is let through.
    for (exclusive, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if let Some(value) = schema.get(exclusive).filter(|value| value.is_number()) {
            model.entry(bound).or_insert_with(|| value.clone());
        }
    }
    model.into()
}

/// Keeps numeric keywords as they are, where they are exact.
fn keep(model: &mut Map<String, Value>, schema: &Value, keywords: &[&str]) {
    for keyword in keywords {
        let exact = |value: &&Value| value.as_u64().is_none_or(|number| number <= EXACT);
        if let Some(value) = schema.get(*keyword).filter(|value| value.is_number()).filter(exact) {
            model.insert((*keyword).to_owned(), value.clone());
        }
    }
}

/// The texts that a schema allows, if it names them all, one by one or together.
fn values(schema: &Value) -> Option<Vec<Value>> {
    if let Some(only) = schema.get("const") {
        return only.is_string().then(|| vec![only.clone()]);
    }
    if let Some(all) = schema["enum"].as_array() {
        return all.iter().all(Value::is_string).then(|| all.clone());
    }
    let alternatives = schema["oneOf"].as_array().or_else(|| schema["anyOf"].as_array())?;
    let each: Option<Vec<Vec<Value>>> = alternatives.iter().map(values).collect();
    each.map(|each| each.concat())
}

/// Whether every engine of regular expressions reads a pattern in the same way.
fn is_plain(pattern: &str) -> bool {
    let escapes = pattern.match_indices('\\').map(|(at, _)| pattern[at + 1..].chars().next());
    let known = |escaped: Option<char>| escaped.is_some_and(|c| c.is_ascii_punctuation());
    pattern.is_ascii() && !pattern.contains("(?") && escapes.into_iter().all(known)
}

/// The only characters that a model's name may have.
fn alphanumeric(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect()
}

#[cfg(test)]
mod tests;
