use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::{FromRequest as _, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::{Extension, Json};
use oma_api::page::{Page, PageQuery};
use oma_api::templates::{Template, WriteTemplate};
use oma_api::videos::Accepted;
use oma_core::ErrorKind;
use oma_core::ports::Expected;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};
use ulid::Ulid;

use super::uploads::created;
use super::versions::{expected, tag, tagged};
use super::videos;
use crate::body::JsonBody;
use crate::caller::Caller;
use crate::idempotency::RequestKey;
use crate::input::{Asked, At, Valid};
use crate::observe::PublicPath;
use crate::problem::{ApiResult, Failed};
use crate::services::Services;
use crate::shelf::{Kept, invalid};
use crate::templates::{patched, problems, shelf};

/// The most templates of a user.
const MOST: u32 = 100;

/// The path of one template.
#[derive(Debug, Deserialize, JsonSchema)]
struct OneTemplate {
    /// The template.
    template_id: String,
}

/// The paths.
pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new()
        .api_route(
            "/v1/templates",
            post_with(create, |op| {
                op.id("createTemplate")
                    .summary("Keep a brief to start from")
                    .input::<Json<WriteTemplate>>()
                    .response::<201, Json<Template>>()
            })
            .get_with(list, |op| {
                op.id("listTemplates")
                    .summary("List your templates, the newest first")
                    .response::<200, Json<Page<Template>>>()
            }),
        )
        .api_route(
            "/v1/templates/{template_id}",
            get_with(read, |op| {
                op.id("readTemplate").summary("Read a template").response::<200, Json<Template>>()
            })
            .put_with(write, |op| {
                op.id("writeTemplate")
                    .summary("Replace a template")
                    .description("With `If-Match`, only the version that its `ETag` names.")
                    .input::<Json<WriteTemplate>>()
                    .response::<200, Json<Template>>()
            })
            .delete_with(delete, |op| {
                op.id("deleteTemplate").summary("Delete a template").response::<204, ()>()
            }),
        )
        .api_route(
            "/v1/templates/{template_id}/videos",
            post_with(make, |op| {
                op.id("createVideoOfTemplate")
                    .summary("Make a video of a template")
                    .description(
                        "The body is a merge patch (RFC 7396) of the template's brief: fields that \
                         are named replace the template's, and `null` takes a field away.",
                    )
                    .input::<Json<Map<String, Value>>>()
                    .response::<202, Json<Accepted>>()
            }),
        )
}

async fn asked(services: &Services, caller: &Caller, request: Request) -> ApiResult<WriteTemplate> {
    let Valid(asked) = Valid::<WriteTemplate>::from_request(request, services).await?;
    let problems = problems(services, &caller.owner, &asked.brief).await?;
    if problems.is_empty() { Ok(asked) } else { Err(invalid(problems).into()) }
}

/// `POST /v1/templates`.
async fn create(
    State(services): State<Services>,
    caller: Caller,
    path: Option<Extension<PublicPath>>,
    request: Request,
) -> ApiResult<Response> {
    let asked = asked(&services, &caller, request).await?;
    let shelf = shelf(&services, &caller.owner);
    shelf.check_room(MOST).await?;
    let now = services.clock.now();
    let template = Template {
        template_id: Ulid::generate().to_string(),
        name: asked.name,
        brief: asked.brief,
        created_at: now,
        updated_at: now,
    };
    let id = &template.template_id;
    let version = shelf.put(id, &template, Expected::Absent, None).await?;
    let path = path.as_ref().map(|Extension(path)| path);
    let mut response = created("/v1/templates", path, id, &template)?;
    tag(&mut response, version);
    Ok(response)
}

/// `GET /v1/templates`.
async fn list(
    State(services): State<Services>,
    caller: Caller,
    Asked(query): Asked<PageQuery>,
) -> ApiResult<Json<Page<Template>>> {
    Ok(Json(shelf(&services, &caller.owner).page(&query).await?))
}

/// `GET /v1/templates/{template_id}`.
async fn read(
    State(services): State<Services>,
    caller: Caller,
    At(OneTemplate { template_id }): At<OneTemplate>,
) -> ApiResult<Response> {
    let kept: Kept<Template> = shelf(&services, &caller.owner).get(&template_id).await?;
    Ok(tagged(&kept.value, kept.version))
}

/// `PUT /v1/templates/{template_id}`.
async fn write(
    State(services): State<Services>,
    caller: Caller,
    At(OneTemplate { template_id }): At<OneTemplate>,
    request: Request,
) -> ApiResult<Response> {
    let shelf = shelf(&services, &caller.owner);
    let kept: Kept<Template> = shelf.get(&template_id).await?;
    let expected = expected(request.headers(), kept.version)?;
    let asked = asked(&services, &caller, request).await?;
    let updated_at = services.clock.now();
    let template = Template { name: asked.name, brief: asked.brief, updated_at, ..kept.value };
    let version = shelf.put(&template.template_id, &template, expected, None).await?;
    Ok(tagged(&template, version))
}

/// `DELETE /v1/templates/{template_id}`.
async fn delete(
    State(services): State<Services>,
    caller: Caller,
    At(OneTemplate { template_id }): At<OneTemplate>,
) -> ApiResult<StatusCode> {
    let shelf = shelf(&services, &caller.owner);
    shelf.get::<Template>(&template_id).await?;
    shelf.remove(&template_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /v1/templates/{template_id}/videos`.
async fn make(
    State(services): State<Services>,
    caller: Caller,
    path: Option<Extension<PublicPath>>,
    key: Option<Extension<RequestKey>>,
    At(OneTemplate { template_id }): At<OneTemplate>,
    request: Request,
) -> ApiResult<Response> {
    let kept: Kept<Template> = shelf(&services, &caller.owner).get(&template_id).await?;
    let JsonBody(json) = JsonBody::from_request(request, &services).await?;
    let Value::Object(changes) = json else {
        let message = "The body must be one JSON object: a merge patch of the template's brief.";
        return Err(Failed::new(ErrorKind::MalformedRequest, message));
    };
    let path = path.as_ref().map_or("/v1/templates/", |Extension(PublicPath(path))| path);
    let base = path.split("/templates/").next().unwrap_or_default();
    let (key, base) = (key.map(|Extension(key)| key), format!("{base}/videos"));
    videos::make(&services, &caller, key, &base, patched(&kept.value, &changes)).await
}
