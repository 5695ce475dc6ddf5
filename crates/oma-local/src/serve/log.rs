use std::time::Instant;

use api_function::Failed;
use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;

/// A line for each request: its route and not its path, which names videos, and never its query,
/// which can hold a signature or a code. The trace id is the one that the client was told.
pub(super) async fn log(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let route = route.unwrap_or_else(|| "unmatched".to_owned());
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let trace_id = response.headers().get("x-request-id").and_then(|id| id.to_str().ok());
    let (trace_id, took_ms) = (trace_id.unwrap_or_default(), started.elapsed().as_millis());
    match response.extensions().get::<Failed>() {
        Some(failed) if status >= 500 => {
            let error = failed.error().full_text();
            tracing::error!(%method, route, status, took_ms, trace_id, error, "request");
        }
        Some(failed) => {
            let error = failed.error().name();
            tracing::info!(%method, route, status, took_ms, trace_id, error, "request");
        }
        None => tracing::info!(%method, route, status, took_ms, trace_id, "request"),
    }
    response
}
