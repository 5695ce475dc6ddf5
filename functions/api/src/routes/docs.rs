use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};

use crate::openapi;
use crate::services::Services;

/// The paths.
pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new()
        .api_route(
            "/v1/openapi.json",
            get_with(document, |op| {
                op.id("readOpenapi")
                    .summary("This document")
                    .response_with::<200, axum::Json<serde_json::Value>, _>(|answer| {
                        answer.description("OpenAPI 3.1")
                    })
            }),
        )
        .api_route(
            "/v1/docs",
            get_with(page, |op| {
                op.id("readDocs")
                    .summary("This document as a page for people")
                    .response::<200, Html<String>>()
            }),
        )
}

/// `GET /v1/openapi.json`: the document as it is checked in.
async fn document() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], openapi::TEXT).into_response()
}

/// `GET /v1/docs`.
async fn page() -> Response {
    let mut response = Html(openapi::page::HTML.as_str()).into_response();
    if let Ok(policy) = HeaderValue::from_str(&openapi::page::POLICY) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}
