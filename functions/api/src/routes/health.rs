use std::sync::Arc;
use std::time::{Duration, Instant};

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use futures::future::join_all;
use oma_api::health::{Dependency as DependencyView, Health, HealthStatus as Status, Live};
use tokio::sync::Mutex;

use crate::services::{Dependency, Services};

/// What does not answer in this time does not work, as far as a client can tell.
const PATIENCE: Duration = Duration::from_secs(3);

/// How long an answer is good for: asking often makes no work.
const KEPT: Duration = Duration::from_secs(2);

/// The latest answer of a process.
#[derive(Default)]
pub(super) struct Latest(Mutex<Option<(Instant, Health)>>);

/// The paths.
pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new()
        .api_route(
            "/v1/health",
            get_with(read, |op| {
                op.id("readHealth")
                    .summary("Whether the API can do its work")
                    .response::<200, Json<Health>>()
                    .response::<503, Json<Health>>()
            }),
        )
        .api_route(
            "/v1/health/ready",
            get_with(read, |op| {
                op.id("readReadiness")
                    .summary("Whether the API can do its work: the same as `/v1/health`")
                    .response::<200, Json<Health>>()
                    .response::<503, Json<Health>>()
            }),
        )
        .api_route(
            "/v1/health/live",
            get_with(live, |op| {
                op.id("readLiveness")
                    .summary("Whether the API answers at all")
                    .response::<200, Json<Live>>()
            }),
        )
}

/// `GET /v1/health/live`: asks nobody else.
async fn live() -> Json<Live> {
    Json(Live { status: Status::Ok, version: version() })
}

/// `GET /v1/health`, open to all: 200 when everything works, else 503 with the same form. Why
/// something fails is for the log. Requests that come together wait for one answer and share it.
async fn read(
    State(services): State<Services>,
    Extension(latest): Extension<Arc<Latest>>,
) -> (StatusCode, Json<Health>) {
    let mut latest = latest.0.lock().await;
    let health = match latest.take() {
        Some((at, health)) if at.elapsed() < KEPT => {
            *latest = Some((at, health.clone()));
            health
        }
        _ => {
            let health = ask_all(&services).await;
            *latest = Some((Instant::now(), health.clone()));
            health
        }
    };
    let code = match health.status {
        Status::Ok => StatusCode::OK,
        Status::Failing => StatusCode::SERVICE_UNAVAILABLE,
    };
    (code, Json(health))
}

async fn ask_all(services: &Services) -> Health {
    let dependencies = join_all(services.dependencies.iter().map(ask)).await;
    let works = dependencies.iter().all(|dependency| dependency.status == Status::Ok);
    let status = if works { Status::Ok } else { Status::Failing };
    Health { status, version: version(), dependencies }
}

fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
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
