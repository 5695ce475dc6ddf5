use oma_api::approvals::Decide;
use oma_api::brands::WriteBrand;
use oma_api::templates::WriteTemplate;
use oma_api::uploads::CreateUpload;
use oma_api::videos::{CreateVariants, Revise};
use oma_api::webhooks::WriteWebhook;
use schemars::JsonSchema;

use super::*;
use crate::gateway_document;

/// All that a model may hold.
const KEYWORDS: [&str; 13] = [
    "$ref",
    "additionalProperties",
    "enum",
    "items",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "pattern",
    "properties",
    "required",
];

/// A document whose one operation takes a body of this type, as the API's own describes it.
fn document_of<T: JsonSchema>() -> Value {
    let mut settings = schemars::generate::SchemaSettings::draft2020_12();
    settings.definitions_path = "/components/schemas".into();
    let mut generator = settings.into_generator();
    let schema = generator.subschema_for::<T>();
    document(&schema.to_value(), &generator.take_definitions(true).into())
}

fn document(body: &Value, schemas: &Value) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": { "title": "t", "version": "1" },
        "paths": { "/v1/things": { "post": {
            "operationId": "make_thing",
            "requestBody": {
                "required": true,
                "content": { "application/json": { "schema": body } },
            },
            "responses": { "200": { "description": "done" } },
        } } },
        "components": { "schemas": schemas },
    })
}

/// A validator of the body of the document's one operation.
fn validator(document: &Value) -> jsonschema::Validator {
    let body = "/paths/~1v1~1things/post/requestBody/content/application~1json/schema";
    let mut schema = document.pointer(body).unwrap().clone();
    schema["components"] = document["components"].clone();
    jsonschema::validator_for(&schema).unwrap()
}

/// What the body's schema and its model say of a value.
fn judged<T: JsonSchema>(value: &Value) -> (bool, bool) {
    let document = document_of::<T>();
    let gateway = gateway_document(&document).unwrap();
    check_keywords(&gateway["components"]["schemas"]);
    (validator(&document).is_valid(value), validator(&gateway).is_valid(value))
}

/// Models hold nothing that API Gateway refuses to import.
fn check_keywords(models: &Value) {
    for (name, model) in models.as_object().unwrap() {
        assert!(name.chars().all(|c| c.is_ascii_alphanumeric()), "{name}");
        check_model(model);
    }
}

fn check_model(model: &Value) {
    for (keyword, value) in model.as_object().unwrap() {
        match keyword.as_str() {
            "type" => assert!(value.is_string(), "{model}"),
            "properties" => value.as_object().unwrap().values().for_each(check_model),
            "items" => check_model(value),
            "additionalProperties" if value.is_object() => check_model(value),
            other => assert!(KEYWORDS.contains(&other), "{other} in {model}"),
        }
    }
}

#[test]
fn what_a_form_allows_passes_and_what_is_plainly_wrong_does_not() {
    let webhook = json!({ "url": "https://example.com/hook", "events": ["video.succeeded"] });
    assert_eq!(judged::<WriteWebhook>(&webhook), (true, true));
    for wrong in [
        json!([]),
        json!({ "url": "https://example.com/hook" }),
        json!({ "url": "x", "events": ["ping"] }),
        json!({ "url": "https://example.com/hook", "events": ["video.exploded"] }),
        json!({ "url": "https://example.com/hook", "events": ["ping"], "more": 1 }),
        json!({ "url": "https://example.com/hook", "events": ["ping"], "enabled": "yes" }),
    ] {
        assert_eq!(judged::<WriteWebhook>(&wrong), (false, false), "{wrong}");
    }
    let upload =
        json!({ "purpose": "logo", "name": "l.png", "content_type": "image/png", "size": 9 });
    assert_eq!(judged::<CreateUpload>(&upload), (true, true));
    let mut large = upload;
    large["size"] = json!(536_870_913_u64);
    assert_eq!(judged::<CreateUpload>(&large), (false, false));
    let decide = json!({ "stage": "script", "decision": "reject", "reason": "too long" });
    assert_eq!(judged::<Decide>(&decide), (true, true));
}

