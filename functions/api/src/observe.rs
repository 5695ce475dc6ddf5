use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use oma_core::Error;
use ulid::Ulid;

use crate::problem::{Failed, Problem};

/// Leads from an answer to the log of its request: the id that the edge gave it. A request without
/// one gets a new one.
#[derive(Debug, Clone)]
pub struct TraceId(pub String);

/// The path as the client wrote it, with what the edge cut off (API Gateway's stage). Links in
/// answers begin with it.
#[derive(Debug, Clone)]
pub struct PublicPath(pub String);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What one request came to. The one place where metrics of the API can be taken from.
struct Outcome<'a> {
    trace_id: &'a str,
    /// `POST /v1/videos`, with the names of variables instead of their values; few in number.
    route: &'a str,
    status: u16,
    latency_ms: u64,
}

/// Stands around every request: gives it its trace id, turns errors and panics into problem
/// documents, and logs the outcome once.
pub(crate) async fn observe(mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let trace_id = match request.extensions().get::<TraceId>() {
        Some(TraceId(id)) => id.clone(),
        None => Ulid::generate().to_string(),
    };
    request.extensions_mut().insert(TraceId(trace_id.clone()));
    let path = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str);
    let route = format!("{} {path}", known_method(&request));
    let answered = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let mut response =
        answered.unwrap_or_else(|panic| Failed(panicked(panic.as_ref())).into_response());
    let failed = response.extensions_mut().remove::<Failed>();
    if let Some(Failed(error)) = &failed {
        let headers = std::mem::take(response.headers_mut());
        response = Problem::new(error.clone(), &trace_id).into_response();
        // What the route had to say besides, such as `Allow`.
        for (name, value) in headers.iter().filter(|(name, _)| *name == header::ALLOW) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    harden(&mut response, &trace_id);
    let latency_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let status = response.status().as_u16();
    let outcome = Outcome { trace_id: &trace_id, route: &route, status, latency_ms };
    log(&outcome, failed.as_ref().map(|failed| &failed.0));
    response
}

/// Clients can make up methods; a name of their own must not become a metric.
fn known_method(request: &Request) -> &str {
    match request.method().as_str() {
        known @ ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS") => known,
        _ => "other",
    }
}

/// Answers are data about one person's videos: nobody keeps them, nobody guesses their type.
fn harden(response: &mut Response, trace_id: &str) {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(id) = HeaderValue::from_str(trace_id) {
        headers.insert(REQUEST_ID, id);
    }
}

/// A client's mistake is logged by its name alone: its message may quote what the client sent.
fn log(outcome: &Outcome<'_>, error: Option<&Error>) {
    let Outcome { trace_id: correlation_id, route, status, latency_ms } = *outcome;
    match error {
        Some(error) if status >= 500 => tracing::error!(
            correlation_id,
            route,
            status,
            latency_ms,
            error = error.name(),
            "{}",
            error.full_text()
        ),
        Some(error) => {
            let error = error.name();
            tracing::info!(correlation_id, route, status, latency_ms, error, "refused");
        }
        None => tracing::info!(correlation_id, route, status, latency_ms, "answered"),
    }
}

fn panicked(panic: &(dyn Any + Send)) -> Error {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Error::internal(format!("panic: {}", text.unwrap_or("no message")))
}
