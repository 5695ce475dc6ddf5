//! Batches. The work is the batch workflow's; here it is asked for and shown.
//!
//! Reading order: `create` (what is sent), `source` (what of it is held to what the caller keeps),
//! `list` (how it goes), `rows`, `actions` (stop and resume), `archive` (films, packed), `links`.

mod actions;
mod archive;
mod create;
mod links;
mod list;
mod rows;
mod source;

use aide::axum::ApiRouter;
use oma_api::batches::Batch;
use oma_core::batch::{BatchId, BatchRecord};
use oma_core::{Error, ErrorKind};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::problem::ApiResult;
use crate::services::Services;

/// The paths.
pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new()
        .merge(create::routes())
        .merge(list::routes())
        .merge(rows::routes())
        .merge(actions::routes())
        .merge(archive::routes())
}

/// The path of one batch.
#[derive(Debug, Deserialize, JsonSchema)]
struct OneBatch {
    /// The batch.
    #[schemars(with = "BatchId")]
    batch_id: String,
}

impl OneBatch {
    /// A text that is no id is refused like the id of another's batch.
    fn id(&self) -> ApiResult<BatchId> {
        let absent = |_| Error::new(ErrorKind::NotFound, "There is no such batch.");
        Ok(self.batch_id.parse().map_err(absent)?)
    }
}

/// A batch as its owner sees it, field by field: what a record gains stays inside until it is named
/// here.
fn view(record: BatchRecord) -> Batch {
    Batch {
        batch_id: record.batch_id,
        name: record.name,
        status: record.status,
        options: record.options,
        schedule_id: record.schedule_id,
        rows: record.rows,
        invalid: record.invalid,
        items: record.items,
        failure: record.failure,
        created_at: record.created_at,
        updated_at: record.updated_at,
        ended_at: record.ended_at,
    }
}
