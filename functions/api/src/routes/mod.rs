//! The routes, a file per resource: each has `routes`, which names its paths and documents them.

mod approvals;
mod audit;
mod brands;
mod briefs;
mod catalogue;
mod docs;
mod estimate;
mod health;
mod templates;
mod uploads;
mod usage;
mod versions;
mod videos;
mod webhooks;

pub use videos::brief_and_tags;

use std::sync::Arc;

use aide::axum::ApiRouter;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::{Extension, Router};
use oma_core::ErrorKind;

use crate::Services;
use crate::body::MAX_BODY_BYTES;
use crate::guard::guard;
use crate::limits::{Gate, by_address};
use crate::observe::observe;
use crate::problem::Failed;
use crate::security::cors;

/// The routes with their documentation, before what stands around them.
pub fn api() -> ApiRouter<Services> {
    ApiRouter::new()
        .merge(health::routes())
        .merge(docs::routes())
        .merge(videos::routes())
        .merge(estimate::routes())
        .merge(approvals::routes())
        .merge(briefs::routes())
        .merge(uploads::routes())
        .merge(brands::routes())
        .merge(templates::routes())
        .merge(catalogue::routes())
        .merge(webhooks::routes())
        .merge(usage::routes())
        .merge(audit::routes())
}

/// The whole API. Requests that need a caller expect [`crate::Claims`] among their extensions.
pub fn router(services: Services) -> Router {
    let gate = Arc::new(Gate::new(services.clone()));
    let origins = services.settings.origins.clone();
    let routes = Router::from(api())
        .route_layer(middleware::from_fn_with_state(gate.clone(), guard))
        .fallback(no_route)
        .method_not_allowed_fallback(no_method)
        .layer(Extension(Arc::new(health::Latest::default())))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(middleware::from_fn_with_state(gate, by_address))
        .with_state(services);
    // Around the router as a whole: a router's own layers do not see the header `Allow`.
    Router::new()
        .fallback_service(routes)
        .layer(middleware::from_fn_with_state(origins, cors))
        .layer(middleware::from_fn(observe))
}

async fn no_route() -> Failed {
    Failed::new(ErrorKind::NotFound, "There is nothing at this path.")
}

async fn no_method() -> Failed {
    Failed::new(ErrorKind::MethodNotAllowed, "This path does not know this method.")
}
