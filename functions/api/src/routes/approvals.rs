use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::Json;
use axum::extract::State;
use oma_api::approvals::Waiting;
use oma_api::page::{DEFAULT_LIMIT, Page, PageQuery};
use oma_core::Result;
use oma_core::ports::VideoQuery;
use oma_core::video::{VideoRecord, VideoStatus};

use crate::caller::Caller;
use crate::cursor;
use crate::input::Asked;
use crate::problem::{ApiResult, Failed};
use crate::services::Services;

pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new().api_route(
        "/v1/approvals",
        get_with(list, |op| {
            op.id("listApprovals")
                .summary("List what waits for your answer")
                .description("The newest video first. After three days without one it fails.")
                .response::<200, Json<Page<Waiting>>>()
        }),
    )
}

/// `GET /v1/approvals`.
async fn list(
    State(services): State<Services>,
    caller: Caller,
    query: Result<Asked<PageQuery>, Failed>,
) -> ApiResult<Json<Page<Waiting>>> {
    let Asked(PageQuery { limit, cursor }) = query?;
    let query = VideoQuery {
        status: Some(VideoStatus::WaitingForApproval),
        after: cursor.as_deref().map(cursor::video_before).transpose()?,
        limit: limit.unwrap_or(DEFAULT_LIMIT),
        ..VideoQuery::default()
    };
    let page = services.videos.find(&caller.owner, &query).await?;
    let items = page.videos.into_iter().filter_map(waiting).collect();
    Ok(Json(Page { items, next_cursor: page.next.map(cursor::after_video) }))
}

fn waiting(record: VideoRecord) -> Option<Waiting> {
    let VideoRecord { video_id, title, approval, .. } = record;
    approval.map(|asked| Waiting { video_id, title, stage: asked.stage, asked_at: asked.asked_at })
}
