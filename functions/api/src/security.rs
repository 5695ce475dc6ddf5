//! What every answer carries so that a browser does no harm with it.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

/// Headers that no answer goes without. Answers are data about one person's videos: nobody keeps
/// them, frames them, guesses their type or lets them load anything.
const HEADERS: [(HeaderName, &str); 8] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Adds them, except where an answer has its own.
pub(crate) fn harden(headers: &mut HeaderMap) {
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

/// What a page may send, and what it may read of an answer.
const ALLOWED_HEADERS: &str = "authorization, content-type, idempotency-key";
const EXPOSED_HEADERS: &str =
    "location, idempotency-replayed, ratelimit, ratelimit-policy, retry-after, x-request-id";
/// How long a browser may remember what it was told, in seconds.
const PREFLIGHT_KEPT_S: &str = "600";

/// Cross-origin requests: only pages of the origins in the list may ask and read. Tokens travel in
/// a header, so credentials of the browser are never allowed.
///
/// A preflight is answered with the methods of its path; that of an unknown path is not found.
pub(crate) async fn cors(
    State(origins): State<Arc<[String]>>,
    request: Request,
    next: Next,
) -> Response {
    let origin = request.headers().get(header::ORIGIN).cloned();
    let is_preflight = request.method() == Method::OPTIONS
        && origin.is_some()
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let known = |origin: &HeaderValue| origins.iter().any(|o| o.as_bytes() == origin.as_bytes());
    let mut response = next.run(request).await;
    let origin = origin.filter(known);
    if is_preflight && origin.is_some() && response.status() == StatusCode::METHOD_NOT_ALLOWED {
        response = preflight(&response);
    }
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        let exposed = HeaderValue::from_static(EXPOSED_HEADERS);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
        let policy = HeaderName::from_static("cross-origin-resource-policy");
        headers.insert(policy, HeaderValue::from_static("cross-origin"));
    }
    response
}

/// Whether a preflight may be followed: no path knows the method OPTIONS, but says which it knows.
fn preflight(refused: &Response) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    for methods in refused.headers().get_all(header::ALLOW) {
        headers.append(header::ACCESS_CONTROL_ALLOW_METHODS, methods.clone());
    }
    let allowed = HeaderValue::from_static(ALLOWED_HEADERS);
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed);
    let kept = HeaderValue::from_static(PREFLIGHT_KEPT_S);
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, kept);
    response
}
