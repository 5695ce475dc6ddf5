use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::{FromRequest as _, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::{Extension, Json};
use oma_api::brands::{Brand, WriteBrand};
use oma_api::page::{Page, PageQuery};
use oma_core::brief::{BrandKit, Problem};
use oma_core::id::Owner;
use oma_core::ports::Expected;
use oma_core::{Error, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use ulid::Ulid;

use super::uploads::created;
use super::versions::{expected, tag, tagged};
use crate::caller::Caller;
use crate::input::{Asked, At, Valid};
use crate::intake::{BRANDS, BrandRecord, Sources};
use crate::observe::PublicPath;
use crate::problem::ApiResult;
use crate::services::Services;
use crate::shelf::{Kept, Shelf, invalid};

/// The most brand kits of a user.
const MOST: u32 = 100;

/// The path of one brand kit.
#[derive(Debug, Deserialize, JsonSchema)]
struct OneBrand {
    /// The brand kit.
    brand_id: String,
}

/// The paths.
pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new()
        .api_route(
            "/v1/brands",
            post_with(create, |op| {
                op.id("createBrand")
                    .summary("Keep a brand kit")
                    .input::<Json<WriteBrand>>()
                    .response::<201, Json<Brand>>()
            })
            .get_with(list, |op| {
                op.id("listBrands")
                    .summary("List your brand kits, the newest first")
                    .response::<200, Json<Page<Brand>>>()
            }),
        )
        .api_route(
            "/v1/brands/{brand_id}",
            get_with(read, |op| {
                op.id("readBrand").summary("Read a brand kit").response::<200, Json<Brand>>()
            })
            .put_with(write, |op| {
                op.id("writeBrand")
                    .summary("Replace a brand kit")
                    .description("With `If-Match`, only the version that its `ETag` names.")
                    .input::<Json<WriteBrand>>()
                    .response::<200, Json<Brand>>()
            })
            .delete_with(delete, |op| {
                op.id("deleteBrand").summary("Delete a brand kit").response::<204, ()>()
            }),
        )
}

fn shelf<'a>(services: &'a Services, caller: &'a Caller) -> Shelf<'a> {
    Shelf::new(services.documents.as_ref(), &caller.owner, BRANDS)
}

/// Holds a kit to the rules of a brief's, and its files to being uploads of the owner's.
async fn check(services: &Services, owner: &Owner, kit: &BrandKit) -> Result<()> {
    let json = serde_json::to_vec(kit).map_err(Error::internal)?;
    let here = |problem: Problem| {
        let path = problem.path.replacen("brand", "kit", 1);
        Problem { path, ..problem }
    };
    BrandKit::parse(&json).map_err(|problems| invalid(problems.into_iter().map(here).collect()))?;
    let mut sources = Sources::new(services, owner);
    sources.of_kit(&mut kit.clone(), "kit").await?;
    let problems = sources.problems();
    if problems.is_empty() { Ok(()) } else { Err(invalid(problems)) }
}

/// `POST /v1/brands`.
async fn create(
    State(services): State<Services>,
    caller: Caller,
    path: Option<Extension<PublicPath>>,
    request: Request,
) -> ApiResult<Response> {
    let Valid(asked) = Valid::<WriteBrand>::from_request(request, &services).await?;
    check(&services, &caller.owner, &asked.kit).await?;
    let shelf = shelf(&services, &caller);
    shelf.check_room(MOST).await?;
    let now = services.clock.now();
    let brand = Brand {
        brand_id: Ulid::generate().to_string(),
        name: asked.name,
        kit: asked.kit,
        created_at: now,
        updated_at: now,
    };
    let version = shelf.put(&brand.brand_id, &brand, Expected::Absent, None).await?;
    let path = path.as_ref().map(|Extension(path)| path);
    let mut response = created("/v1/brands", path, &brand.brand_id, &brand)?;
    tag(&mut response, version);
    Ok(response)
}

/// `GET /v1/brands`.
async fn list(
    State(services): State<Services>,
    caller: Caller,
    Asked(query): Asked<PageQuery>,
) -> ApiResult<Json<Page<Brand>>> {
    Ok(Json(shelf(&services, &caller).page(&query).await?))
}

/// `GET /v1/brands/{brand_id}`.
async fn read(
    State(services): State<Services>,
    caller: Caller,
    At(OneBrand { brand_id }): At<OneBrand>,
) -> ApiResult<Response> {
    let kept: Kept<BrandRecord> = shelf(&services, &caller).get(&brand_id).await?;
    Ok(tagged(&kept.value, kept.version))
}

/// `PUT /v1/brands/{brand_id}`.
async fn write(
    State(services): State<Services>,
    caller: Caller,
    At(OneBrand { brand_id }): At<OneBrand>,
    request: Request,
) -> ApiResult<Response> {
    let shelf = shelf(&services, &caller);
    let kept: Kept<BrandRecord> = shelf.get(&brand_id).await?;
    let expected = expected(request.headers(), kept.version)?;
    let Valid(asked) = Valid::<WriteBrand>::from_request(request, &services).await?;
    check(&services, &caller.owner, &asked.kit).await?;
    let updated_at = services.clock.now();
    let brand = Brand { name: asked.name, kit: asked.kit, updated_at, ..kept.value };
    let version = shelf.put(&brand.brand_id, &brand, expected, None).await?;
    Ok(tagged(&brand, version))
}

/// `DELETE /v1/brands/{brand_id}`. Videos that were made with the kit keep what they took from it.
async fn delete(
    State(services): State<Services>,
    caller: Caller,
    At(OneBrand { brand_id }): At<OneBrand>,
) -> ApiResult<StatusCode> {
    let shelf = shelf(&services, &caller);
    shelf.get::<BrandRecord>(&brand_id).await?;
    shelf.remove(&brand_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
