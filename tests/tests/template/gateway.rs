//! `infra/openapi.gateway.json`: the API's document as API Gateway reads it.

use std::collections::BTreeSet;

use oma_gateway::{OPEN, gateway_document};
use serde_json::{Value, json};

use crate::stack::{template, text, texts};

const DOCUMENT: &str = "docs/openapi.json";
const DEFINITION: &str = "infra/openapi.gateway.json";

fn json_of(path: &str) -> Value {
    serde_json::from_str(&text(path)).unwrap()
}

/// Every operation: (path, method, operation).
fn operations() -> Vec<(String, String, Value)> {
    let paths = json_of(DEFINITION)["paths"].as_object().unwrap().clone();
    let of_path = |(path, item): (String, Value)| {
        let methods = item.as_object().unwrap().clone().into_iter();
        methods.map(move |(method, operation)| (path.clone(), method, operation))
    };
    paths.into_iter().flat_map(of_path).collect()
}

#[test]
fn the_definition_is_made_of_the_document() {
    let made = gateway_document(&json_of(DOCUMENT)).unwrap();
    assert!(
        made == json_of(DEFINITION),
        "run: cargo run -p oma-gateway -- {DOCUMENT} > {DEFINITION}"
    );
}

#[test]
fn the_template_includes_it() {
    let include = &template("template.yaml").properties("Api")["DefinitionBody"]["Fn::Transform"];
    assert_eq!(include["Name"], "AWS::Include");
    assert_eq!(
        format!("infra/{}", include["Parameters"]["Location"].as_str().unwrap()),
        DEFINITION
    );
}

#[test]
fn every_route_asks_for_a_token_with_a_scope_but_the_open_ones() {
    for (path, method, operation) in operations() {
        let security = operation["security"].as_array().unwrap();
        let is_open = security.is_empty();
        assert_eq!(is_open, OPEN.contains(&&*path) || method == "options", "{method} {path}");
        for scopes in security.iter().map(|one| one["Users"].as_array().unwrap()) {
            assert!(scopes.contains(&json!("oma/admin")), "{method} {path}");
            let may_read = scopes.contains(&json!("oma/read"));
            assert!(!may_read || !["put", "delete"].contains(&&*method), "{method} {path}");
        }
    }
    let pool = json_of(DEFINITION)
        .pointer("/components/securitySchemes/Users/x-amazon-apigateway-authorizer/providerARNs")
        .cloned();
    assert_eq!(pool, Some(json!([{ "Fn::GetAtt": ["Identity", "Outputs.UserPoolArn"] }])));
}

#[test]
fn every_route_leads_to_the_alias_which_allows_it_by_one_permission() {
    for (path, method, operation) in operations() {
        let uri = &operation["x-amazon-apigateway-integration"]["uri"]["Fn::Sub"];
        assert!(uri.as_str().unwrap().contains("${ApiFunctionAliaslive}"), "{method} {path}");
        assert!(path.starts_with("/v1/"), "the permission covers /v1: {path}");
    }
    let root = template("template.yaml");
    let permissions = root.of_type("AWS::Lambda::Permission");
    assert_eq!(permissions.len(), 1);
    let permission = &permissions["ApiMayCallItsFunction"];
    assert_eq!(permission["FunctionName"]["Ref"], "ApiFunction.Alias");
    assert!(permission["SourceArn"]["Fn::Sub"].as_str().unwrap().ends_with(":${Api}/live/*/v1/*"));
    // SAM's name of the alias.
    assert_eq!(root.at("/Globals/Function/AutoPublishAlias"), "live");
}

#[test]
fn bodies_and_parameters_are_checked_before_the_function_is_paid_for() {
    let definition = json_of(DEFINITION);
    let name = definition["x-amazon-apigateway-request-validator"].as_str().unwrap();
    let validator = &definition["x-amazon-apigateway-request-validators"][name];
    let both = json!({ "validateRequestParameters": true, "validateRequestBody": true });
    assert_eq!(*validator, both);
    for (path, method, operation) in operations() {
        if let Some(model) = operation.pointer("/requestBody/content/application~1json/schema") {
            let model = model["$ref"].as_str().unwrap().strip_prefix('#').unwrap();
            assert!(definition.pointer(model).is_some(), "{method} {path}: {model}");
        }
        // API Gateway refuses a path whose parameters are not declared.
        let in_path = |part: &str| Some(part.strip_prefix('{')?.strip_suffix('}')?.to_owned());
        let wanted: BTreeSet<String> = path.split('/').filter_map(in_path).collect();
        let declared = operation["parameters"].as_array().unwrap().iter();
        let declared = declared.filter(|parameter| parameter["in"] == "path");
        let declared: BTreeSet<String> =
            declared.map(|parameter| parameter["name"].as_str().unwrap().to_owned()).collect();
        assert_eq!(declared, wanted, "{method} {path}");
    }
}

#[test]
fn it_names_only_what_the_template_has() {
    let root = template("template.yaml");
    let known = |name: &str| {
        name.starts_with("AWS::")
            || root.section("Resources").contains_key(name)
            || root.section("Parameters").contains_key(name)
            || name == "ApiFunctionAliaslive"
    };
    for text in texts(&json_of(DEFINITION)) {
        let names = text.split("${").skip(1).map(|rest| rest.split('}').next().unwrap().to_owned());
        for name in names.collect::<Vec<_>>() {
            assert!(known(&name), "{name} in {text}");
        }
    }
}

/// API Gateway takes 300 paths of an API, and `CloudFormation` one megabyte of a template.
#[test]
fn it_is_within_the_limits_of_the_services() {
    let definition = json_of(DEFINITION);
    assert!(definition["paths"].as_object().unwrap().len() < 300);
    assert!(definition["components"]["schemas"].as_object().unwrap().len() < 250);
    let size = definition.to_string().len() + text("infra/template.yaml").len();
    assert!(size < 900_000, "{size} bytes");
}

#[test]
fn what_the_gateway_refuses_itself_is_a_problem_document_for_the_console_alone() {
    let answers = json_of(DEFINITION)["x-amazon-apigateway-gateway-responses"].clone();
    let answers = answers.as_object().unwrap();
    for reason in ["UNAUTHORIZED", "ACCESS_DENIED", "REQUEST_TOO_LARGE", "THROTTLED"] {
        assert!(answers.contains_key(reason), "{reason}");
    }
    for (reason, answer) in answers {
        let headers = &answer["responseParameters"];
        let origin = &headers["gatewayresponse.header.Access-Control-Allow-Origin"]["Fn::Sub"];
        assert_eq!(*origin, "'${ConsoleOrigin}'", "{reason}");
    }
}
