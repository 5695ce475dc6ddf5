use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::{Extension, Json};
use oma_api::videos::{Accepted, Revise, SceneChange};
use oma_core::lifecycle::{Changes, SceneEdit};

use super::body;
use super::create::accepted;
use super::one::Named;
use crate::caller::Caller;
use crate::estimate::cost;
use crate::intake;
use crate::observe::PublicPath;
use crate::problem::ApiResult;
use crate::quota;
use crate::services::Services;

pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new().api_route(
        "/v1/videos/{video_id}/revisions",
        post_with(revise, |op| {
            op.id("reviseVideo")
                .summary("Change a video")
                .description(
                    "Makes the next revision of a video that is not being made. Only what the \
                     changes touch is made anew. Until it is there, the film of the revision \
                     before can be downloaded. A patch of `music` replaces it as a whole.",
                )
                .input::<Json<Revise>>()
                .response::<202, Json<Accepted>>()
        }),
    )
}

/// `POST /v1/videos/{video_id}/revisions`. The video is looked up before the body is read, so that
/// a body tells nothing of another's video.
async fn revise(
    State(services): State<Services>,
    caller: Caller,
    video: Named,
    path: Option<Extension<PublicPath>>,
    request: Request,
) -> ApiResult<Response> {
    let (owner, id) = (&caller.owner, video.id()?);
    let lifecycle = services.lifecycle();
    lifecycle.find(owner, id).await?;
    let changes = changes(body::<Revise>(request, &services).await?);
    let draft = lifecycle.draft(owner, id, &changes).await?;
    let brief = intake::brief(&services, owner, draft.brief.clone()).await?;
    let work = lifecycle.revise(&draft, &brief);
    let execution = (draft.next_execution(), cost(services.prices.as_ref(), &brief));
    let record = quota::reserved(&services, owner, &[execution], work).await?;
    let path = path.as_ref().and_then(|Extension(PublicPath(path))| {
        path.trim_end_matches('/').strip_suffix("/revisions").map(str::to_owned)
    });
    accepted(&record, Some(&path.unwrap_or_else(|| format!("/v1/videos/{id}"))))
}

fn changes(Revise { brief, scenes }: Revise) -> Changes {
    let edit = |SceneChange { scene, narration, on_screen, visual }| SceneEdit {
        scene,
        narration,
        on_screen,
        visual,
    };
    Changes { brief, scenes: scenes.into_iter().map(edit).collect() }
}
