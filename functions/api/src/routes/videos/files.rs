use std::collections::BTreeMap;
use std::time::Duration;

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use axum::{Extension, Json};
use futures::future::try_join_all;
use oma_api::videos::{FileLink, Files};
use oma_core::contract::files;
use oma_core::id::VideoId;
use oma_core::video::keys;
use oma_core::{Error, ErrorKind, Result};

use super::one::Named;
use crate::caller::Caller;
use crate::observe::About;
use crate::problem::ApiResult;
use crate::services::Services;

/// How long a link can be used.
const VALID_FOR: Duration = Duration::from_mins(15);

/// What a person downloads, and its media type.
const DOWNLOADS: [(&str, &str); 9] = [
    (files::VIDEO, "video/mp4"),
    (files::CAPTIONS_SRT, "application/x-subrip"),
    (files::CAPTIONS_VTT, "text/vtt"),
    (files::POSTER, "image/jpeg"),
    (files::SCRIPT, "application/json"),
    (files::REPORT, "application/json"),
    (files::CREDITS, "text/plain; charset=utf-8"),
    (files::WORDS, "application/json"),
    (files::TIMELINE, "application/json"),
];

pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new().api_route(
        "/v1/videos/{video_id}/files",
        get_with(read, |op| {
            op.id("readFiles")
                .summary("Download a video")
                .description(
                    "Links that are good for a quarter of an hour. There are none before there \
                     is a film; while a revision is made they lead to the one before.",
                )
                .response::<200, Json<Files>>()
        }),
    )
}

/// `GET /v1/videos/{video_id}/files`.
async fn read(
    State(services): State<Services>,
    caller: Caller,
    video: Named,
) -> ApiResult<(Extension<About>, Json<Files>)> {
    let id = video.id()?;
    let record = services.lifecycle().find(&caller.owner, id).await?;
    if record.film.is_none() {
        let message = format!("There is no film yet: the video is {}.", record.status);
        return Err(Error::new(ErrorKind::Conflict, message.replace('_', " ")).into());
    }
    let valid_for = VALID_FOR.try_into().map_err(Error::internal)?;
    let expires_at = services
        .clock
        .now()
        .checked_add::<jiff::SignedDuration>(valid_for)
        .map_err(Error::internal)?;
    let links = DOWNLOADS.map(|(file, content_type)| link(&services, id, file, content_type));
    let files: BTreeMap<_, _> = try_join_all(links).await?.into_iter().flatten().collect();
    Ok((Extension(About::Video(id)), Json(Files { files, expires_at })))
}

/// A link to a file, if it is there.
async fn link(
    services: &Services,
    video: VideoId,
    file: &str,
    content_type: &str,
) -> Result<Option<(String, FileLink)>> {
    let key = keys::video_file(video, file);
    let Some(size) = services.objects.size(&key).await? else { return Ok(None) };
    let url = services.presign.presign_get(&key, VALID_FOR).await?;
    let link = FileLink { url, size, content_type: content_type.to_owned() };
    Ok(Some((file.to_owned(), link)))
}
