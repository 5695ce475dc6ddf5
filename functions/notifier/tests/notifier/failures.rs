//! Servers that do not take what they are sent.

use std::time::Duration;

use oma_core::webhook::{DeliveryStatus, StoredDelivery};
use serde_json::json;

use crate::receiver::{Manner, Receiver, hangs_up};
use crate::world::{World, key};

/// What becomes of one message to a server.
async fn sent_to(world: &World, url: &str) -> StoredDelivery {
    let webhook = world.webhook(url).await;
    world.tell(&world.success()).await;
    world.deliveries(&webhook).await.remove(0)
}

#[tokio::test]
async fn a_server_that_fails_three_times_gets_the_same_message_a_fourth_time() {
    let fails = [Manner::Status(500), Manner::Status(503), Manner::Status(429)];
    let receiver = Receiver::first(&fails, Manner::Status(200)).await;
    let world = World::new();
    let webhook = world.webhook(&receiver.url()).await;
    world.tell(&world.success()).await;
    assert_eq!(world.sweep().await.failed, 0, "it is not due yet");
    for seconds in [6, 36, 144] {
        world.wait(seconds);
        world.sweep().await;
    }
    let delivery = world.deliveries(&webhook).await.remove(0);
    let statuses: Vec<_> = delivery.attempts.iter().filter_map(|one| one.status).collect();
    assert_eq!(
        (delivery.status, &statuses[..]),
        (DeliveryStatus::Delivered, &[500, 503, 429, 200][..])
    );
    let sent = receiver.received();
    assert_eq!(sent.len(), 4);
    for one in &sent {
        assert_eq!((one.id(), &one.body), (sent[0].id(), &sent[0].body));
        assert!(one.is_signed_with(&key(&webhook)));
    }
    // The timestamp is the attempt's, or a receiver would take the last one for a replay of others.
    assert_ne!(sent[0].header("webhook-timestamp"), sent[3].header("webhook-timestamp"));
}

#[tokio::test]
async fn a_server_that_fails_for_ever_is_given_up_after_a_day_and_can_be_replayed() {
    let (world, receiver) = (World::new(), Receiver::that(Manner::Status(500)).await);
    let webhook = world.webhook(&receiver.url()).await;
    let began = world.now();
    world.tell(&world.success()).await;
    while let Some(due) = world.deliveries(&webhook).await[0].due_at {
        world.wait(due.duration_since(world.now()).as_secs() + 1);
        world.sweep().await;
    }
    let delivery = world.deliveries(&webhook).await.remove(0);
    assert_eq!((delivery.status, delivery.attempts.len()), (DeliveryStatus::Dead, 11));
    assert!((19..30).contains(&world.now().duration_since(began).as_hours()));
    assert_eq!((world.waiting().await, receiver.received().len()), (0, 11));
    assert!(world.stored(&webhook).await.enabled);

    let change = world.write(&delivery.replayed(world.now())).await;
    world.tell(&change).await;
    let again = world.deliveries(&webhook).await.remove(0);
    assert_eq!((again.status, again.failed), (DeliveryStatus::Pending, 1));
}

#[tokio::test]
async fn gone_turns_the_webhook_off() {
    let (world, receiver) = (World::new(), Receiver::that(Manner::Status(410)).await);
    let webhook = world.webhook(&receiver.url()).await;
    world.tell(&world.success()).await;
    assert_eq!(world.deliveries(&webhook).await[0].status, DeliveryStatus::Dead);
    assert!(!world.stored(&webhook).await.enabled);
    world.tell(&world.success()).await;
    world.wait(3600);
    world.sweep().await;
    assert_eq!(receiver.received().len(), 1);
}

#[tokio::test]
async fn what_still_waits_when_a_webhook_is_off_is_not_sent() {
    let (world, receiver) = (World::new(), Receiver::that(Manner::Status(500)).await);
    let mut webhook = world.webhook(&receiver.url()).await;
    world.tell(&world.success()).await;
    webhook.enabled = false;
    world.store(&webhook).await;
    world.wait(3600);
    world.sweep().await;
    let delivery = world.deliveries(&webhook).await.remove(0);
    assert_eq!((delivery.status, receiver.received().len()), (DeliveryStatus::Dead, 1));
}

#[tokio::test]
async fn a_redirect_is_a_failure_and_not_followed() {
    let elsewhere = Receiver::that(Manner::Status(200)).await;
    let receiver = Receiver::that(Manner::RedirectTo(elsewhere.url())).await;
    let delivery = sent_to(&World::new(), &receiver.url()).await;
    assert_eq!(
        (delivery.status, delivery.attempts[0].status),
        (DeliveryStatus::Pending, Some(302))
    );
    assert_eq!(elsewhere.received().len(), 0);
}

#[tokio::test]
async fn a_server_that_hangs_up_or_is_not_there_is_a_failure() {
    let delivery = sent_to(&World::new(), &hangs_up().await).await;
    let problem = delivery.attempts[0].problem.clone().unwrap();
    assert!(problem.contains("broke off") || problem.contains("no connection"), "{problem}");
    assert_eq!((delivery.status, delivery.failed), (DeliveryStatus::Pending, 1));
}

#[tokio::test]
async fn an_endless_answer_is_not_read_to_its_end() {
    let receiver = Receiver::that(Manner::Endless).await;
    let delivery = sent_to(&World::new(), &receiver.url()).await;
    assert_eq!(
        (delivery.status, delivery.attempts[0].status),
        (DeliveryStatus::Delivered, Some(200))
    );
}

#[tokio::test]
async fn a_server_that_stalls_fails_and_is_left_to_the_sweep() {
    let world = World::with_patience(Duration::from_secs(1));
    let receiver = Receiver::first(&[Manner::Stall], Manner::Status(200)).await;
    let webhook = world.webhook(&receiver.url()).await;
    world.tell(&world.success()).await;
    let delivery = world.deliveries(&webhook).await.remove(0);
    assert_eq!(delivery.attempts[0].problem.as_deref(), Some("no answer in time"));
    // The stream does not wait for it a second time.
    world.tell(&world.success()).await;
    assert_eq!((receiver.received().len(), world.waiting().await), (1, 2));
    world.wait(10);
    assert_eq!(world.sweep().await.delivered, 2);
}

#[tokio::test]
async fn a_webhook_that_leads_inside_is_never_called() {
    let world = World::new();
    for url in ["http://127.0.0.2:1/", "http://169.254.169.254/latest/", "http://[::1]:1/"] {
        let delivery = sent_to(&world, url).await;
        let attempt = &delivery.attempts[0];
        assert_eq!(attempt.problem.as_deref(), Some("leads to an address that is not public"));
        assert_eq!(attempt.status, None);
    }
}

#[tokio::test]
async fn a_failure_s_reason_is_told() {
    let (world, receiver) = (World::new(), Receiver::that(Manner::Status(200)).await);
    world.webhook(&receiver.url()).await;
    let failed = json!({
        "event": "failed", "step": "visual.picture 2", "name": "Oma.InvalidAsset", "message": "No.",
    });
    world.tell(&world.event(&failed)).await;
    let body: serde_json::Value = serde_json::from_slice(&receiver.received()[0].body).unwrap();
    assert_eq!(
        (&body["type"], &body["data"]["name"]),
        (&json!("video.failed"), &json!("Oma.InvalidAsset"))
    );
}
