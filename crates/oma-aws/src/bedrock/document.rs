//! JSON as the SDK holds it, which knows nothing of serde.

use aws_smithy_types::{Document, Number};
use serde_json::Value;

pub(super) fn from_json(json: &Value) -> Document {
    match json {
        Value::Null => Document::Null,
        Value::Bool(bool) => Document::Bool(*bool),
        Value::Number(number) => Document::Number(match (number.as_u64(), number.as_i64()) {
            (Some(number), _) => Number::PosInt(number),
            (None, Some(number)) => Number::NegInt(number),
            (None, None) => Number::Float(number.as_f64().unwrap_or_default()),
        }),
        Value::String(text) => Document::String(text.clone()),
        Value::Array(items) => Document::Array(items.iter().map(from_json).collect()),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, field)| (name.clone(), from_json(field)));
            Document::Object(fields.collect())
        }
    }
}

pub(super) fn to_json(document: &Document) -> Value {
    match document {
        Document::Null => Value::Null,
        Document::Bool(bool) => Value::Bool(*bool),
        Document::Number(Number::PosInt(number)) => (*number).into(),
        Document::Number(Number::NegInt(number)) => (*number).into(),
        Document::Number(Number::Float(number)) => (*number).into(),
        Document::String(text) => text.clone().into(),
        Document::Array(items) => items.iter().map(to_json).collect(),
        Document::Object(fields) => {
            let fields = fields.iter().map(|(name, field)| (name.clone(), to_json(field)));
            Value::Object(fields.collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_comes_back_as_it_went() {
        let json = json!({
            "null": null,
            "list": [true, "text", 1, -1, 0.5, u64::MAX],
            "object": { "inner": {} }
        });
        assert_eq!(to_json(&from_json(&json)), json);
    }
}
