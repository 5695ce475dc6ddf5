use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use jsonschema::Validator;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Number, Value};

use super::explain::Explainer;
use super::{MAX_PROBLEMS, Problem, texts};
use crate::{Error, Result};

/// The schemas of the types that were asked for, each compiled once in a process.
static SCHEMAS: LazyLock<RwLock<HashMap<TypeId, Arc<TypeSchema>>>> = LazyLock::new(RwLock::default);

/// A type's JSON Schema (2020-12), made from the type and compiled.
pub struct TypeSchema {
    root: Value,
    validator: Validator,
}

impl TypeSchema {
    /// The schema of a type. The first call for a type compiles it, which takes about as long as a
    /// hundred checks.
    pub fn of<T: JsonSchema + 'static>() -> Result<Arc<Self>> {
        let id = TypeId::of::<T>();
        let known = SCHEMAS.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
        if let Some(schema) = known {
            return Ok(schema);
        }
        let schema = Arc::new(Self::new(schemars::schema_for!(T).to_value())?);
        SCHEMAS.write().unwrap_or_else(PoisonError::into_inner).insert(id, schema.clone());
        Ok(schema)
    }

    /// A schema that was made for one occasion.
    pub fn new(root: Value) -> Result<Self> {
        let validator = jsonschema::validator_for(&root).map_err(Error::internal)?;
        Ok(Self { root, validator })
    }

    /// The schema as JSON.
    pub fn json(&self) -> &Value {
        &self.root
    }

    /// What the schema has against a value, and what no schema can say of its texts.
    pub fn problems(&self, value: &Value) -> Vec<Problem> {
        let explainer = Explainer::new(&self.root);
        let mut problems: Vec<Problem> = self
            .validator
            .iter_errors(value)
            .flat_map(|error| explainer.explain(&error))
            .take(MAX_PROBLEMS)
            .collect();
        texts::find(value, &mut problems);
        problems
    }

    /// A text of a query string as the schema of its field reads it: a number or a truth value
    /// where only that is allowed, else the text itself.
    pub fn from_text(&self, field: &str, text: String) -> Value {
        let schema = &self.root["properties"][field];
        let kinds = self.kinds(schema, 0);
        let allows = |kind: &str| kinds.contains(&kind);
        if allows("string") {
            return Value::String(text);
        }
        let digits = text.strip_prefix('-').unwrap_or(&text);
        let is_plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        let number = || text.parse::<i64>().ok().filter(|_| is_plain).map(Number::from);
        match text.as_str() {
            "true" if allows("boolean") => Value::Bool(true),
            "false" if allows("boolean") => Value::Bool(false),
            _ if allows("integer") || allows("number") => {
                number().map_or_else(|| Value::String(text.clone()), Value::Number)
            }
            _ => Value::String(text),
        }
    }

    /// The types that a field's schema allows, through references and alternatives.
    fn kinds<'a>(&'a self, schema: &'a Value, depth: u8) -> Vec<&'a str> {
        if depth > 8 {
            return Vec::new();
        }
        let target = schema["$ref"].as_str().and_then(|target| target.strip_prefix('#'));
        let referred = target.and_then(|pointer| self.root.pointer(pointer));
        let one_of = ["anyOf", "oneOf", "allOf"].into_iter().filter_map(|k| schema[k].as_array());
        let named = schema["type"].as_array().into_iter().flatten().chain([&schema["type"]]);
        let mut kinds: Vec<&str> = named.filter_map(Value::as_str).collect();
        for inner in referred.into_iter().chain(one_of.flatten()) {
            kinds.extend(self.kinds(inner, depth + 1));
        }
        if schema["enum"].as_array().is_some_and(|options| options.iter().any(Value::is_string))
            || schema["const"].is_string()
        {
            kinds.push("string");
        }
        kinds
    }
}

/// Holds a value to its type's rules and reads it.
///
/// # Errors
/// [`crate::ErrorKind::InvalidRequest`] with every problem found; the first hundred where there are
/// more.
pub fn check<T: DeserializeOwned + JsonSchema + 'static>(value: Value) -> Result<T> {
    let problems = TypeSchema::of::<T>()?.problems(&value);
    match serde_json::from_value(value) {
        Ok(value) if problems.is_empty() => Ok(value),
        // What the schema refuses serde refuses too; the schema says it better.
        _ if !problems.is_empty() => Err(Error::invalid_request(problems)),
        Err(error) => {
            let problem = Problem::new("", format!("cannot be read ({error})"), "see the schema");
            Err(Error::invalid_request(vec![problem]))
        }
        Ok(value) => Ok(value),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;
    use crate::ErrorKind;

    #[derive(Debug, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Asked {
        #[schemars(length(min = 3, max = 5))]
        name: String,
        #[serde(default)]
        #[schemars(range(min = 1, max = 100))]
        limit: Option<u32>,
        #[serde(default)]
        tag: Option<String>,
        #[serde(default)]
        #[schemars(regex(pattern = r"^[0-9]{4}$"))]
        year: Option<String>,
        #[serde(default)]
        all: bool,
    }

    #[test]
    fn every_problem_of_any_type_is_a_sentence_of_its_own() {
        let bad = json!({"name": "ab\u{0}", "limit": 0, "year": "20", "x": 1});
        let error = check::<Asked>(bad).unwrap_err();
        assert_eq!(error.kind, ErrorKind::InvalidRequest);
        let mut all: Vec<String> = error.problems.iter().map(ToString::to_string).collect();
        all.sort();
        assert_eq!(all.len(), 4, "{all:?}");
        assert_eq!(all[0], "limit is 0; allowed: 1 to 100.");
        assert!(all[1].starts_with("name contains the control character U+0000"), "{all:?}");
        assert!(all[2].starts_with("x is not a field; allowed: "), "{all:?}");
        assert_eq!(all[3], "year is \"20\"; allowed: text that matches ^[0-9]{4}$.");
        assert!(error.message.starts_with("The request has 4 problems: "), "{}", error.message);
    }

    #[test]
    fn a_text_becomes_what_its_field_asks_for() {
        let schema = TypeSchema::of::<Asked>().unwrap();
        let read = |field, text: &str| schema.from_text(field, text.to_owned());
        assert_eq!(read("limit", "20"), json!(20));
        assert_eq!(read("limit", "+20"), json!("+20"));
        assert_eq!(read("limit", " 20"), json!(" 20"));
        assert_eq!(read("limit", "x"), json!("x"));
        assert_eq!(read("tag", "2026"), json!("2026"));
        assert_eq!(read("all", "true"), json!(true));
        assert_eq!(read("unknown", "1"), json!("1"));
    }

    #[test]
    fn a_schema_is_compiled_once() {
        let (one, two) = (TypeSchema::of::<Asked>().unwrap(), TypeSchema::of::<Asked>().unwrap());
        assert!(Arc::ptr_eq(&one, &two));
    }
}
