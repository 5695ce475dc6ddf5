use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use oma_api::batches::{ArchiveBegun, ArchiveFile, ArchiveStatus, BatchArchive};

use super::{OneBatch, links};
use crate::caller::Caller;
use crate::input::At;
use crate::problem::ApiResult;
use crate::services::Services;

pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new().api_route(
        "/v1/batches/{batch_id}/archive",
        get_with(read, |op| {
            op.id("readBatchArchive")
                .summary("Download a batch's films")
                .description(
                    "ZIP files that can be opened one by one, with links that are good for a \
                     quarter of an hour.",
                )
                .response::<200, Json<BatchArchive>>()
        })
        .post_with(pack, |op| {
            op.id("packBatchArchive")
                .summary("Have a batch's films packed")
                .description(
                    "When the batch is over. Packing again takes up films that came since.",
                )
                .response::<202, Json<ArchiveBegun>>()
        }),
    )
}

/// `POST /v1/batches/{batch_id}/archive`.
async fn pack(
    State(services): State<Services>,
    caller: Caller,
    At(path): At<OneBatch>,
) -> ApiResult<(StatusCode, Json<ArchiveBegun>)> {
    let archive_id = services.batch_desk().archive(&caller.owner, path.id()?).await?;
    Ok((StatusCode::ACCEPTED, Json(ArchiveBegun { archive_id })))
}

/// `GET /v1/batches/{batch_id}/archive`.
async fn read(
    State(services): State<Services>,
    caller: Caller,
    At(path): At<OneBatch>,
) -> ApiResult<Json<BatchArchive>> {
    let desk = services.batch_desk();
    let batch = desk.find(&caller.owner, path.id()?).await?.batch_id;
    let links_expire_at = links::end(&services)?;
    let Some(archive) = desk.archived(batch).await? else {
        let (status, parts) = (ArchiveStatus::None, Vec::new());
        return Ok(Json(BatchArchive { status, archive_id: None, parts, links_expire_at }));
    };
    let mut parts = Vec::new();
    for part in archive.parts {
        if let Some(link) = links::link(&services, batch, &part.file, "application/zip").await? {
            parts.push(ArchiveFile { name: part.file, films: part.films, link });
        }
    }
    let status = if archive.complete { ArchiveStatus::Ready } else { ArchiveStatus::Packing };
    let archive_id = Some(archive.execution);
    Ok(Json(BatchArchive { status, archive_id, parts, links_expire_at }))
}
