//! What is sent, and that it is sent once where all goes well.

use futures::future::join_all;
use notifier_function::{Change, ChangeKind};
use oma_core::webhook::{DeliveryStatus, Message, StoredDelivery, Topic};
use serde_json::{Value, json};
use ulid::Ulid;

use crate::receiver::{Manner, Receiver};
use crate::world::{World, ana, key};

#[tokio::test]
async fn an_event_is_delivered_at_once_and_signed_as_a_public_library_expects() {
    let (world, receiver) = (World::new(), Receiver::that(Manner::Status(204)).await);
    let webhook = world.webhook(&receiver.url()).await;
    world.tell(&world.success()).await;

    let [sent] = &receiver.received()[..] else { panic!("one message") };
    assert!(sent.is_signed_now(&key(&webhook)));
    assert!(!sent.is_signed_now("whsec_bm90IHRoZSBrZXkgb2YgdGhpcyBvbmU="));
    assert_eq!(sent.header("content-type"), "application/json");
    let body: Value = serde_json::from_slice(&sent.body).unwrap();
    assert_eq!(body["type"], "video.succeeded");
    assert_eq!(body["data"], json!({"execution": "e-1"}));
    assert!(body["video_id"].is_string() && body["timestamp"].is_string());
    assert!(!body.to_string().contains("ana"), "{body}");

    let [delivery] = &world.deliveries(&webhook).await[..] else { panic!("one delivery") };
    assert_eq!(delivery.delivery_id.to_string(), sent.id());
    assert_eq!((delivery.status, delivery.attempts.len()), (DeliveryStatus::Delivered, 1));
    assert_eq!((delivery.attempts[0].status, world.waiting().await), (Some(204), 0));
}

#[tokio::test]
async fn the_same_event_seen_twice_is_one_delivery() {
    let (world, receiver) = (World::new(), Receiver::that(Manner::Status(200)).await);
    let webhook = world.webhook(&receiver.url()).await;
    let change = world.success();
    for outcome in join_all((0..20).map(|_| world.notifier.on_change(&change))).await {
        outcome.unwrap();
    }
    world.tell(&change).await;
    world.sweep().await;
    assert_eq!((receiver.received().len(), world.deliveries(&webhook).await.len()), (1, 1));
}

#[tokio::test]
async fn only_what_was_asked_for_is_sent_and_only_to_its_owner() {
    let (world, receiver) = (World::new(), Receiver::that(Manner::Status(200)).await);
    let webhook = world.webhook(&receiver.url()).await;
    world.tell(&world.event(&json!({"event": "status_changed", "status": "running"}))).await;
    world.tell(&world.event(&json!({"event": "approval_asked", "stage": "final"}))).await;
    let mut foreign = world.success();
    foreign.new.as_mut().unwrap().insert("owner".to_owned(), json!("ben"));
    world.tell(&foreign).await;
    let mut nameless = world.success();
    nameless.new.as_mut().unwrap().remove("owner");
    world.tell(&nameless).await;
    assert_eq!((receiver.received().len(), world.deliveries(&webhook).await.len()), (0, 0));
}

#[tokio::test]
async fn messages_leave_in_the_order_of_events() {
    let (world, receiver) = (World::new(), Receiver::that(Manner::Status(200)).await);
    let webhook = world.webhook(&receiver.url()).await;
    for _ in 0..5 {
        world.tell(&world.success()).await;
    }
    let sent: Vec<String> = receiver.received().iter().map(|one| one.id().to_owned()).collect();
    let stored = world.deliveries(&webhook).await;
    let stored: Vec<String> = stored.iter().map(|one| one.delivery_id.to_string()).collect();
    assert_eq!(sent, stored);
}

#[tokio::test]
async fn a_replaced_key_signs_for_a_day_more() {
    let (world, receiver) = (World::new(), Receiver::that(Manner::Status(200)).await);
    let mut webhook = world.webhook(&receiver.url()).await;
    let old = key(&webhook);
    webhook.keys.rotate([9; 24], world.now());
    world.store(&webhook).await;
    let new = key(&webhook);
    world.tell(&world.success()).await;
    let sent = receiver.received();
    assert!(sent[0].is_signed_now(&old) && sent[0].is_signed_now(&new));

    world.wait(24 * 3600);
    world.tell(&world.success()).await;
    let sent = receiver.received();
    assert!(!sent[1].is_signed_with(&old) && sent[1].is_signed_with(&new));
}

#[tokio::test]
async fn a_ping_and_a_replay_are_sent_when_the_stream_tells_of_them() {
    let (world, receiver) = (World::new(), Receiver::that(Manner::Status(200)).await);
    let webhook = world.webhook(&receiver.url()).await;
    let (now, id) = (world.now(), Ulid::generate());
    let ping = Message::ping(now);
    let ping = StoredDelivery::new((&ana(), webhook.webhook_id), id, &ping, now).unwrap();
    let change = world.write(&ping).await;
    world.tell(&change).await;
    world.tell(&change).await;
    assert_eq!(receiver.received().len(), 1);
    let sent: Value = serde_json::from_slice(&receiver.received()[0].body).unwrap();
    assert_eq!((&sent["type"], &sent["data"]), (&json!("ping"), &json!({})));

    let delivered = world.deliveries(&webhook).await.remove(0);
    assert_eq!((delivered.topic, delivered.status), (Topic::Ping, DeliveryStatus::Delivered));
    let change = world.write(&delivered.replayed(world.now())).await;
    world.tell(&Change { kind: ChangeKind::Modify, ..change }).await;
    let sent = receiver.received();
    assert_eq!((sent.len(), sent[0].id()), (2, sent[1].id()));
    assert_eq!(sent[0].body, sent[1].body);
    assert_eq!(world.deliveries(&webhook).await[0].attempts.len(), 2);
}

#[tokio::test]
async fn a_webhook_that_is_deleted_takes_its_deliveries_along() {
    let (world, receiver) = (World::new(), Receiver::that(Manner::Status(500)).await);
    let webhook = world.webhook(&receiver.url()).await;
    for _ in 0..3 {
        world.tell(&world.success()).await;
    }
    let gone = Change {
        partition: "USER#ana".to_owned(),
        sort: format!("WEBHOOK#{}", webhook.webhook_id),
        kind: ChangeKind::Remove,
        new: None,
        old: None,
    };
    world.tell(&gone).await;
    assert_eq!((world.deliveries(&webhook).await.len(), world.waiting().await), (0, 0));
}
