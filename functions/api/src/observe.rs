use std::any::Any;
use std::panic::AssertUnwindSafe;

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use oma_core::Error;
use oma_core::id::VideoId;
use ulid::Ulid;

use crate::problem::{Failed, Problem};
use crate::security::harden;

/// Leads from an answer to the log of its request: the id that the edge gave it. A request without
/// one gets a new one.
#[derive(Debug, Clone)]
pub struct TraceId(pub String);

/// The path as the client wrote it, with what the edge cut off (API Gateway's stage). Links in
/// answers begin with it.
#[derive(Debug, Clone)]
pub struct PublicPath(pub String);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The video that a request was about, on its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// It was read.
    Video(VideoId),
    /// Its execution was started.
    Started(VideoId),
}

/// Stands around every request: gives it its trace id, and turns errors and panics into problem
/// documents.
///
/// An error stays among the answer's extensions as [`Failed`], and the video as [`About`]: whoever
/// serves the router logs them, once.
pub(crate) async fn observe(mut request: Request, next: Next) -> Response {
    let trace_id = match request.extensions().get::<TraceId>() {
        Some(TraceId(id)) => id.clone(),
        None => Ulid::generate().to_string(),
    };
    request.extensions_mut().insert(TraceId(trace_id.clone()));
    let answered = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let mut response =
        answered.unwrap_or_else(|panic| Failed(panicked(panic.as_ref())).into_response());
    if let Some(failed) = response.extensions_mut().remove::<Failed>() {
        response = document(failed, &response, &trace_id);
    }
    harden(response.headers_mut());
    if let Ok(id) = HeaderValue::from_str(&trace_id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// The problem document of an error, with what the route and its guards had to say besides, such as
/// `Allow` and `Retry-After`.
fn document(failed: Failed, response: &Response, trace_id: &str) -> Response {
    let mut document = Problem::new(failed.0.clone(), trace_id).into_response();
    let own = [header::CONTENT_TYPE, header::CONTENT_LENGTH];
    for name in response.headers().keys().filter(|name| !own.contains(name)) {
        document.headers_mut().remove(name);
        for value in response.headers().get_all(name) {
            document.headers_mut().append(name, value.clone());
        }
    }
    document.extensions_mut().insert(failed);
    document
}

fn panicked(panic: &(dyn Any + Send)) -> Error {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Error::internal(format!("panic: {}", text.unwrap_or("no message")))
}
