use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::{Extension, Json};
use oma_api::videos::{Accepted, Video};
use oma_core::lifecycle::next_execution;
use oma_core::money::MicroUsd;

use super::create::accepted;
use super::one::Named;
use crate::caller::Caller;
use crate::observe::About;
use crate::problem::ApiResult;
use crate::quota;
use crate::services::Services;
use crate::view::video_view;

pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new()
        .api_route(
            "/v1/videos/{video_id}/cancel",
            post_with(cancel, |op| {
                op.id("cancelVideo")
                    .summary("Stop making a video")
                    .description("What was finished is kept, for a retry or another video.")
                    .response::<200, Json<Video>>()
            }),
        )
        .api_route(
            "/v1/videos/{video_id}/retry",
            post_with(retry, |op| {
                op.id("retryVideo")
                    .summary("Take up a video that failed or was cancelled")
                    .description("It goes on where it stopped: finished work is found again.")
                    .response::<202, Json<Accepted>>()
            }),
        )
        .api_route(
            "/v1/videos/{video_id}",
            delete_with(delete, |op| {
                op.id("deleteVideo")
                    .summary("Delete a video")
                    .description(
                        "From now on it is not found. Its media, its events and what nothing \
                         else uses are erased within minutes.",
                    )
                    .response::<202, ()>()
            }),
        )
}

/// `POST /v1/videos/{video_id}/cancel`.
async fn cancel(
    State(services): State<Services>,
    caller: Caller,
    video: Named,
) -> ApiResult<(Extension<About>, Json<Video>)> {
    let id = video.id()?;
    let record = services.lifecycle().cancel(&caller.owner, id).await?;
    services.limits().release(&caller.owner, &record.execution).await?;
    Ok((Extension(About::Video(id)), Json(video_view(record))))
}

/// `POST /v1/videos/{video_id}/retry`.
async fn retry(
    State(services): State<Services>,
    caller: Caller,
    video: Named,
) -> ApiResult<Response> {
    let (owner, id) = (&caller.owner, video.id()?);
    let lifecycle = services.lifecycle();
    let before = lifecycle.find(owner, id).await?;
    // What was done before is found again, and calls are held as they are made.
    let execution = (next_execution(&before.execution), MicroUsd::default());
    let work = lifecycle.retry(owner, id);
    let record = quota::reserved(&services, owner, &[execution], work).await?;
    accepted(&record, None)
}

/// `DELETE /v1/videos/{video_id}`.
async fn delete(
    State(services): State<Services>,
    caller: Caller,
    video: Named,
) -> ApiResult<(StatusCode, Extension<About>)> {
    let id = video.id()?;
    let record = services.lifecycle().delete(&caller.owner, id).await?;
    services.limits().release(&caller.owner, &record.execution).await?;
    Ok((StatusCode::ACCEPTED, Extension(About::Video(id))))
}
