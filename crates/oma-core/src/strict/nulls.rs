use serde_json::{Map, Value};

/// How deep an answer is looked into: schemas may refer to themselves.
const MOST_DEPTH: usize = 64;

/// An answer without the `null`s that stand for what was left out: those of properties that the
/// schema does not require and that may not be `null`.
pub fn answer(mut answer: Value, schema: &Value) -> Value {
    prune(&mut answer, schema, schema, 0);
    answer
}

fn prune(answer: &mut Value, schema: &Value, root: &Value, depth: usize) {
    if depth > MOST_DEPTH {
        return;
    }
    let Some(node) = resolved(schema, root).as_object() else { return };
    for alternatives in ["anyOf", "oneOf", "allOf"] {
        for one in node.get(alternatives).and_then(Value::as_array).into_iter().flatten() {
            prune(answer, one, root, depth + 1);
        }
    }
    match answer {
        Value::Array(items) => {
            let Some(schema) = node.get("items") else { return };
            for item in items {
                prune(item, schema, root, depth + 1);
            }
        }
        Value::Object(fields) => {
            let Some(Value::Object(properties)) = node.get("properties") else { return };
            for (name, property) in properties {
                let left_out = fields.get(name).is_some_and(Value::is_null);
                if left_out && !is_required(node, name) && !admits_null(property, root) {
                    fields.remove(name);
                } else if let Some(field) = fields.get_mut(name) {
                    prune(field, property, root, depth + 1);
                }
            }
        }
        _ => {}
    }
}

pub(super) fn is_required(node: &Map<String, Value>, name: &str) -> bool {
    let required = node.get("required").and_then(Value::as_array);
    required.is_some_and(|names| names.iter().any(|one| one == name))
}

/// Whether a schema allows `null`.
pub(super) fn admits_null(schema: &Value, root: &Value) -> bool {
    let schema = resolved(schema, root);
    let is_null = |value: &Value| value.is_null() || value == "null";
    if let Some(kind) = schema.get("type") {
        return is_null(kind) || kind.as_array().is_some_and(|kinds| kinds.iter().any(is_null));
    }
    if let Some(value) = schema.get("const") {
        return value.is_null();
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return values.iter().any(Value::is_null);
    }
    let alternatives = ["anyOf", "oneOf"].iter().find_map(|name| schema.get(name)?.as_array());
    match alternatives {
        Some(alternatives) => alternatives.iter().any(|one| admits_null(one, root)),
        None => schema.get("$ref").is_none() && schema.get("properties").is_none(),
    }
}

/// What a schema refers to within the same document, if it refers to something.
fn resolved<'a>(schema: &'a Value, root: &'a Value) -> &'a Value {
    let reference = schema.get("$ref").and_then(Value::as_str);
    let target = reference.and_then(|text| root.pointer(text.strip_prefix('#')?));
    target.unwrap_or(schema)
}
