use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::Json;
use axum::extract::State;
use oma_api::audit::{AdminAuditQuery, AuditEntry};
use oma_api::page::{DEFAULT_LIMIT, Page, PageQuery};
use oma_core::id::Owner;
use oma_core::ports::{DocumentQuery, Partition};

use crate::audit::PREFIX;
use crate::caller::Caller;
use crate::input::Asked;
use crate::problem::ApiResult;
use crate::services::Services;

/// The paths.
pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new()
        .api_route(
            "/v1/audit",
            get_with(read, |op| {
                op.id("listAudit")
                    .summary("What you asked to be changed")
                    .response::<200, Json<Page<AuditEntry>>>()
            }),
        )
        .api_route(
            "/v1/admin/audit",
            get_with(read_any, |op| {
                op.id("listAuditOfUser")
                    .summary("What a user asked to be changed")
                    .response::<200, Json<Page<AuditEntry>>>()
            }),
        )
}

/// `GET /v1/audit`: the caller's own entries, the newest first.
async fn read(
    State(services): State<Services>,
    caller: Caller,
    Asked(query): Asked<PageQuery>,
) -> ApiResult<Json<Page<AuditEntry>>> {
    page(&services, caller.owner, query).await
}

/// `GET /v1/admin/audit`: a user's entries, the newest first. A user who never did anything has
/// none.
async fn read_any(
    State(services): State<Services>,
    Asked(query): Asked<AdminAuditQuery>,
) -> ApiResult<Json<Page<AuditEntry>>> {
    let owner = Owner::try_from(query.user_id)?;
    page(&services, owner, PageQuery { limit: query.limit, cursor: query.cursor }).await
}

async fn page(
    services: &Services,
    owner: Owner,
    query: PageQuery,
) -> ApiResult<Json<Page<AuditEntry>>> {
    let page = services
        .documents
        .query(&DocumentQuery {
            partition: Partition::User(owner),
            prefix: PREFIX.to_owned(),
            after: query.cursor.map(|id| format!("{PREFIX}{id}")),
            limit: query.limit.unwrap_or(DEFAULT_LIMIT),
            descending: true,
        })
        .await?;
    let entries = page.documents.into_iter().map(|document| serde_json::from_value(document.body));
    let items = entries.collect::<Result<_, _>>().map_err(oma_core::Error::from)?;
    let next_cursor = page.next.and_then(|key| key.strip_prefix(PREFIX).map(str::to_owned));
    Ok(Json(Page { items, next_cursor }))
}
