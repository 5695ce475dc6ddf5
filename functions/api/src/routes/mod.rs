//! The routes, a file per resource.

mod health;
mod videos;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post};
use oma_core::ErrorKind;

use crate::Services;
use crate::body::MAX_BODY_BYTES;
use crate::observe::observe;
use crate::problem::Failed;

/// The whole API. Requests that need a caller expect [`crate::Claims`] among their extensions.
pub fn router(services: Services) -> Router {
    Router::new()
        .route("/v1/health", get(health::read))
        .route("/v1/videos", post(videos::create))
        .route("/v1/videos/{video_id}", get(videos::read))
        .fallback(no_route)
        .method_not_allowed_fallback(no_method)
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(middleware::from_fn(observe))
        .with_state(services)
}

async fn no_route() -> Failed {
    Failed::new(ErrorKind::NotFound, "There is nothing at this path.")
}

async fn no_method() -> Failed {
    Failed::new(ErrorKind::MethodNotAllowed, "This path does not know this method.")
}
