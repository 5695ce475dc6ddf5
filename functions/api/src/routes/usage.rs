use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::Json;
use axum::extract::State;
use oma_api::page::{DEFAULT_LIMIT, Page};
use oma_api::usage::{AdminUsageQuery, AdminVideo, AdminVideosQuery, Quota, Usage, UsageQuery};
use oma_core::id::{Owner, VideoId};
use oma_core::limits::QuotaState;
use oma_core::ports::{Partition, Place};
use oma_core::usage::{month_of, usage_of, users_of};
use oma_core::{ErrorKind, Result};

use crate::caller::Caller;
use crate::input::Asked;
use crate::problem::ApiResult;
use crate::services::Services;

/// The most videos of a status that an administrator pages through.
const MOST_LISTED: u32 = 10_000;

/// The paths.
pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new()
        .api_route(
            "/v1/usage",
            get_with(read, |op| {
                op.id("readUsage")
                    .summary("What you used in a month, and how your quotas stand")
                    .response::<200, Json<Usage>>()
            }),
        )
        .api_route(
            "/v1/admin/usage",
            get_with(read_all, |op| {
                op.id("listUsage")
                    .summary("What each user used in a month")
                    .response::<200, Json<Page<Usage>>>()
            }),
        )
        .api_route(
            "/v1/admin/videos",
            get_with(videos, |op| {
                op.id("listVideosOfAll")
                    .summary("The videos of all users by status")
                    .response::<200, Json<Page<AdminVideo>>>()
            }),
        )
}

/// `GET /v1/usage`.
async fn read(
    State(services): State<Services>,
    caller: Caller,
    Asked(query): Asked<UsageQuery>,
) -> ApiResult<Json<Usage>> {
    Ok(Json(of(&services, &caller.owner, query.month).await?))
}

/// `GET /v1/admin/usage`: users in the order of their ids.
async fn read_all(
    State(services): State<Services>,
    Asked(query): Asked<AdminUsageQuery>,
) -> ApiResult<Json<Page<Usage>>> {
    let month = query.month.unwrap_or_else(|| month_of(services.clock.now()));
    let mut users = users_of(services.documents.as_ref(), &month).await?;
    users.retain(|user| query.cursor.as_deref().is_none_or(|after| user.as_str() > after));
    let next_cursor = cut(&mut users, query.limit).map(|last| last.to_string());
    let mut items = Vec::new();
    for user in &users {
        items.push(of(&services, user, Some(month.clone())).await?);
    }
    Ok(Json(Page { items, next_cursor }))
}

/// `GET /v1/admin/videos`: the one that changed longest ago first. An administrator sees that a
/// video is there and how it does, not what it shows.
async fn videos(
    State(services): State<Services>,
    Asked(query): Asked<AdminVideosQuery>,
) -> ApiResult<Json<Page<AdminVideo>>> {
    let list = format!("STATUS#{}", query.status);
    let places = services.documents.listed(&list, None, MOST_LISTED).await?;
    let mut found: Vec<(Owner, VideoId)> = places.into_iter().filter_map(video_at).collect();
    if let Some(after) = &query.cursor {
        let before = found.iter().position(|(_, video)| video.to_string() == *after);
        found.drain(..before.map_or(0, |at| at + 1));
    }
    let next_cursor = cut(&mut found, query.limit).map(|(_, video)| video.to_string());
    let mut items = Vec::new();
    for (owner, video) in &found {
        match services.videos.get(owner, *video).await {
            Ok(record) => items.push(AdminVideo {
                user_id: record.owner.to_string(),
                video_id: record.video_id,
                status: record.status,
                created_at: record.created_at,
                updated_at: record.updated_at,
                failure: record.failure.map(|failure| failure.name),
            }),
            // The list follows the table a little later.
            Err(error) if error.kind == ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Json(Page { items, next_cursor }))
}

fn video_at(Place { partition, sort }: Place) -> Option<(Owner, VideoId)> {
    let Partition::User(owner) = partition else { return None };
    Some((owner, sort.strip_prefix("VIDEO#")?.parse().ok()?))
}

/// Cuts a list to a page; the last of the page if more follow.
fn cut<T: Clone>(items: &mut Vec<T>, limit: Option<u32>) -> Option<T> {
    let limit = usize::try_from(limit.unwrap_or(DEFAULT_LIMIT)).unwrap_or(usize::MAX);
    let more = items.len() > limit;
    items.truncate(limit);
    items.last().filter(|_| more).cloned()
}

/// What a user used. Quotas stand only in the running month.
async fn of(services: &Services, owner: &Owner, month: Option<String>) -> Result<Usage> {
    let this_month = month_of(services.clock.now());
    let month = month.unwrap_or_else(|| this_month.clone());
    let used = usage_of(services.documents.as_ref(), owner, &month).await?;
    let quotas = if month == this_month {
        let states = services.limits().quotas(owner).await?;
        let quota = |QuotaState { name, limit, used }| Quota { name: name.to_owned(), limit, used };
        states.into_iter().map(quota).collect()
    } else {
        Vec::new()
    };
    Ok(Usage {
        user_id: owner.to_string(),
        month,
        executions: used.executions,
        succeeded: used.succeeded,
        film_ms: used.film_ms,
        cost_micro_usd: used.cost_micro_usd,
        saved_micro_usd: used.saved_micro_usd,
        quotas,
    })
}
