use futures::TryStreamExt as _;
use oma_api::webhooks::{Delivery, Topic, WebhookWithKey, WriteWebhook};

use super::session::Session;
use super::shown;
use crate::args::{CreateWebhookArgs, WebhooksArgs, WebhooksCommand};
use crate::outcome::{Failure, Outcome};

/// What is told when nothing is chosen: how a video ends, and when it needs a person.
const DEFAULT: [Topic; 4] =
    [Topic::ApprovalAsked, Topic::VideoSucceeded, Topic::VideoFailed, Topic::VideoCancelled];

/// Looks after webhooks.
pub(crate) async fn run(args: WebhooksArgs) -> Outcome {
    let session = Session::open(&args.remote).await?;
    let client = &session.client;
    match args.command {
        WebhooksCommand::List => list(&session).await,
        WebhooksCommand::Create(args) => create(&session, args).await,
        WebhooksCommand::Delete { id } => {
            client.delete_webhook(&id).await?;
            done(&session, &format!("Webhook {id} is gone."));
            Ok(())
        }
        WebhooksCommand::RotateKey { id } => {
            show_key(&session, &client.rotate_webhook_key(&id).await?);
            Ok(())
        }
        WebhooksCommand::Ping { id } => {
            show_delivery(&session, &client.ping_webhook(&id).await?);
            Ok(())
        }
        WebhooksCommand::Replay(args) => {
            let delivery = client.replay_delivery(&args.id, &args.delivery).await?;
            show_delivery(&session, &delivery);
            Ok(())
        }
        WebhooksCommand::Deliveries { id } => deliveries(&session, &id).await,
    }
}

fn done(session: &Session, text: &str) {
    if !session.json {
        println!("{text}");
    }
}

async fn list(session: &Session) -> Outcome {
    let webhooks: Vec<_> = session.client.all_webhooks().try_collect().await?;
    if session.json {
        webhooks.iter().for_each(shown::json_line);
        return Ok(());
    }
    let rows: Vec<_> = webhooks
        .iter()
        .map(|webhook| {
            let events: Vec<String> = webhook.events.iter().map(shown::name).collect();
            let state = if webhook.enabled { "on" } else { "off" };
            [webhook.webhook_id.clone(), state.to_owned(), webhook.url.clone(), events.join(" ")]
        })
        .collect();
    shown::table(["ID", "STATE", "URL", "EVENTS"], &rows);
    Ok(())
}

async fn create(session: &Session, args: CreateWebhookArgs) -> Outcome {
    let events = args.events.iter().map(|name| topic(name)).collect::<Result<Vec<_>, _>>()?;
    let events = if events.is_empty() { DEFAULT.to_vec() } else { events };
    let webhook = WriteWebhook { url: args.url, events, enabled: true };
    show_key(session, &session.client.create_webhook(&webhook).await?);
    Ok(())
}

fn topic(name: &str) -> Result<Topic, Failure> {
    serde_json::from_value(name.into()).map_err(|_| {
        Failure::input(format!(
            "--event {name:?} is no event; `oma webhooks create --help` lists them."
        ))
    })
}

fn show_key(session: &Session, webhook: &WebhookWithKey) {
    if session.json {
        shown::json_line(webhook);
        return;
    }
    println!("Webhook:     {}", webhook.webhook.webhook_id);
    println!("Sent to:     {}", webhook.webhook.url);
    println!("Signing key: {}", webhook.signing_key);
    println!("The key is not shown again.");
}

fn show_delivery(session: &Session, delivery: &Delivery) {
    if session.json {
        shown::json_line(delivery);
    } else {
        println!("Delivery {}: {}", delivery.delivery_id, shown::name(&delivery.status));
    }
}

async fn deliveries(session: &Session, id: &str) -> Outcome {
    let deliveries: Vec<_> = session.client.all_deliveries(id).try_collect().await?;
    if session.json {
        deliveries.iter().for_each(shown::json_line);
        return Ok(());
    }
    let rows: Vec<_> = deliveries
        .iter()
        .map(|delivery| {
            let last = delivery.attempts.last();
            let said = last.map_or_else(String::new, |attempt| {
                attempt.status.map_or_else(
                    || attempt.problem.clone().unwrap_or_default(),
                    |status| status.to_string(),
                )
            });
            [
                delivery.delivery_id.clone(),
                shown::time(delivery.created_at),
                shown::name(&delivery.topic),
                shown::name(&delivery.status),
                delivery.attempts.len().to_string(),
                said,
                delivery.next_attempt_at.map(shown::time).unwrap_or_default(),
            ]
        })
        .collect();
    shown::table(["ID", "AT", "EVENT", "STATUS", "TRIED", "ANSWER", "AGAIN AT"], &rows);
    Ok(())
}
