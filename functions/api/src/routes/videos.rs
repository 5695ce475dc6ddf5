use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::{FromRequest as _, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use oma_api::videos::{Accepted, CreateVideo, Video};
use oma_core::id::VideoId;
use oma_core::{Error, ErrorKind};
use schemars::JsonSchema;
use serde::Deserialize;
use ulid::Ulid;

use crate::body::JsonBody;
use crate::caller::{Caller, Group};
use crate::input::At;
use crate::intake;
use crate::observe::{About, PublicPath};
use crate::problem::ApiResult;
use crate::services::Services;
use crate::view::video_view;

/// The path of one video.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct OneVideo {
    /// The video.
    pub(super) video_id: String,
}

/// The paths.
pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new()
        .api_route(
            "/v1/videos",
            post_with(create, |op| {
                op.id("createVideo")
                    .summary("Make a video of a brief")
                    .input::<Json<CreateVideo>>()
                    .response::<202, Json<Accepted>>()
            }),
        )
        .api_route(
            "/v1/videos/{video_id}",
            get_with(read, |op| {
                op.id("readVideo").summary("Read a video").response::<200, Json<Video>>()
            }),
        )
}

/// `POST /v1/videos`: takes a brief and starts making its video.
///
/// The caller is judged before the body is read. The answer comes when the execution has been
/// started; a start that fails leaves a video that is marked as failed.
async fn create(
    State(services): State<Services>,
    caller: Caller,
    path: Option<Extension<PublicPath>>,
    request: Request,
) -> ApiResult<Response> {
    caller.must_be(&[Group::Admin, Group::Editor])?;
    let JsonBody(json) = JsonBody::from_request(request, &services).await?;
    let brief = intake::brief(&services, &caller.owner, json).await?;
    let desk = services.desk();
    let record = desk.accept(&caller.owner, VideoId(Ulid::generate()), &brief).await?;
    desk.start(services.executions.as_ref(), &record).await?;
    let base = path.as_ref().map_or("/v1/videos", |Extension(PublicPath(path))| path);
    let location = format!("{}/{}", base.trim_end_matches('/'), record.video_id);
    let accepted =
        Accepted { video_id: record.video_id, status: record.status, revision: record.revision };
    let mut response = (StatusCode::ACCEPTED, Json(accepted)).into_response();
    let location = HeaderValue::try_from(location).map_err(Error::internal)?;
    response.headers_mut().insert(header::LOCATION, location);
    response.extensions_mut().insert(About::Started(record.video_id));
    Ok(response)
}

/// `GET /v1/videos/{video_id}`. Another's video, none and a text that is no id get the same answer
/// by the same way: the id is looked up under the caller, so there is nothing to tell them apart by.
async fn read(
    State(services): State<Services>,
    caller: Caller,
    At(OneVideo { video_id }): At<OneVideo>,
) -> ApiResult<(Extension<About>, Json<Video>)> {
    caller.must_be(&[Group::Admin, Group::Editor, Group::Viewer])?;
    let absent = || Error::new(ErrorKind::NotFound, "There is no such video.");
    let id: VideoId = video_id.parse().map_err(|_| absent())?;
    let record = services
        .videos
        .get(&caller.owner, id)
        .await
        .map_err(|error| if error.kind == ErrorKind::NotFound { absent() } else { error })?;
    Ok((Extension(About::Video(id)), Json(video_view(record))))
}
