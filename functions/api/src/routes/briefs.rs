use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::Json;
use axum::extract::{FromRequest as _, Request, State};
use oma_api::briefs::BriefAnalysis;
use oma_core::ErrorKind;
use oma_core::brief::{Brief, Problem, analysis};
use serde_json::Value;

use crate::body::JsonBody;
use crate::caller::Caller;
use crate::intake;
use crate::problem::ApiResult;
use crate::services::Services;

pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new().api_route(
        "/v1/briefs/analyze",
        post_with(analyze, |op| {
            op.id("analyzeBrief")
                .summary("Look at a brief without making anything")
                .description("A brief with problems is an answer, too: `valid` is false then.")
                .input::<Json<Value>>()
                .response::<200, Json<BriefAnalysis>>()
        }),
    )
}

/// `POST /v1/briefs/analyze`.
async fn analyze(
    State(services): State<Services>,
    caller: Caller,
    request: Request,
) -> ApiResult<Json<BriefAnalysis>> {
    let JsonBody(json) = JsonBody::from_request(request, &services).await?;
    match intake::brief(&services, &caller.owner, json).await {
        Ok(brief) => Ok(Json(opinion(&brief))),
        Err(error) if error.kind == ErrorKind::InvalidBrief => Ok(Json(invalid(error.problems))),
        Err(error) => Err(error.into()),
    }
}

fn opinion(brief: &Brief) -> BriefAnalysis {
    let gaps = analysis::gaps(brief);
    BriefAnalysis {
        valid: true,
        problems: Vec::new(),
        completeness: analysis::completeness(brief),
        gaps: gaps.iter().map(|gap| gap.missing.to_owned()).collect(),
        risks: analysis::risks(brief),
        suggestions: gaps.iter().map(|gap| gap.suggestion.to_owned()).collect(),
    }
}

fn invalid(problems: Vec<Problem>) -> BriefAnalysis {
    BriefAnalysis {
        valid: false,
        problems,
        completeness: 0,
        gaps: Vec::new(),
        risks: Vec::new(),
        suggestions: Vec::new(),
    }
}
