//! What is due, with many workers and bad neighbours.

use std::collections::BTreeSet;
use std::time::Duration;

use futures::future::join_all;
use oma_core::webhook::{DeliveryStatus, Message, StoredDelivery, Subscription};
use ulid::Ulid;

use crate::receiver::{Manner, Receiver};
use crate::world::{World, ana};

/// Writes deliveries that are due, and tells nobody.
async fn due(world: &World, webhook: &Subscription, count: u64) {
    for number in 0..count {
        let id = Ulid::from_parts(1_700_000_000_000 + number, 7);
        let message = Message::ping(world.now());
        let whose = (&ana(), webhook.webhook_id);
        let one = StoredDelivery::new(whose, id, &message, world.now()).unwrap();
        world.write(&one).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_sweeps_at_once_make_each_attempt_once() {
    let (world, receiver) = (World::new(), Receiver::that(Manner::Status(200)).await);
    let webhook = world.webhook(&receiver.url()).await;
    due(&world, &webhook, 30).await;
    let now = world.now();
    let sweeps = join_all((0..8).map(|_| {
        let notifier = world.notifier.clone();
        tokio::spawn(async move { notifier.sweep(now).await.unwrap().delivered })
    }));
    let delivered: usize = sweeps.await.into_iter().map(Result::unwrap).sum();
    let sent = receiver.received();
    let ids: BTreeSet<&str> = sent.iter().map(crate::receiver::Received::id).collect();
    assert_eq!((delivered, sent.len(), ids.len(), world.waiting().await), (30, 30, 30, 0));
}

#[tokio::test]
async fn a_bad_neighbour_costs_one_attempt_and_holds_nobody_up() {
    let world = World::with_patience(Duration::from_secs(3));
    let bad = Receiver::that(Manner::Stall).await;
    let good = Receiver::that(Manner::Status(200)).await;
    let bad_webhook = world.webhook(&bad.url()).await;
    due(&world, &bad_webhook, 40).await;
    let good_webhook = world.webhook(&good.url()).await;
    due(&world, &good_webhook, 5).await;
    let swept = world.sweep().await;
    assert_eq!((swept.delivered, swept.failed, swept.put_off), (5, 1, 39));
    assert_eq!((bad.received().len(), good.received().len()), (1, 5));
    // What was put off has lost nothing: it was not tried.
    let untouched = world.deliveries(&bad_webhook).await.iter().filter(|d| d.failed == 0).count();
    assert_eq!((untouched, world.waiting().await), (39, 40));
}

#[tokio::test]
async fn a_delivery_whose_worker_died_is_taken_over_when_its_lease_ends() {
    let (world, receiver) = (World::new(), Receiver::that(Manner::Status(200)).await);
    let webhook = world.webhook(&receiver.url()).await;
    let now = world.now();
    let whose = (&ana(), webhook.webhook_id);
    let one = StoredDelivery::new(whose, Ulid::generate(), &Message::ping(now), now).unwrap();
    world.write(&one.leased(now)).await;
    world.wait(30);
    world.sweep().await;
    assert_eq!(receiver.received().len(), 0);
    world.wait(31);
    assert_eq!(world.sweep().await.delivered, 1);
    assert_eq!(world.deliveries(&webhook).await[0].status, DeliveryStatus::Delivered);
}
