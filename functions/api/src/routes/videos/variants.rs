use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use oma_api::videos::{CreateVariants, Variants};
use oma_core::brief::{Brief, Problem};
use oma_core::id::VideoId;
use oma_core::{Error, ErrorKind, Result};
use serde_json::Value;
use ulid::Ulid;

use super::body;
use super::create::view;
use super::one::Named;
use crate::caller::{Caller, EDITORS};
use crate::intake;
use crate::problem::ApiResult;
use crate::services::Services;

pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new().api_route(
        "/v1/videos/{video_id}/variants",
        post_with(create, |op| {
            op.id("createVariants")
                .summary("Make variants of a video")
                .description(
                    "Each is a video of its own, of the same brief with a patch applied. All \
                     patches are checked before any is started. A variant that could not be \
                     started is answered as failed and can be tried again.",
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
    request: Request,
) -> ApiResult<(StatusCode, Json<Variants>)> {
    caller.must_be(EDITORS)?;
    let (owner, id) = (&caller.owner, video.id()?);
    let lifecycle = services.lifecycle();
    lifecycle.find(owner, id).await?;
    let CreateVariants { variants } = body(request, &services).await?;
    let (source, drafts) = lifecycle.draft_variants(owner, id, &variants).await?;
    let made = lifecycle.start_variants(&source, &checked(drafts)?).await?;
    let videos = made.iter().map(view).collect();
    Ok((StatusCode::ACCEPTED, Json(Variants { videos })))
}

/// The briefs under new ids, or the problems of all of them.
fn checked(drafts: Vec<Value>) -> Result<Vec<(VideoId, Brief)>> {
    let (mut briefs, mut problems) = (Vec::with_capacity(drafts.len()), Vec::new());
    for (i, draft) in drafts.into_iter().enumerate() {
        match intake::brief(draft) {
            Ok(brief) => briefs.push((VideoId(Ulid::generate()), brief)),
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
