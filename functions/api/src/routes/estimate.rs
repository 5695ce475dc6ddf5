use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::Json;
use axum::extract::{FromRequest as _, Request, State};
use oma_api::videos::Estimate;
use oma_core::brief::Brief;

use crate::body::JsonBody;
use crate::caller::Caller;
use crate::estimate::{Pace, lines, warnings};
use crate::intake;
use crate::problem::ApiResult;
use crate::services::Services;

pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new().api_route(
        "/v1/videos/estimate",
        post_with(estimate, |op| {
            op.id("estimateVideo")
                .summary("Estimate what a brief would cost")
                .description(
                    "The price if nothing is found again, and the time by your last films of \
                     the same kind of work; `learned_from` says how many there were. A budget that \
                     looks too small is a warning: making the video is not refused, but no call \
                     of a provider is made that would go over the budget.",
                )
                .input::<Json<Brief>>()
                .response::<200, Json<Estimate>>()
        }),
    )
}

/// `POST /v1/videos/estimate`.
async fn estimate(
    State(services): State<Services>,
    caller: Caller,
    request: Request,
) -> ApiResult<Json<Estimate>> {
    let JsonBody(json) = JsonBody::from_request(request, &services).await?;
    let brief = intake::brief(&services, &caller.owner, json).await?;
    let lines = lines(services.prices.as_ref(), &brief);
    let pace = Pace::learn(&services, &caller.owner).await?;
    Ok(Json(Estimate {
        cost_micro_usd: lines.iter().map(|line| line.cost_micro_usd).sum(),
        duration_ms: pace.duration_ms(&brief),
        learned_from: pace.learned_from,
        warnings: warnings(&brief, &lines),
        lines,
    }))
}
