use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::extract::{Request, State};
use axum::{Extension, Json};
use oma_api::approvals::{Decide, Decision};
use oma_api::videos::Video;
use oma_core::brief::Problem;
use oma_core::contract::ApprovalAnswer;
use oma_core::{Error, ErrorKind, Result};

use super::body;
use super::one::Named;
use crate::caller::Caller;
use crate::observe::About;
use crate::problem::ApiResult;
use crate::services::Services;
use crate::view::video_view;

pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new().api_route(
        "/v1/videos/{video_id}/approval",
        post_with(decide, |op| {
            op.id("decideApproval")
                .summary("Approve or reject a script or a film")
                .description(
                    "A rejected script is written again with the reason, and asked about again; \
                     one of your own words is not rewritten, and the video fails with \
                     `Oma.Rejected`. So does the video of a rejected film.",
                )
                .input::<Json<Decide>>()
                .response::<200, Json<Video>>()
        }),
    )
}

/// `POST /v1/videos/{video_id}/approval`.
async fn decide(
    State(services): State<Services>,
    caller: Caller,
    video: Named,
    request: Request,
) -> ApiResult<(Extension<About>, Json<Video>)> {
    let (owner, id) = (&caller.owner, video.id()?);
    let lifecycle = services.lifecycle();
    lifecycle.find(owner, id).await?;
    let decision: Decide = body(request, &services).await?;
    let stage = decision.stage;
    let record = lifecycle.answer(owner, id, stage, &answer(decision)?).await?;
    Ok((Extension(About::Video(id)), Json(video_view(record))))
}

fn answer(Decide { decision, reason, .. }: Decide) -> Result<ApprovalAnswer> {
    let reason = reason.trim().to_owned();
    if decision == Decision::Reject && reason.is_empty() {
        let problem = Problem::new("reason", "is missing", "what is to be other, to reject");
        let error = Error::new(ErrorKind::InvalidRequest, "The request has problems.");
        return Err(Error { problems: vec![problem], ..error });
    }
    Ok(ApprovalAnswer { approved: decision == Decision::Approve, reason })
}
