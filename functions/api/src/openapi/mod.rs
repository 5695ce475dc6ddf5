//! The API's `OpenAPI` 3.1 document, made from the routes.
//!
//! [`document`] is for `docs/openapi.json`, which is checked in, held to the code by a test and
//! served as it lies there ([`TEXT`]): no request ever makes a document. Routes say what is
//! theirs; what all have in common (who may, what may go wrong, headers) is added here, so that a
//! new route needs none of it. [`page`] is the same document for people.

mod common;
mod components;
mod operation;
pub(crate) mod page;

use aide::openapi::OpenApi;
use serde_json::{Map, Value};

/// The document as it is served.
pub const TEXT: &str = include_str!("../../../../docs/openapi.json");

/// Makes the document.
pub fn document() -> Value {
    aide::generate::reset_context();
    aide::generate::extract_schemas(true);
    aide::generate::infer_responses(false);
    let mut made = OpenApi::default();
    let _ = crate::api().finish_api(&mut made);
    let mut document = serde_json::to_value(made).unwrap_or_default();
    components::complete(&mut document);
    if let Some(paths) = document["paths"].as_object_mut() {
        for (path, item) in paths {
            for (method, operation) in item.as_object_mut().into_iter().flatten() {
                operation::complete(method, path, operation);
            }
        }
    }
    add_examples(&mut document);
    document
}

/// The document as it is checked in.
pub fn text() -> String {
    let mut text = serde_json::to_string_pretty(&document()).unwrap_or_default();
    text.push('\n');
    text
}

/// Examples by operation: what is sent, and what comes back.
fn add_examples(document: &mut Value) {
    let examples: Map<String, Value> =
        serde_json::from_str(include_str!("examples.json")).unwrap_or_default();
    let paths = document["paths"].as_object_mut();
    let items = paths.into_iter().flatten().filter_map(|(_, item)| item.as_object_mut());
    for (_, operation) in items.flatten() {
        let Some(example) = operation["operationId"].as_str().and_then(|id| examples.get(id))
        else {
            continue;
        };
        let sent = operation.pointer_mut("/requestBody/content/application~1json");
        if let (Some(content), Some(request)) = (sent, example.get("request")) {
            content["example"] = request.clone();
        }
        for (status, answer) in example["responses"].as_object().into_iter().flatten() {
            let at = format!("/responses/{status}/content/application~1json");
            if let Some(content) = operation.pointer_mut(&at) {
                content["example"] = answer.clone();
            }
        }
    }
}
