use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use oma_api::batches::{Batch, CreateBatch};
use oma_core::Error;
use oma_core::batch::{BatchId, NewBatch};
use ulid::Ulid;

use super::{source, view};
use crate::caller::Caller;
use crate::idempotency::RequestKey;
use crate::observe::PublicPath;
use crate::problem::ApiResult;
use crate::routes::videos::body;
use crate::services::Services;

pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new().api_route(
        "/v1/batches",
        post_with(create, |op| {
            op.id("createBatch")
                .summary("Make a video of every row of a list")
                .description(
                    "Every row is read and checked before the first video begins. If one cannot be \
                     made, nothing is started and the batch is `refused`, unless \
                     `options.skip_invalid` leaves such rows out; `problems.csv` says what is \
                     wrong, by line and field. `Location` names the batch; read it to see how it \
                     goes.",
                )
                .input::<Json<CreateBatch>>()
                .response::<202, Json<Batch>>()
        }),
    )
}

/// `POST /v1/batches`. What can be seen at a glance is held against the request; rows are checked by
/// the batch's execution, many or few alike.
///
/// A request that takes over from an equal one that died finds the batch that it made.
async fn create(
    State(services): State<Services>,
    caller: Caller,
    path: Option<Extension<PublicPath>>,
    key: Option<Extension<RequestKey>>,
    request: Request,
) -> ApiResult<Response> {
    let asked: CreateBatch = body(request, &services).await?;
    let name = source::check(&services, &caller.owner, &asked).await?;
    let new = NewBatch {
        owner: caller.owner,
        batch_id: BatchId(key.map_or_else(Ulid::generate, |Extension(RequestKey(id))| id)),
        name,
        source: asked.source(),
        options: asked.options,
        schedule_id: None,
    };
    let record = services.batch_desk().create(new).await?;
    let base = path.as_ref().map_or("/v1/batches", |Extension(PublicPath(path))| path);
    let location = format!("{}/{}", base.trim_end_matches('/'), record.batch_id);
    let mut response = (StatusCode::ACCEPTED, Json(view(record))).into_response();
    let location = HeaderValue::try_from(location).map_err(Error::internal)?;
    response.headers_mut().insert(header::LOCATION, location);
    Ok(response)
}
