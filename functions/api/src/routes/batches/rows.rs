use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::Json;
use axum::extract::State;
use oma_api::batches::{BatchRow, ListRows};
use oma_api::page::{DEFAULT_LIMIT, Page};
use oma_core::batch::{BatchItem, ItemQuery};

use super::OneBatch;
use crate::caller::Caller;
use crate::cursor;
use crate::input::{Asked, At};
use crate::problem::{ApiResult, Failed};
use crate::services::Services;

pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new().api_route(
        "/v1/batches/{batch_id}/items",
        get_with(list, |op| {
            op.id("listBatchItems")
                .summary("List the rows of a batch")
                .description(
                    "In the order of the manifest, once all were checked. A page may have fewer \
                     rows than asked for, even none, and still be followed by another.",
                )
                .response::<200, Json<Page<BatchRow>>>()
        }),
    )
}

/// `GET /v1/batches/{batch_id}/items`. Whose batch it is comes before what is wrong with the query.
async fn list(
    State(services): State<Services>,
    caller: Caller,
    At(path): At<OneBatch>,
    query: Result<Asked<ListRows>, Failed>,
) -> ApiResult<Json<Page<BatchRow>>> {
    let desk = services.batch_desk();
    let record = desk.find(&caller.owner, path.id()?).await?;
    let Asked(ListRows { status, limit, cursor }) = query?;
    let after = cursor.as_deref().map(cursor::before).transpose()?;
    let query = ItemQuery { status, after, limit: limit.unwrap_or(DEFAULT_LIMIT) };
    let page = desk.items(&record, &query).await?;
    let items = page.items.into_iter().map(row).collect();
    Ok(Json(Page { items, next_cursor: page.next.map(cursor::after) }))
}

/// A row as its owner sees it.
fn row(item: BatchItem) -> BatchRow {
    BatchRow {
        n: item.n,
        id: item.id,
        line: item.line,
        title: item.title,
        status: item.status,
        video_id: item.video_id,
        failure: item.failure,
        cost_micro_usd: item.cost_micro_usd,
        saved_micro_usd: item.saved_micro_usd,
        steps: item.steps,
        steps_found: item.steps_found,
    }
}
