use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::extract::{FromRequest as _, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use oma_api::videos::{Accepted, CreateVideo};
use oma_core::brief::{Brief, Problem};
use oma_core::id::{Owner, VideoId};
use oma_core::submission::NewVideo;
use oma_core::video::VideoRecord;
use oma_core::{Error, ErrorKind, Result};
use serde_json::Value;
use ulid::Ulid;

use crate::body::JsonBody;
use crate::caller::Caller;
use crate::estimate::cost;
use crate::idempotency::RequestKey;
use crate::intake;
use crate::observe::{About, PublicPath};
use crate::problem::ApiResult;
use crate::quota;
use crate::services::Services;

/// The most tags of a video, and the most characters of one.
const TAGS: usize = 20;
const TAG_CHARS: usize = 50;

pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new().api_route(
        "/v1/videos",
        post_with(create, |op| {
            op.id("createVideo")
                .summary("Make a video of a brief")
                .description(
                    "The answer comes when the work has begun. `Location` names the video; read \
                     it, or its events, to see how it goes. A `budget_usd` below the estimate \
                     is taken: it is each call of a provider that is held against it.",
                )
                .input::<Json<CreateVideo>>()
                .response::<202, Json<Accepted>>()
        }),
    )
}

/// `POST /v1/videos`: takes a brief and starts making its video.
///
/// The answer comes when the execution has been
/// started; a start that fails leaves a video that is marked as failed.
async fn create(
    State(services): State<Services>,
    caller: Caller,
    path: Option<Extension<PublicPath>>,
    key: Option<Extension<RequestKey>>,
    request: Request,
) -> ApiResult<Response> {
    let JsonBody(json) = JsonBody::from_request(request, &services).await?;
    let base = path.as_ref().map_or("/v1/videos", |Extension(PublicPath(path))| path);
    make(&services, &caller, key.map(|Extension(key)| key), base, json).await
}

/// Makes a video of what a client sent, as a body or by way of a template. `base` is the path of
/// videos as the client writes it.
pub(in crate::routes) async fn make(
    services: &Services,
    caller: &Caller,
    key: Option<RequestKey>,
    base: &str,
    json: Value,
) -> ApiResult<Response> {
    let record = start(services, caller, key, json).await?;
    accepted(&record, Some(&format!("{}/{}", base.trim_end_matches('/'), record.video_id)))
}

/// Makes a video of a brief with tags.
///
/// A request that takes over from an equal one that died finds the video that it made, and starts
/// it again: a start with the same name is no second one.
async fn start(
    services: &Services,
    caller: &Caller,
    key: Option<RequestKey>,
    json: Value,
) -> Result<VideoRecord> {
    let owner = &caller.owner;
    let (brief, tags) = brief_and_tags(services, owner, json).await?;
    let video_id = VideoId(key.map_or_else(Ulid::generate, |RequestKey(id)| id));
    let new = NewVideo { tags: &tags, ..NewVideo::new(owner, video_id, &brief) };
    let lifecycle = services.lifecycle();
    let work = async {
        let record = match lifecycle.desk().accept(&new).await {
            Err(error) if error.kind == ErrorKind::Conflict => {
                lifecycle.find(owner, video_id).await?
            }
            accepted => accepted?,
        };
        if record.status.is_active() {
            lifecycle.desk().start(services.executions.as_ref(), &record).await?;
        }
        Ok(record)
    };
    quota::reserved(
        services,
        owner,
        &[(video_id.to_string(), cost(services.prices.as_ref(), &brief))],
        work,
    )
    .await
}

/// The answer to what has started an execution.
pub(super) fn accepted(record: &VideoRecord, location: Option<&str>) -> ApiResult<Response> {
    let mut response = (StatusCode::ACCEPTED, Json(view(record))).into_response();
    if let Some(location) = location {
        let location = HeaderValue::try_from(location).map_err(Error::internal)?;
        response.headers_mut().insert(header::LOCATION, location);
    }
    response.extensions_mut().insert(About::Started(record.video_id));
    Ok(response)
}

/// A video as the answer to its start shows it.
pub(super) fn view(record: &VideoRecord) -> Accepted {
    let VideoRecord { video_id, status, revision, .. } = *record;
    Accepted { video_id, status, revision }
}

/// Takes `tags` out of a body; the rest is the brief, checked as [`crate::check_brief`] does. The
/// problems of both come at once.
pub async fn brief_and_tags(
    services: &Services,
    owner: &Owner,
    mut json: Value,
) -> Result<(Brief, Vec<String>)> {
    let tags = json.as_object_mut().and_then(|fields| fields.remove("tags"));
    let tags = tags.map_or(Ok(Vec::new()), |tags| checked_tags(&tags));
    match (intake::brief(services, owner, json).await, tags) {
        (Ok(brief), Ok(tags)) => Ok((brief, tags)),
        (Ok(_), Err(problems)) => {
            let error = Error::new(ErrorKind::InvalidRequest, "The request has problems.");
            Err(Error { problems, ..error })
        }
        (Err(error), Err(tags)) if error.kind == ErrorKind::InvalidBrief => {
            Err(Error::invalid_brief([error.problems, tags].concat()))
        }
        (Err(error), _) => Err(error),
    }
}

fn checked_tags(tags: &Value) -> Result<Vec<String>, Vec<Problem>> {
    let Some(tags) = tags.as_array().filter(|tags| tags.len() <= TAGS) else {
        let allowed = format!("a list of at most {TAGS} texts");
        return Err(vec![Problem::new("tags", "is no list of tags", allowed)]);
    };
    let is_tag = |text: &&str| {
        (1..=TAG_CHARS).contains(&text.chars().count())
            && !text.trim().is_empty()
            && !text.chars().any(char::is_control)
    };
    let (mut taken, mut problems) = (Vec::new(), Vec::new());
    for (i, tag) in tags.iter().enumerate() {
        match tag.as_str().filter(is_tag) {
            Some(tag) if taken.iter().any(|taken| taken == tag) => {}
            Some(tag) => taken.push(tag.to_owned()),
            None => {
                let allowed = format!("1 to {TAG_CHARS} printable characters");
                problems.push(Problem::new(format!("tags[{i}]"), "is no tag", allowed));
            }
        }
    }
    if problems.is_empty() { Ok(taken) } else { Err(problems) }
}
