//! Webhooks: where a user's server wants to hear what happens to videos. Sending is the notifier's:
//! what is written here reaches it through the table's stream.

mod deliveries;
mod store;

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};
use axum::{Extension, Json};
use oma_api::page::{Page, PageQuery};
use oma_api::webhooks::{Delivery, Webhook, WebhookWithKey, WriteWebhook};
use oma_core::webhook::{SigningKeys, Subscription};
use oma_core::{Error, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use ulid::Ulid;

use crate::caller::Caller;
use crate::idempotency::RequestKey;
use crate::input::{Asked, At, Valid};
use crate::observe::PublicPath;
use crate::problem::ApiResult;
use crate::services::Services;

/// The path of one webhook.
#[derive(Debug, Deserialize, JsonSchema)]
struct OneWebhook {
    /// The webhook.
    webhook_id: String,
}

/// An answer that says where the new thing is.
type Created<T> = (StatusCode, [(HeaderName, String); 1], Json<T>);

/// The paths.
pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new()
        .api_route(
            "/v1/webhooks",
            post_with(create, |op| {
                op.id("createWebhook")
                    .summary("Subscribe a server to what happens to videos")
                    .description("The answer shows the signing key. No other answer does.")
                    .response::<201, Json<WebhookWithKey>>()
            })
            .get_with(list, |op| {
                op.id("listWebhooks")
                    .summary("List webhooks")
                    .response::<200, Json<Page<Webhook>>>()
            }),
        )
        .api_route(
            "/v1/webhooks/{webhook_id}",
            get_with(read, |op| {
                op.id("readWebhook").summary("Read a webhook").response::<200, Json<Webhook>>()
            })
            .put_with(replace, |op| {
                op.id("replaceWebhook")
                    .summary("Change a webhook; its keys stay")
                    .response::<200, Json<Webhook>>()
            })
            .delete_with(remove, |op| {
                op.id("deleteWebhook")
                    .summary("Delete a webhook and its deliveries")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/v1/webhooks/{webhook_id}/rotate-key",
            post_with(rotate, |op| {
                op.id("rotateWebhookKey")
                    .summary("Give a webhook a new signing key")
                    .description("The key before signs beside the new one for a day.")
                    .response::<200, Json<WebhookWithKey>>()
            }),
        )
        .api_route(
            "/v1/webhooks/{webhook_id}/ping",
            post_with(deliveries::ping, |op| {
                op.id("pingWebhook")
                    .summary("Send a test message")
                    .response::<202, Json<Delivery>>()
            }),
        )
        .merge(deliveries::routes())
}

async fn create(
    State(services): State<Services>,
    caller: Caller,
    key: Option<Extension<RequestKey>>,
    path: Option<Extension<PublicPath>>,
    Valid(body): Valid<WriteWebhook>,
) -> ApiResult<Created<WebhookWithKey>> {
    store::check_url(&services, &body.url)?;
    let now = services.clock.now();
    let webhook = Subscription {
        webhook_id: key.map_or_else(Ulid::generate, |Extension(key)| key.nth(0)),
        url: body.url,
        events: store::distinct(body.events),
        enabled: body.enabled,
        keys: SigningKeys::new(rand::random()),
        created_at: now,
        updated_at: now,
    };
    let webhook = store::create(&services, &caller.owner, webhook).await?;
    let base = path.as_ref().map_or("/v1/webhooks", |Extension(PublicPath(path))| path);
    let location = format!("{}/{}", base.trim_end_matches('/'), webhook.webhook_id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(with_key(&webhook)?)))
}

async fn list(
    State(services): State<Services>,
    caller: Caller,
    Asked(query): Asked<PageQuery>,
) -> ApiResult<Json<Page<Webhook>>> {
    let page = store::list(&services, &caller.owner, &query).await?;
    let items = page.items.iter().map(view).collect();
    Ok(Json(Page { items, next_cursor: page.next_cursor }))
}

async fn read(
    State(services): State<Services>,
    caller: Caller,
    At(OneWebhook { webhook_id }): At<OneWebhook>,
) -> ApiResult<Json<Webhook>> {
    let (webhook, _) = store::find(&services, &caller.owner, &webhook_id).await?;
    Ok(Json(view(&webhook)))
}

async fn replace(
    State(services): State<Services>,
    caller: Caller,
    At(OneWebhook { webhook_id }): At<OneWebhook>,
    Valid(body): Valid<WriteWebhook>,
) -> ApiResult<Json<Webhook>> {
    let (mut webhook, version) = store::find(&services, &caller.owner, &webhook_id).await?;
    store::check_url(&services, &body.url)?;
    webhook.url = body.url;
    webhook.events = store::distinct(body.events);
    webhook.enabled = body.enabled;
    store::update(&services, &caller.owner, &mut webhook, version).await?;
    Ok(Json(view(&webhook)))
}

async fn remove(
    State(services): State<Services>,
    caller: Caller,
    At(OneWebhook { webhook_id }): At<OneWebhook>,
) -> ApiResult<StatusCode> {
    let (webhook, _) = store::find(&services, &caller.owner, &webhook_id).await?;
    store::remove(&services, &caller.owner, webhook.webhook_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn rotate(
    State(services): State<Services>,
    caller: Caller,
    At(OneWebhook { webhook_id }): At<OneWebhook>,
) -> ApiResult<Json<WebhookWithKey>> {
    let (mut webhook, version) = store::find(&services, &caller.owner, &webhook_id).await?;
    webhook.keys.rotate(rand::random(), services.clock.now());
    store::update(&services, &caller.owner, &mut webhook, version).await?;
    Ok(Json(with_key(&webhook)?))
}

/// A webhook as its owner sees it: without its keys.
fn view(webhook: &Subscription) -> Webhook {
    Webhook {
        webhook_id: webhook.webhook_id.to_string(),
        url: webhook.url.clone(),
        events: webhook.events.clone(),
        enabled: webhook.enabled,
        created_at: webhook.created_at,
        updated_at: webhook.updated_at,
    }
}

fn with_key(webhook: &Subscription) -> Result<WebhookWithKey> {
    let newest = webhook.keys.newest().ok_or_else(|| Error::internal("a webhook has no key"))?;
    Ok(WebhookWithKey { webhook: view(webhook), signing_key: newest.reveal() })
}
