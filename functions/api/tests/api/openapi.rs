//! The document: that it is what the code does.

use std::collections::BTreeMap;

use api_function::openapi::{TEXT, document};
use axum::http::Method;
use serde_json::{Map, Value, json};

use crate::support::{Answer, Api, Ask};

#[test]
fn the_document_that_is_checked_in_is_that_of_the_code() {
    let checked_in: Value = serde_json::from_str(TEXT).unwrap();
    assert!(
        document() == checked_in,
        "run: cargo run -p api-function --example openapi > openapi.json && mv openapi.json docs/"
    );
}

#[test]
fn every_operation_says_who_may_and_what_comes_back() {
    let document = document();
    let mut ids = Vec::new();
    for Operation { id, method, path, json } in operations(&document) {
        let responses = json["responses"].as_object().unwrap();
        assert!(responses.keys().any(|status| status.starts_with('2')), "{id} never succeeds");
        let is_open = json["security"].as_array().unwrap().is_empty();
        assert_eq!(is_open, !responses.contains_key("401"), "{method} {path}");
        assert!(json["summary"].is_string(), "{id} has no summary");
        ids.push(id);
    }
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "ids are unique");
}

#[test]
fn every_reference_leads_somewhere() {
    fn visit(document: &Value, value: &Value) {
        if let Some(target) = value.get("$ref").and_then(Value::as_str) {
            assert!(document.pointer(&target[1..]).is_some(), "{target}");
        }
        match value {
            Value::Array(items) => items.iter().for_each(|item| visit(document, item)),
            Value::Object(fields) => fields.values().for_each(|field| visit(document, field)),
            _ => {}
        }
    }
    let document = document();
    visit(&document, &document);
}

#[test]
fn every_example_keeps_its_schema() {
    let document = document();
    for Operation { id, json, .. } in operations(&document) {
        let sent = &json["requestBody"]["content"]["application/json"];
        let answers = json["responses"].as_object().unwrap().values();
        let answers = answers.map(|response| &response["content"]["application/json"]);
        for content in answers.chain([sent]) {
            if let Some(example) = content.get("example") {
                fits(&document, &content["schema"], example, &id);
            }
        }
    }
}

/// Every operation is asked with its example, or with nothing; ids in paths are those of what the
/// examples made. Whatever comes back must be documented.
#[tokio::test]
async fn what_every_operation_answers_is_documented() {
    let document = document();
    let api = Api::new();
    let router = api.router();
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    let mut all: Vec<Operation> = operations(&document);
    // What makes things first, what removes them last.
    all.sort_by_key(|operation| match operation.method {
        Method::POST if !operation.path.contains('{') => 0,
        Method::DELETE => 2,
        _ => 1,
    });
    for Operation { id, method, path, json } in all {
        let example = json["requestBody"]["content"]["application/json"].get("example");
        let path = fill(&path, &ids);
        let ask = match example {
            Some(body) => Ask::post(&path, body),
            None => Ask::get(&path),
        };
        let answer = ask.method(method).by("root", "admin").send_to(router.clone()).await;
        is_documented(&document, &json, &answer, &id);
        if example.is_some()
            && !path.contains('{')
            && !json["parameters"].to_string().contains("\"path\"")
        {
            assert!(answer.status.is_success(), "{id}: {}", answer.json);
        }
        collect_ids(&answer.json, &mut ids);
    }
    assert!(ids.contains_key("video_id"), "{ids:?}");
}

struct Operation {
    id: String,
    method: Method,
    path: String,
    json: Value,
}

fn operations(document: &Value) -> Vec<Operation> {
    let paths = document["paths"].as_object().unwrap();
    let operation = |path: &str, method: &str, json: &Value| Operation {
        id: json["operationId"].as_str().unwrap().to_owned(),
        method: method.to_uppercase().parse().unwrap(),
        path: path.to_owned(),
        json: json.clone(),
    };
    paths
        .iter()
        .flat_map(|(path, item)| item.as_object().unwrap().iter().map(move |(m, op)| (path, m, op)))
        .map(|(path, method, json)| operation(path, method, json))
        .collect()
}

fn fits(document: &Value, schema: &Value, value: &Value, what: &str) {
    // A schema that allows everything is `true`.
    let mut whole: Map<String, Value> = schema.as_object().cloned().unwrap_or_default();
    whole.insert("components".to_owned(), document["components"].clone());
    let validator = jsonschema::validator_for(&Value::Object(whole)).unwrap();
    let errors: Vec<String> = validator.iter_errors(value).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{what}: {errors:?}\n{value:#}");
}

fn is_documented(document: &Value, operation: &Value, answer: &Answer, id: &str) {
    let status = answer.status.as_u16();
    let mut response = &operation["responses"][status.to_string()];
    if let Some(target) = response["$ref"].as_str() {
        response = document.pointer(&target[1..]).unwrap();
    }
    assert!(response.is_object(), "{id} answers {status}: {}", answer.json);
    assert!(status < 500, "{id} answers {status}: {}", answer.json);
    let media_type = answer.header("content-type").split(';').next().unwrap_or_default();
    if media_type.ends_with("json") {
        let schema = &response["content"][media_type]["schema"];
        assert!(schema.is_object() || schema == true, "{id}: {media_type} of {status}");
        if schema.is_object() {
            fits(document, schema, &answer.json, id);
        }
    }
}

fn fill(path: &str, ids: &BTreeMap<String, String>) -> String {
    let part = |part: &str| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
        Some(name) => ids.get(name).cloned().unwrap_or_else(|| "unknown".to_owned()),
        None => part.to_owned(),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

fn collect_ids(json: &Value, ids: &mut BTreeMap<String, String>) {
    for (name, value) in json.as_object().into_iter().flatten() {
        if let (true, Some(id)) = (name.ends_with("_id"), value.as_str()) {
            ids.entry(name.clone()).or_insert_with(|| id.to_owned());
        }
        collect_ids(value, ids);
    }
}

#[tokio::test]
async fn the_document_and_its_page_are_served() {
    let api = Api::new();
    let served = api.ask(Ask::get("/v1/openapi.json")).await;
    assert_eq!(served.header("content-type"), "application/json");
    assert_eq!(served.json["openapi"], json!("3.1.0"));
    let page = api.ask(Ask::get("/v1/docs")).await;
    assert!(page.header("content-type").starts_with("text/html"));
}
