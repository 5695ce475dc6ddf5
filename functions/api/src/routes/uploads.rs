use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::Extension;
use axum::Json;
use axum::extract::{FromRequest as _, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use oma_api::page::{Page, PageQuery};
use oma_api::uploads::{CreateUpload, Upload, UploadLink};
use oma_core::Error;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::input::{Asked, At, Valid};
use crate::observe::PublicPath;
use crate::problem::ApiResult;
use crate::services::Services;
use crate::uploads::{self, UploadRecord};

/// The path of one upload.
#[derive(Debug, Deserialize, JsonSchema)]
struct OneUpload {
    /// The upload.
    upload_id: String,
}

/// The paths.
pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new()
        .api_route(
            "/v1/uploads",
            post_with(create, |op| {
                op.id("createUpload")
                    .summary("Announce a file and get a link to send it to")
                    .input::<Json<CreateUpload>>()
                    .response::<201, Json<UploadLink>>()
            })
            .get_with(list, |op| {
                op.id("listUploads")
                    .summary("List your uploads, the newest first")
                    .response::<200, Json<Page<Upload>>>()
            }),
        )
        .api_route(
            "/v1/uploads/{upload_id}",
            get_with(read, |op| {
                op.id("readUpload").summary("Read an upload").response::<200, Json<Upload>>()
            })
            .delete_with(delete, |op| {
                op.id("deleteUpload")
                    .summary("Delete an upload and its bytes")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/v1/uploads/{upload_id}/complete",
            post_with(complete, |op| {
                op.id("completeUpload")
                    .summary("Have what was sent looked at")
                    .description(
                        "The answer says whether the file can be used: `ready`, or `refused` with \
                         the problem. Asked again, it is the same answer.",
                    )
                    .response::<200, Json<Upload>>()
            }),
        )
}

/// `POST /v1/uploads`.
async fn create(
    State(services): State<Services>,
    caller: Caller,
    path: Option<Extension<PublicPath>>,
    request: Request,
) -> ApiResult<Response> {
    let Valid(asked) = Valid::<CreateUpload>::from_request(request, &services).await?;
    let link = uploads::announce(&services, &caller.owner, asked).await?;
    let id = link.upload.upload_id.clone();
    created("/v1/uploads", path.as_ref().map(|Extension(path)| path), &id, &link)
}

/// 201 with the place of what was made.
pub(super) fn created(
    route: &str,
    path: Option<&PublicPath>,
    id: &str,
    body: &impl Serialize,
) -> ApiResult<Response> {
    let base = path.map_or(route, |PublicPath(path)| path);
    let location = format!("{}/{id}", base.trim_end_matches('/'));
    let mut response = (StatusCode::CREATED, Json(body)).into_response();
    let location = HeaderValue::try_from(location).map_err(Error::internal)?;
    response.headers_mut().insert(header::LOCATION, location);
    Ok(response)
}

/// `GET /v1/uploads`.
async fn list(
    State(services): State<Services>,
    caller: Caller,
    Asked(query): Asked<PageQuery>,
) -> ApiResult<Json<Page<Upload>>> {
    let page: Page<UploadRecord> = uploads::shelf(&services, &caller.owner).page(&query).await?;
    let items = page.items.into_iter().map(|record| record.upload).collect();
    Ok(Json(Page { items, next_cursor: page.next_cursor }))
}

/// `GET /v1/uploads/{upload_id}`.
async fn read(
    State(services): State<Services>,
    caller: Caller,
    At(OneUpload { upload_id }): At<OneUpload>,
) -> ApiResult<Json<Upload>> {
    let kept = uploads::shelf(&services, &caller.owner).get::<UploadRecord>(&upload_id).await?;
    Ok(Json(kept.value.upload))
}

/// `POST /v1/uploads/{upload_id}/complete`.
async fn complete(
    State(services): State<Services>,
    caller: Caller,
    At(OneUpload { upload_id }): At<OneUpload>,
) -> ApiResult<Json<Upload>> {
    Ok(Json(uploads::complete(&services, &caller.owner, &upload_id).await?))
}

/// `DELETE /v1/uploads/{upload_id}`.
async fn delete(
    State(services): State<Services>,
    caller: Caller,
    At(OneUpload { upload_id }): At<OneUpload>,
) -> ApiResult<StatusCode> {
    uploads::delete(&services, &caller.owner, &upload_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
