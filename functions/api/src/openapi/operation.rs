use axum::http::Method;
use serde_json::{Value, json};

use super::common::reference;
use super::components::tag;
use crate::caller::{Group, scope};
use crate::guard::{is_repeatable, least};

/// Adds to an operation what follows from its method and path: who may use it, which problems it
/// may answer, which headers there are. What the route says itself stays.
pub(super) fn complete(method: &str, path: &str, operation: &mut Value) {
    let Ok(method) = method.to_uppercase().parse::<Method>() else { return };
    operation["tags"] = json!([tag(path)]);
    let least = least(&method, path);
    operation["security"] = least.map_or_else(|| json!([]), security);
    if let Some(group) = least {
        operation["x-oma-group"] = json!(format!("{group:?}").to_lowercase());
    }
    if is_repeatable(&method, path) {
        if !operation["parameters"].is_array() {
            operation["parameters"] = json!([]);
        }
        if let Some(parameters) = operation["parameters"].as_array_mut() {
            parameters.push(reference("parameters", "Idempotency-Key"));
        }
    }
    if !operation["responses"].is_object() {
        operation["responses"] = json!({});
    }
    for status in problems(&method, path, operation) {
        if operation["responses"][status].is_null() {
            operation["responses"][status] = reference("responses", &format!("Problem{status}"));
        }
    }
    sort_by_key(&mut operation["responses"]);
    let repeatable = is_repeatable(&method, path);
    for (status, response) in operation["responses"].as_object_mut().into_iter().flatten() {
        if response.get("$ref").is_none() {
            add_headers(status, repeatable, response);
        }
    }
}

fn sort_by_key(object: &mut Value) {
    if let Some(fields) = object.as_object_mut() {
        let mut sorted: Vec<_> = std::mem::take(fields).into_iter().collect();
        sorted.sort_by(|(one, _), (two, _)| one.cmp(two));
        fields.extend(sorted);
    }
}

fn security(group: Group) -> Value {
    json!([{"oauth": [scope(group)]}, {"oidc": [scope(group)]}])
}

/// The statuses of problems that an operation may answer.
fn problems(method: &Method, path: &str, operation: &Value) -> Vec<&'static str> {
    let has = |place: &str| {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        parameters.into_iter().any(|parameter| parameter["in"] == place)
    };
    let is_open = least(method, path).is_none();
    let has_body = operation["requestBody"].is_object();
    let changes = !matches!(*method, Method::GET | Method::HEAD);
    let repeatable = is_repeatable(method, path);
    let mut statuses = vec!["429", "500", "503"];
    let mut add = |applies: bool, more: &[&'static str]| {
        if applies {
            statuses.extend(more);
        }
    };
    add(!is_open, &["401", "403", "504"]);
    add(has("path"), &["404"]);
    add(has("query"), &["400", "422"]);
    add(has_body, &["400", "413", "415", "422"]);
    add(changes && (has("path") || has_body), &["409"]);
    // Before there is a film there are no files.
    add(path.ends_with("/files"), &["409"]);
    add(repeatable, &["400", "402", "409", "413", "422"]);
    statuses
}

fn add_headers(status: &str, is_repeatable: bool, response: &mut Value) {
    if !response["headers"].is_object() {
        response["headers"] = json!({});
    }
    let mut names = vec!["X-Request-Id", "RateLimit", "RateLimit-Policy"];
    if matches!(status, "201" | "202") {
        names.push("Location");
    }
    if is_repeatable {
        names.push("Idempotency-Replayed");
    }
    for name in names {
        if response["headers"][name].is_null() {
            response["headers"][name] = reference("headers", name);
        }
    }
}
