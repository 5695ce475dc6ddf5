use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use oma_api::videos::{CreateVariants, Variants};
use oma_core::brief::{Brief, Problem};
use oma_core::id::{Owner, VideoId};
use oma_core::lifecycle::Lifecycle;
use oma_core::variants::expand;
use oma_core::{Error, ErrorKind, Result};
use serde_json::{Map, Value};
use ulid::Ulid;

use super::body;
use super::create::view;
use super::one::Named;
use crate::caller::Caller;
use crate::estimate::cost;
use crate::idempotency::RequestKey;
use crate::intake;
use crate::problem::ApiResult;
use crate::quota;
use crate::services::Services;

pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new().api_route(
        "/v1/videos/{video_id}/variants",
        post_with(create, |op| {
            op.id("createVariants")
                .summary("Make variants of a video")
                .description(
                    "Each is a video of its own, of the same brief with a patch applied. The \
                     patches are sent as `variants`, or made of what is to `vary`. All are checked \
                     before any is started. What variants have in common is made once. A variant \
                     that could not be started is answered as failed and can be tried again.",
                )
                .input::<Json<CreateVariants>>()
                .response::<202, Json<Variants>>()
        }),
    )
}

/// `POST /v1/videos/{video_id}/variants`.
async fn create(
    State(services): State<Services>,
    caller: Caller,
    video: Named,
    key: Option<Extension<RequestKey>>,
    request: Request,
) -> ApiResult<(StatusCode, Json<Variants>)> {
    let (owner, id) = (&caller.owner, video.id()?);
    let lifecycle = services.lifecycle();
    lifecycle.find(owner, id).await?;
    let (patches, labels) =
        patches(lifecycle, (owner, id), body(request, &services).await?).await?;
    let (source, drafts) = lifecycle.draft_variants(owner, id, &patches).await?;
    let key = key.map(|Extension(key)| key);
    let briefs = checked(&services, owner, key, drafts).await?;
    let places: Vec<_> = briefs
        .iter()
        .map(|(id, brief)| (id.to_string(), cost(services.prices.as_ref(), brief)))
        .collect();
    let work = lifecycle.start_variants(&source, &briefs);
    let made = quota::reserved(&services, owner, &places, work).await?;
    let videos = made.iter().map(view).collect();
    Ok((StatusCode::ACCEPTED, Json(Variants { videos, labels })))
}

/// The patches that were sent, or those that variations come to, with their labels.
async fn patches(
    lifecycle: Lifecycle<'_>,
    (owner, id): (&Owner, VideoId),
    asked: CreateVariants,
) -> Result<(Vec<Map<String, Value>>, Vec<String>)> {
    let CreateVariants { variants, vary, how } = asked;
    if variants.is_empty() == vary.is_empty() {
        let problem =
            if vary.is_empty() { "asks for no variants" } else { "asks for variants in two ways" };
        let allowed = "either `variants`, a list of patches, or `vary`, fields with values";
        return Err(Error::invalid_request(vec![Problem::new("", problem, allowed)]));
    }
    if vary.is_empty() {
        return Ok((variants, Vec::new()));
    }
    let (_, briefs) = lifecycle.draft_variants(owner, id, &[Map::new()]).await?;
    let variations = expand(&briefs.into_iter().next().unwrap_or_default(), &vary, how)?;
    Ok(variations.into_iter().map(|it| (it.patch, it.label)).unzip())
}

/// The briefs under new ids, or the problems of all of them.
async fn checked(
    services: &Services,
    owner: &Owner,
    key: Option<RequestKey>,
    drafts: Vec<Value>,
) -> Result<Vec<(VideoId, Brief)>> {
    let (mut briefs, mut problems) = (Vec::with_capacity(drafts.len()), Vec::new());
    for (i, draft) in (0_u32..).zip(drafts) {
        match intake::brief(services, owner, draft).await {
            Ok(brief) => {
                let id = key.map_or_else(Ulid::generate, |key| key.nth(i));
                briefs.push((VideoId(id), brief));
            }
            Err(error) if error.kind == ErrorKind::InvalidBrief => {
                let within = |problem: Problem| {
                    let path = format!("variants[{i}].{}", problem.path);
                    Problem { path: path.trim_end_matches('.').to_owned(), ..problem }
                };
                problems.extend(error.problems.into_iter().map(within));
            }
            Err(error) => return Err(error),
        }
    }
    if problems.is_empty() { Ok(briefs) } else { Err(Error::invalid_brief(problems)) }
}
