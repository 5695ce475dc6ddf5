use std::sync::Arc;
use std::time::Duration;

use api_function::Services;
use axum::Router;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware;
use oma_identity::{Issuer, Verifier};
use tower_http::cors::{AllowOrigin, CorsLayer};
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer};

use super::claims::claims;
use super::links::Links;
use super::log::log;
use super::sign_in::SignIn;

/// How long an answer may take. Nothing waits for a film here.
const ANSWER_WITHIN: Duration = Duration::from_mins(1);
/// How long the next part of a body may take: an upload may be long, but not stand still.
const BODY_PART_WITHIN: Duration = Duration::from_secs(30);
const PREFLIGHT_KEPT: Duration = Duration::from_mins(10);

/// What the router is made of.
pub(super) struct Parts {
    pub(super) services: Services,
    pub(super) issuer: Option<Issuer>,
    pub(super) verifier: Arc<Verifier>,
    pub(super) links: Links,
    pub(super) sign_in: SignIn,
    pub(super) allow_origins: Vec<HeaderValue>,
}

/// Everything that the port answers.
pub(super) fn router(parts: Parts) -> Router {
    let api = api_function::router(parts.services)
        .layer(middleware::from_fn_with_state(parts.verifier, claims));
    // The API has its own rules for pages of other origins.
    let cors = cors(parts.allow_origins);
    let quick = match parts.issuer {
        Some(issuer) => api.merge(issuer.router().layer(cors.clone())),
        None => api,
    };
    quick
        .merge(parts.sign_in.router())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, ANSWER_WITHIN))
        // Films are long: what limits them is that no part stands still.
        .merge(parts.links.router().layer(cors))
        .layer(middleware::from_fn(log))
        .layer(RequestBodyTimeoutLayer::new(BODY_PART_WITHIN))
}

/// Pages of other origins may get tokens with a code, and read and write by links; never with
/// cookies.
fn cors(origins: Vec<HeaderValue>) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::HEAD, Method::POST, Method::PUT])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, header::RANGE])
        .expose_headers([header::CONTENT_RANGE, header::ETAG])
        .max_age(PREFLIGHT_KEPT)
}
