use std::time::{Duration, Instant};

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use futures::future::join_all;
use oma_api::health::{Dependency as DependencyView, Health, HealthStatus as Status};

use crate::services::{Dependency, Services};

/// What does not answer in this time does not work, as far as a client can tell.
const PATIENCE: Duration = Duration::from_secs(3);

/// The paths.
pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new().api_route(
        "/v1/health",
        get_with(read, |op| {
            op.id("readHealth")
                .summary("Whether the API can do its work")
                .response::<200, Json<Health>>()
                .response::<503, Json<Health>>()
        }),
    )
}

/// `GET /v1/health`, open to all: 200 when everything works, else 503 with the same form. Why
/// something fails is for the log.
async fn read(State(services): State<Services>) -> (StatusCode, Json<Health>) {
    let dependencies = join_all(services.dependencies.iter().map(ask)).await;
    let works = dependencies.iter().all(|dependency| dependency.status == Status::Ok);
    let (code, status) = if works {
        (StatusCode::OK, Status::Ok)
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, Status::Failing)
    };
    let version = env!("CARGO_PKG_VERSION").to_owned();
    (code, Json(Health { status, version, dependencies }))
}

async fn ask(Dependency { name, health }: &Dependency) -> DependencyView {
    let started = Instant::now();
    let problem = match tokio::time::timeout(PATIENCE, health.ping()).await {
        Ok(Ok(())) => None,
        Ok(Err(error)) => Some(error.full_text()),
        Err(_) => Some("no answer in time".to_owned()),
    };
    if let Some(problem) = &problem {
        tracing::warn!(dependency = name, "a dependency does not work: {problem}");
    }
    DependencyView {
        name: (*name).to_owned(),
        status: if problem.is_none() { Status::Ok } else { Status::Failing },
        latency_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
    }
}