#[test]
fn optional_and_nested_members_pass_in_all_their_forms() {
    for revise in [
        json!({}),
        json!({ "brief": { "voice": null, "music": { "mood": "calm" } } }),
        json!({ "scenes": [{ "scene": 1, "narration": "New words" }, { "scene": 2, "visual": null }] }),
    ] {
        assert_eq!(judged::<Revise>(&revise), (true, true), "{revise}");
    }
    assert_eq!(judged::<Revise>(&json!({ "scenes": [{ "scene": 0 }] })), (false, false));
    let variants = json!({ "variants": [{ "language": "pt-BR" }, {}] });
    assert_eq!(judged::<CreateVariants>(&variants), (true, true));
    let template = json!({ "name": "Weekly", "brief": { "title": "T" } });
    assert_eq!(judged::<WriteTemplate>(&template), (true, true));
    let brand = json!({ "name": "Corner", "kit": { "primary_color": "#123456" } });
    let (schema, model) = judged::<WriteBrand>(&brand);
    assert!(model || !schema, "a model refuses what its schema allows");
}

#[test]
fn a_brief_is_any_object() {
    let document = document_of::<oma_api::videos::CreateVideo>();
    let gateway = gateway_document(&document).unwrap();
    assert_eq!(gateway["components"]["schemas"], json!({ "CreateVideo": { "type": "object" } }));
}

#[test]
fn what_cannot_be_said_allows_everything() {
    let schemas = json!({ "Tree_of_Things": {
        "type": "object",
        "properties": {
            "children": { "type": "array", "items": { "$ref": "#/components/schemas/Tree_of_Things" } },
            "either": { "oneOf": [{ "type": "string" }, { "type": "object" }] },
            "maybe": { "type": ["string", "null"], "minLength": 3 },
            "named": { "oneOf": [{ "const": "a" }, { "enum": ["b", "c"], "type": "string" }] },
            "above": { "type": "number", "exclusiveMinimum": 0 },
            "huge": { "type": "integer", "maximum": u64::MAX },
            "coded": { "type": "string", "pattern": "^\\p{L}+$" },
            "plain": { "type": "string", "pattern": "^[0-9]{4}\\.x$" },
        },
        "patternProperties": { "^x-": {} },
        "additionalProperties": false,
    } });
    let body = json!({ "$ref": "#/components/schemas/Tree_of_Things" });
    let gateway = gateway_document(&document(&body, &schemas)).unwrap();
    check_keywords(&gateway["components"]["schemas"]);
    let expected = json!({ "TreeofThings": { "type": "object", "properties": {
        "children": { "type": "array", "items": { "$ref": "#/components/schemas/TreeofThings" } },
        "either": {},
        "maybe": {},
        "named": { "type": "string", "enum": ["a", "b", "c"] },
        "above": { "type": "number", "minimum": 0 },
        "huge": { "type": "integer" },
        "coded": { "type": "string" },
        "plain": { "type": "string", "pattern": "^[0-9]{4}\\.x$" },
    } } });
    assert_eq!(gateway["components"]["schemas"], expected);
}

#[test]
fn a_body_described_in_place_is_named_after_its_operation() {
    let body = json!({ "type": "object", "additionalProperties": { "type": "string" } });
    let gateway = gateway_document(&document(&body, &json!({}))).unwrap();
    let expected = json!({ "type": "object", "additionalProperties": { "type": "string" } });
    assert_eq!(gateway["components"]["schemas"]["makethingBody"], expected);
}

#[test]
fn a_reference_that_leads_nowhere_is_an_error() {
    let body = json!({ "$ref": "#/components/schemas/Nothing" });
    let error = gateway_document(&document(&body, &json!({}))).unwrap_err();
    assert!(error.to_string().contains("Nothing"), "{error}");
}
