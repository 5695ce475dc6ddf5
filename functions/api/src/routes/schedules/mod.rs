//! Schedules: batches that begin by the clock. Whoever looks at one sees what it missed.

mod check;
mod runs;

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};
use axum::{Extension, Json};
use oma_api::page::{DEFAULT_LIMIT, Page, PageQuery};
use oma_api::schedules::{ChangeSchedule, CreateSchedule, Schedule};
use oma_core::Result;
use oma_core::batch::Source;
use oma_core::schedule::{NewSchedule, ScheduleRecord};
use schemars::JsonSchema;
use serde::Deserialize;
use ulid::Ulid;

use crate::caller::Caller;
use crate::idempotency::RequestKey;
use crate::input::{Asked, At, Valid};
use crate::observe::PublicPath;
use crate::problem::ApiResult;
use crate::services::Services;

/// How many times to come an answer shows.
const NEXT: usize = 5;

/// The path of one schedule.
#[derive(Debug, Deserialize, JsonSchema)]
struct OneSchedule {
    /// The schedule.
    schedule_id: String,
}

/// An answer that says where the new thing is.
type Created<T> = (StatusCode, [(HeaderName, String); 1], Json<T>);

/// The paths.
pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new()
        .api_route(
            "/v1/schedules",
            post_with(create, |op| {
                op.id("createSchedule")
                    .summary("Make a batch by the clock")
                    .description(
                        "Expressions are those of Amazon EventBridge Scheduler. A run is a batch; \
                         one that falls into the run before is skipped or queued, one that nothing \
                         started within ten minutes is reported as missed.",
                    )
                    .response::<201, Json<Schedule>>()
            })
            .get_with(list, |op| {
                op.id("listSchedules")
                    .summary("List your schedules, the newest first")
                    .response::<200, Json<Page<Schedule>>>()
            }),
        )
        .api_route(
            "/v1/schedules/{schedule_id}",
            get_with(read, |op| {
                op.id("readSchedule").summary("Read a schedule").response::<200, Json<Schedule>>()
            })
            .patch_with(change, |op| {
                op.id("changeSchedule")
                    .summary("Change, pause or resume a schedule")
                    .response::<200, Json<Schedule>>()
            })
            .delete_with(remove, |op| {
                op.id("deleteSchedule")
                    .summary("Delete a schedule; its batches stay")
                    .response::<204, ()>()
            }),
        )
        .merge(runs::routes())
}

/// `POST /v1/schedules`.
async fn create(
    State(services): State<Services>,
    caller: Caller,
    key: Option<Extension<RequestKey>>,
    path: Option<Extension<PublicPath>>,
    Valid(body): Valid<CreateSchedule>,
) -> ApiResult<Created<Schedule>> {
    let schedule_id = key.map_or_else(Ulid::generate, |Extension(key)| key.nth(0)).to_string();
    let new = NewSchedule {
        owner: caller.owner.clone(),
        schedule_id,
        name: body.name,
        expression: body.expression,
        time_zone: body.time_zone,
        overlap: body.overlap,
        enabled: body.enabled,
        starts_at: body.starts_at,
        ends_at: body.ends_at,
        source: body.source,
        options: body.options,
    };
    check::new(&services, &new).await?;
    check::room(&services, &caller.owner).await?;
    let record = services.schedules().create(new).await?;
    let base = path.as_ref().map_or("/v1/schedules", |Extension(PublicPath(path))| path);
    let location = format!("{}/{}", base.trim_end_matches('/'), record.schedule_id);
    let schedule = view(&services, record)?;
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(schedule)))
}

/// `GET /v1/schedules`.
async fn list(
    State(services): State<Services>,
    caller: Caller,
    Asked(query): Asked<PageQuery>,
) -> ApiResult<Json<Page<Schedule>>> {
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT);
    let after = query.cursor.as_deref().map(check::cursor).transpose()?;
    let page = services.schedules().list(&caller.owner, after.as_deref(), limit).await?;
    let items = page.schedules.into_iter().map(|record| view(&services, record));
    Ok(Json(Page { items: items.collect::<Result<_>>()?, next_cursor: page.next }))
}

/// `GET /v1/schedules/{schedule_id}`.
async fn read(
    State(services): State<Services>,
    caller: Caller,
    At(OneSchedule { schedule_id }): At<OneSchedule>,
) -> ApiResult<Json<Schedule>> {
    let id = check::id(&schedule_id)?;
    let record = services.schedules().find(&caller.owner, &id).await?;
    Ok(Json(view(&services, record)?))
}

/// `PATCH /v1/schedules/{schedule_id}`.
async fn change(
    State(services): State<Services>,
    caller: Caller,
    At(OneSchedule { schedule_id }): At<OneSchedule>,
    Valid(body): Valid<ChangeSchedule>,
) -> ApiResult<Json<Schedule>> {
    let id = check::id(&schedule_id)?;
    let desk = services.schedules();
    let mut after = desk.find(&caller.owner, &id).await?;
    apply(&mut after, &body);
    check::changed(&services, &after, &body).await?;
    if let Some(source) = &body.source {
        desk.replace_source(&id, source).await?;
    }
    let record = desk.update(&caller.owner, &id, |record| apply(record, &body)).await?;
    Ok(Json(view(&services, record)?))
}

fn apply(record: &mut ScheduleRecord, body: &ChangeSchedule) {
    let ChangeSchedule { name, expression, time_zone, overlap, enabled, source, options, .. } =
        body.clone();
    record.name = name.unwrap_or_else(|| record.name.clone());
    record.expression = expression.unwrap_or_else(|| record.expression.clone());
    record.time_zone = time_zone.unwrap_or_else(|| record.time_zone.clone());
    record.overlap = overlap.unwrap_or(record.overlap);
    record.enabled = enabled.unwrap_or(record.enabled);
    record.starts_at = body.starts_at.unwrap_or(record.starts_at);
    record.ends_at = body.ends_at.unwrap_or(record.ends_at);
    record.options = options.unwrap_or_else(|| record.options.clone());
    if let Some(source) = source {
        record.source = Source { rows: Vec::new(), template: None, ..source };
    }
}

/// `DELETE /v1/schedules/{schedule_id}`.
async fn remove(
    State(services): State<Services>,
    caller: Caller,
    At(OneSchedule { schedule_id }): At<OneSchedule>,
) -> ApiResult<StatusCode> {
    services.schedules().remove(&caller.owner, &check::id(&schedule_id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A schedule as its owner sees it.
fn view(services: &Services, record: ScheduleRecord) -> Result<Schedule> {
    let now = services.clock.now();
    let next = if record.enabled { record.timetable()?.coming(now, NEXT) } else { Vec::new() };
    Ok(Schedule {
        schedule_id: record.schedule_id,
        name: record.name,
        expression: record.expression,
        time_zone: record.time_zone,
        overlap: record.overlap,
        enabled: record.enabled,
        starts_at: record.starts_at,
        ends_at: record.ends_at,
        source: record.source,
        options: record.options,
        next,
        latest_batch_id: record.latest,
        queued: record.queued,
        created_at: record.created_at,
        updated_at: record.updated_at,
    })
}
