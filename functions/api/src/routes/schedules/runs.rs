use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use jiff::Timestamp;
use oma_api::page::{DEFAULT_LIMIT, Page, PageQuery};
use oma_api::schedules::ScheduleRun;
use oma_core::Error;

use super::{OneSchedule, check};
use crate::caller::Caller;
use crate::idempotency::RequestKey;
use crate::input::{Asked, At};
use crate::problem::ApiResult;
use crate::services::Services;

pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new()
        .api_route(
            "/v1/schedules/{schedule_id}/runs",
            get_with(list, |op| {
                op.id("listScheduleRuns")
                    .summary("List a schedule's runs, the latest first")
                    .description("Kept for 90 days, with those that were missed.")
                    .response::<200, Json<Page<ScheduleRun>>>()
            }),
        )
        .api_route(
            "/v1/schedules/{schedule_id}/run",
            post_with(run, |op| {
                op.id("runSchedule")
                    .summary("Run a schedule now, beside its times")
                    .description(
                        "Also of one that is paused. If the run before is under way, this one is \
                         skipped or queued, as at its times.",
                    )
                    .response::<202, Json<ScheduleRun>>()
            }),
        )
}

/// `GET /v1/schedules/{schedule_id}/runs`.
async fn list(
    State(services): State<Services>,
    caller: Caller,
    At(OneSchedule { schedule_id }): At<OneSchedule>,
    Asked(query): Asked<PageQuery>,
) -> ApiResult<Json<Page<ScheduleRun>>> {
    let id = check::id(&schedule_id)?;
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT);
    let after = query.cursor.as_deref().map(check::time_cursor).transpose()?;
    let page = services.schedules().runs(&caller.owner, &id, after, limit).await?;
    Ok(Json(Page { items: page.runs, next_cursor: page.next }))
}

/// `POST /v1/schedules/{schedule_id}/run`. An equal request is the same run: its time is that of
/// the idempotency key.
async fn run(
    State(services): State<Services>,
    caller: Caller,
    key: Option<Extension<RequestKey>>,
    At(OneSchedule { schedule_id }): At<OneSchedule>,
) -> ApiResult<(StatusCode, Json<ScheduleRun>)> {
    let id = check::id(&schedule_id)?;
    let ms = match key {
        Some(Extension(RequestKey(id))) => {
            i64::try_from(id.timestamp_ms()).map_err(Error::internal)?
        }
        None => services.clock.now().as_millisecond(),
    };
    let at = Timestamp::from_millisecond(ms).map_err(Error::internal)?;
    let run = services.schedules().run_now(&caller.owner, &id, at).await?;
    Ok((StatusCode::ACCEPTED, Json(run)))
}
