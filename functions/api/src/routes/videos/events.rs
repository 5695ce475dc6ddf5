use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use axum::{Extension, Json};
use oma_api::videos::{EventsQuery, Progress};
use oma_core::brief::Problem;
use oma_core::event::VideoEvent;
use oma_core::video::VideoStatus;
use oma_core::{Error, ErrorKind, Result};
use ulid::Ulid;

use super::one::Named;
use crate::caller::Caller;
use crate::input::Asked;
use crate::observe::About;
use crate::problem::{ApiResult, Failed};
use crate::services::Services;

pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new().api_route(
        "/v1/videos/{video_id}/events",
        get_with(read, |op| {
            op.id("listEvents")
                .summary("Follow a video")
                .description(
                    "What has happened so far, the oldest first, and what it has cost. Ask again \
                     with `after` for what is new.",
                )
                .response::<200, Json<Progress>>()
        }),
    )
}

/// `GET /v1/videos/{video_id}/events`. The status is read before the events, so whoever sees an end
/// sees all that led to it.
async fn read(
    State(services): State<Services>,
    caller: Caller,
    video: Named,
    query: Result<Asked<EventsQuery>, Failed>,
) -> ApiResult<(Extension<About>, Json<Progress>)> {
    let id = video.id()?;
    let status = services.lifecycle().find(&caller.owner, id).await?.status;
    let Asked(EventsQuery { after }) = query?;
    let after = after.as_deref().map(event_id).transpose()?;
    let events = services.events.list(id).await?;
    Ok((Extension(About::Video(id)), Json(progress(events, after, status))))
}

fn progress(events: Vec<VideoEvent>, after: Option<Ulid>, status: VideoStatus) -> Progress {
    let cost_micro_usd = events.iter().map(|event| event.kind.cost()).sum();
    let saved_micro_usd = events.iter().map(|event| event.kind.saved()).sum();
    let last = events.iter().map(|event| event.event_id).max();
    let last_event_id = last.max(after).map(|id| id.to_string());
    let is_new = |event: &VideoEvent| after.is_none_or(|after| event.event_id > after);
    let events = events.into_iter().filter(is_new).collect();
    Progress { events, last_event_id, status, cost_micro_usd, saved_micro_usd }
}

fn event_id(text: &str) -> Result<Ulid> {
    Ulid::from_string(text).map_err(|_| {
        let problem = Problem::new("after", "is no id of an event", "a last_event_id");
        let error = Error::new(ErrorKind::InvalidRequest, "The request has problems.");
        Error { problems: vec![problem], ..error }
    })
}
