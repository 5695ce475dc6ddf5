use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use oma_api::batches::Batch;

use super::{OneBatch, view};
use crate::caller::Caller;
use crate::input::At;
use crate::problem::ApiResult;
use crate::services::Services;

pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new()
        .api_route(
            "/v1/batches/{batch_id}/cancel",
            post_with(cancel, |op| {
                op.id("cancelBatch")
                    .summary("Stop a batch")
                    .description(
                        "No further row is begun, and the videos under way are cancelled. What is \
                         finished is kept, and the batch can be resumed.",
                    )
                    .response::<200, Json<Batch>>()
            }),
        )
        .api_route(
            "/v1/batches/{batch_id}/resume",
            post_with(resume, |op| {
                op.id("resumeBatch")
                    .summary("Take up a batch that did not make every film")
                    .description(
                        "Makes the rows that have no film: those that failed, were passed over or \
                         were never begun. Finished work is found again.",
                    )
                    .response::<202, Json<Batch>>()
            }),
        )
}

/// `POST /v1/batches/{batch_id}/cancel`.
async fn cancel(
    State(services): State<Services>,
    caller: Caller,
    At(path): At<OneBatch>,
) -> ApiResult<Json<Batch>> {
    Ok(Json(view(services.batch_desk().stop(&caller.owner, path.id()?).await?)))
}

/// `POST /v1/batches/{batch_id}/resume`.
async fn resume(
    State(services): State<Services>,
    caller: Caller,
    At(path): At<OneBatch>,
) -> ApiResult<(StatusCode, Json<Batch>)> {
    let record = services.batch_desk().resume(&caller.owner, path.id()?).await?;
    Ok((StatusCode::ACCEPTED, Json(view(record))))
}
