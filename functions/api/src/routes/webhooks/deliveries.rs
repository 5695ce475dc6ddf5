use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use oma_api::page::{Page, PageQuery};
use oma_api::webhooks::Delivery;
use oma_core::ports::{Expected, Partition};
use oma_core::webhook::{
    DELIVERIES, DeliveryStatus, Message, StoredDelivery, Subscription, delivery_place,
};
use oma_core::{Error, ErrorKind, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use ulid::Ulid;

use super::{OneWebhook, store};
use crate::caller::Caller;
use crate::idempotency::RequestKey;
use crate::input::{Asked, At};
use crate::problem::ApiResult;
use crate::services::Services;

/// The path of one delivery.
#[derive(Debug, Deserialize, JsonSchema)]
struct OneDelivery {
    /// The webhook.
    webhook_id: String,
    /// The delivery.
    delivery_id: String,
}

pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new()
        .api_route(
            "/v1/webhooks/{webhook_id}/deliveries",
            get_with(list, |op| {
                op.id("listDeliveries")
                    .summary("List what was sent to a webhook, and what became of it")
                    .response::<200, Json<Page<Delivery>>>()
            }),
        )
        .api_route(
            "/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/replay",
            post_with(replay, |op| {
                op.id("replayDelivery")
                    .summary("Send a message once more")
                    .response::<202, Json<Delivery>>()
            }),
        )
}

async fn list(
    State(services): State<Services>,
    caller: Caller,
    At(OneWebhook { webhook_id }): At<OneWebhook>,
    Asked(query): Asked<PageQuery>,
) -> ApiResult<Json<Page<Delivery>>> {
    let (webhook, _) = store::find(&services, &caller.owner, &webhook_id).await?;
    let partition = Partition::Webhook(webhook.webhook_id);
    let query = store::page_query(partition, DELIVERIES, &query)?;
    let page = services.documents.query(&query).await?;
    let items = page.documents.into_iter().map(|document| Ok(view(StoredDelivery::of(document)?)));
    let items = items.collect::<Result<_>>()?;
    Ok(Json(Page { items, next_cursor: store::next_cursor(page.next, DELIVERIES) }))
}

/// Writes a delivery that is due; the notifier sends it when the stream tells it.
pub(super) async fn ping(
    State(services): State<Services>,
    caller: Caller,
    key: Option<Extension<RequestKey>>,
    At(OneWebhook { webhook_id }): At<OneWebhook>,
) -> ApiResult<(StatusCode, Json<Delivery>)> {
    let (webhook, _) = store::find(&services, &caller.owner, &webhook_id).await?;
    must_be_on(&webhook)?;
    let now = services.clock.now();
    let id = key.map_or_else(Ulid::generate, |Extension(key)| key.nth(0));
    let whose = (&caller.owner, webhook.webhook_id);
    let delivery = StoredDelivery::new(whose, id, &Message::ping(now), now)?;
    let written = services.documents.write(&delivery.document()?, Expected::Absent).await;
    match written {
        // It was written by the same request before.
        Err(error) if error.kind != ErrorKind::Conflict => return Err(error.into()),
        _ => {}
    }
    Ok((StatusCode::ACCEPTED, Json(view(delivery))))
}

async fn replay(
    State(services): State<Services>,
    caller: Caller,
    At(OneDelivery { webhook_id, delivery_id }): At<OneDelivery>,
) -> ApiResult<(StatusCode, Json<Delivery>)> {
    let (webhook, _) = store::find(&services, &caller.owner, &webhook_id).await?;
    let absent = || Error::new(ErrorKind::NotFound, "There is no such delivery.");
    let id = Ulid::from_string(&delivery_id).map_err(|_| absent())?;
    let place = delivery_place(webhook.webhook_id, id);
    let document = services.documents.read(&place).await?.ok_or_else(absent)?;
    must_be_on(&webhook)?;
    let (now, version) = (services.clock.now(), document.version);
    let delivery = StoredDelivery::of(document)?;
    if delivery.status == DeliveryStatus::Pending && delivery.is_leased(now) {
        let message = "The message is being sent at this moment.";
        return Err(Error::new(ErrorKind::Conflict, message).into());
    }
    let delivery = delivery.replayed(now);
    services.documents.write(&delivery.document()?, Expected::Version(version)).await?;
    Ok((StatusCode::ACCEPTED, Json(view(delivery))))
}

fn must_be_on(webhook: &Subscription) -> Result<()> {
    let off = || Error::new(ErrorKind::Conflict, "The webhook is turned off; turn it on first.");
    webhook.enabled.then_some(()).ok_or_else(off)
}

fn view(delivery: StoredDelivery) -> Delivery {
    Delivery {
        delivery_id: delivery.delivery_id.to_string(),
        topic: delivery.topic,
        video_id: delivery.video_id,
        status: delivery.status,
        attempts: delivery.attempts,
        next_attempt_at: delivery.due_at,
        created_at: delivery.created_at,
    }
}
