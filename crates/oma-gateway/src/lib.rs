//! The API's `OpenAPI` document as API Gateway reads it: `docs/openapi.json` becomes
//! `infra/openapi.gateway.json`, which the template includes.
//!
//! Reading order: [`gateway_document`] is the whole of it. `operations` says for each path who may
//! call it and sends it to the one function; `models` weakens JSON Schema 2020-12 to what API
//! Gateway reads; `answers` are the gateway's own refusals, from the table of errors.
//!
//! Invariants: a model refuses nothing that the document allows, so a rule that API Gateway cannot
//! read is left to the function. Only the paths of [`OPEN`] need no token, whatever the document
//! says.

mod answers;
mod models;
mod operations;

use std::fmt;

use serde_json::{Value, json};

pub use operations::{OPEN, USER_POOL_SCOPE};

/// Why a document cannot be translated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable(String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the OpenAPI document cannot be translated: {}", self.0)
    }
}

impl std::error::Error for Unreadable {}

/// Translates an `OpenAPI` 3.1 document to 3.0.1 with API Gateway's extensions. ARNs stand in it as
/// `CloudFormation`'s long form, which `AWS::Include` understands; they name resources of
/// `infra/template.yaml`.
///
/// # Errors
///
/// Where the document has no paths, or an operation refers to something that is not in it.
pub fn gateway_document(document: &Value) -> Result<Value, Unreadable> {
    let mut models = models::Models::of(document);
    let paths = operations::paths(document, &mut models)?;
    Ok(json!({
        "openapi": "3.0.1",
        "info": { "title": "OMA", "version": document["info"]["version"] },
        "paths": paths,
        "components": {
            "schemas": models.finish(),
            "securitySchemes": { operations::AUTHORIZER: operations::authorizer() },
        },
        "x-amazon-apigateway-request-validators": {
            "parameters-and-body": {
                "validateRequestParameters": true,
                "validateRequestBody": true,
            },
        },
        "x-amazon-apigateway-request-validator": "parameters-and-body",
        "x-amazon-apigateway-gateway-responses": answers::all(),
    }))
}
