use serde_json::json;

use super::*;

fn written() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["title", "scenes"],
        "properties": {
            "title": { "type": "string", "maxLength": 80, "description": "A title." },
            "note": { "type": "string", "default": "" },
            "mood": { "type": ["string", "null"] },
            "scenes": {
                "type": "array",
                "minItems": 2,
                "uniqueItems": true,
                "items": { "$ref": "#/$defs/Scene", "description": "dropped" }
            }
        },
        "$defs": {
            "Scene": {
                "type": "object",
                "properties": {
                    "seconds": { "type": "integer", "format": "uint32", "minimum": 1 },
                    "kind": { "oneOf": [{ "const": "a" }, { "const": "b" }] }
                },
                "required": ["seconds"]
            }
        }
    })
}

#[test]
fn objects_are_closed_and_what_may_be_left_out_may_be_null() {
    let strict = schema(&written(), Dialect::Bounds);
    assert_eq!(strict["additionalProperties"], false);
    assert_eq!(strict["required"], json!(["mood", "note", "scenes", "title"]));
    assert_eq!(
        strict["properties"]["note"],
        json!({ "anyOf": [{ "type": "string" }, { "type": "null" }] })
    );
    assert_eq!(strict["properties"]["mood"], json!({ "type": ["string", "null"] }));
    assert_eq!(strict["properties"]["scenes"]["items"], json!({ "$ref": "#/$defs/Scene" }));
    let scene = &strict["$defs"]["Scene"];
    assert_eq!(scene["required"], json!(["kind", "seconds"]));
    assert_eq!(scene["properties"]["seconds"], json!({ "type": "integer", "minimum": 1 }));
    let kinds = json!([{ "anyOf": [{ "const": "a" }, { "const": "b" }] }, { "type": "null" }]);
    assert_eq!(scene["properties"]["kind"]["anyOf"], kinds);
    assert!(strict.get("$schema").is_none());
}

#[test]
fn bounds_that_a_vendor_does_not_know_are_told_in_words() {
    let strict = schema(&written(), Dialect::Bounds);
    assert_eq!(strict["properties"]["title"]["description"], "A title. (maxLength: 80)");
    assert_eq!(strict["properties"]["scenes"]["minItems"], 2);
    let plain = schema(&written(), Dialect::Shapes);
    let scenes = &plain["properties"]["scenes"];
    assert_eq!(scenes["description"], "(minItems: 2, uniqueItems: true)");
    assert!(scenes.get("minItems").is_none());
}

#[test]
fn a_strict_schema_stays_as_it_is() {
    let once = schema(&written(), Dialect::Shapes);
    assert_eq!(schema(&once, Dialect::Shapes), once);
}

#[test]
fn maps_are_closed_and_parts_are_joined() {
    let map = json!({ "type": "object", "additionalProperties": { "type": "string" } });
    let closed = json!({ "type": "object", "properties": {}, "required": [], "additionalProperties": false });
    assert_eq!(schema(&map, Dialect::Bounds), closed);
    let parts = json!({ "allOf": [{ "type": "string" }, { "description": "d" }] });
    assert_eq!(schema(&parts, Dialect::Bounds), json!({ "type": "string", "description": "d" }));
    let either = json!({ "type": ["object", "null"], "properties": { "a": { "type": "null" } } });
    assert_eq!(schema(&either, Dialect::Bounds)["additionalProperties"], false);
}

#[test]
fn what_a_strict_form_allows_fits_the_schema_without_its_nulls() {
    let given = json!({
        "title": "T",
        "note": null,
        "mood": null,
        "scenes": [{ "seconds": 3, "kind": null }, { "seconds": 4, "kind": "a" }]
    });
    let strict = jsonschema::validator_for(&schema(&written(), Dialect::Bounds)).unwrap();
    assert!(strict.is_valid(&given));
    let own = jsonschema::validator_for(&written()).unwrap();
    assert!(!own.is_valid(&given));
    let pruned = answer(given, &written());
    assert!(own.is_valid(&pruned), "{pruned}");
    assert_eq!(pruned["mood"], Value::Null);
    assert!(pruned.get("note").is_none());
    assert_eq!(pruned["scenes"], json!([{ "seconds": 3 }, { "seconds": 4, "kind": "a" }]));
}

#[test]
fn a_null_that_is_required_is_left_for_the_check() {
    let given = json!({ "title": null, "scenes": [] });
    assert_eq!(answer(given.clone(), &written()), given);
}

#[test]
fn a_schema_that_refers_to_itself_ends() {
    let node = json!({
        "type": "object",
        "properties": { "next": { "$ref": "#" } },
        "$defs": { "Loop": { "$ref": "#/$defs/Loop" } }
    });
    assert_eq!(schema(&node, Dialect::Bounds)["required"], json!(["next"]));
    let mut given = json!({ "next": null });
    for _ in 0..5 {
        given = json!({ "next": given });
    }
    let end = json!({ "next": { "next": { "next": { "next": { "next": {} } } } } });
    assert_eq!(answer(given, &node), end);
}
