use std::collections::BTreeMap;

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::Json;
use axum::extract::State;
use oma_api::batches::{Batch, BatchDetails};
use oma_api::page::{DEFAULT_LIMIT, Page, PageQuery};
use oma_api::videos::FileLink;
use oma_core::Result;
use oma_core::batch::{BatchCounts, BatchRecord, keys};

use super::{OneBatch, links, view};
use crate::caller::Caller;
use crate::cursor;
use crate::input::{Asked, At};
use crate::problem::ApiResult;
use crate::services::Services;

pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new()
        .api_route(
            "/v1/batches",
            get_with(list, |op| {
                op.id("listBatches")
                    .summary("List your batches, the newest first")
                    .response::<200, Json<Page<Batch>>>()
            }),
        )
        .api_route(
            "/v1/batches/{batch_id}",
            get_with(read, |op| {
                op.id("readBatch")
                    .summary("See how a batch goes")
                    .description(
                        "Counts and costs are those of this moment. Links are good for a quarter \
                         of an hour; there are only those of files that were written.",
                    )
                    .response::<200, Json<BatchDetails>>()
            }),
        )
}

/// `GET /v1/batches`.
async fn list(
    State(services): State<Services>,
    caller: Caller,
    Asked(query): Asked<PageQuery>,
) -> ApiResult<Json<Page<Batch>>> {
    let after = query.cursor.as_deref().map(cursor::before).transpose()?;
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT);
    let page = services.batch_desk().list(&caller.owner, after, limit).await?;
    let items = page.batches.into_iter().map(view).collect();
    Ok(Json(Page { items, next_cursor: page.next.map(cursor::after) }))
}

/// `GET /v1/batches/{batch_id}`. The record is read before the counters, so whoever sees an end sees
/// every row that led to it.
async fn read(
    State(services): State<Services>,
    caller: Caller,
    At(path): At<OneBatch>,
) -> ApiResult<Json<BatchDetails>> {
    let desk = services.batch_desk();
    let record = desk.find(&caller.owner, path.id()?).await?;
    let counts = desk.counts(record.batch_id).await?;
    let files = files(&services, &record).await?;
    Ok(Json(BatchDetails {
        waiting: waiting(&record, &counts),
        counts,
        files,
        links_expire_at: links::end(&services)?,
        batch: view(record),
    }))
}

fn waiting(record: &BatchRecord, counts: &BatchCounts) -> u32 {
    let BatchCounts { running, succeeded, failed, skipped, .. } = *counts;
    let begun = [running, succeeded, failed, skipped].into_iter().fold(0, u32::saturating_add);
    record.items.saturating_sub(begun)
}

/// What there is to download. A batch that is watched is read every second, so nothing is looked for
/// that cannot be there yet.
async fn files(services: &Services, record: &BatchRecord) -> Result<BTreeMap<String, FileLink>> {
    let mut wanted = Vec::new();
    if record.invalid > 0 || record.failure.is_some() {
        wanted.push((keys::PROBLEMS, "text/csv"));
    }
    if !record.status.is_active() {
        wanted.extend([(keys::RESULTS, "text/csv"), (keys::SUMMARY, "application/json")]);
    }
    let mut files = BTreeMap::new();
    for (file, content_type) in wanted {
        if let Some(link) = links::link(services, record.batch_id, file, content_type).await? {
            files.insert(file.to_owned(), link);
        }
    }
    Ok(files)
}
