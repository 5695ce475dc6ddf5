use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use axum::{Extension, Json};
use oma_api::page::{DEFAULT_LIMIT, Page};
use oma_api::videos::{ListVideos, Video};
use oma_core::Result;
use oma_core::ports::VideoQuery;

use super::one::Named;
use crate::caller::Caller;
use crate::cursor;
use crate::input::Asked;
use crate::observe::About;
use crate::problem::ApiResult;
use crate::services::Services;
use crate::view::video_view;

pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new()
        .api_route(
            "/v1/videos",
            get_with(list, |op| {
                op.id("listVideos")
                    .summary("List your videos")
                    .description(
                        "The newest first, page by page. A page may have fewer videos than asked \
                         for and still be followed by another.",
                    )
                    .response::<200, Json<Page<Video>>>()
            }),
        )
        .api_route(
            "/v1/videos/{video_id}",
            get_with(read, |op| {
                op.id("readVideo").summary("Read a video").response::<200, Json<Video>>()
            }),
        )
}

/// `GET /v1/videos`.
async fn list(
    State(services): State<Services>,
    caller: Caller,
    query: Result<Asked<ListVideos>, crate::Failed>,
) -> ApiResult<Json<Page<Video>>> {
    let Asked(query) = query?;
    let page = services.videos.find(&caller.owner, &wanted(query)?).await?;
    let items = page.videos.into_iter().map(video_view).collect();
    Ok(Json(Page { items, next_cursor: page.next.map(cursor::after_video) }))
}

fn wanted(query: ListVideos) -> Result<VideoQuery> {
    let ListVideos { status, tag, created_from, created_before, limit, cursor } = query;
    let after = cursor.as_deref().map(cursor::video_before).transpose()?;
    let limit = limit.unwrap_or(DEFAULT_LIMIT);
    Ok(VideoQuery { status, tag, created_from, created_before, after, limit })
}

/// `GET /v1/videos/{video_id}`. Another's video, none and a text that is no id get the same answer
/// by the same way: the id is looked up under the caller, so there is nothing to tell them apart by.
async fn read(
    State(services): State<Services>,
    caller: Caller,
    video: Named,
) -> ApiResult<(Extension<About>, Json<Video>)> {
    let id = video.id()?;
    let record = services.lifecycle().find(&caller.owner, id).await?;
    Ok((Extension(About::Video(id)), Json(video_view(record))))
}
