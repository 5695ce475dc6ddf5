use ulid::Ulid;

use super::*;
use crate::ErrorKind;
use crate::id::VideoId;
use crate::money::MicroUsd;
use crate::ports::memory::Memory;
use crate::ports::{Counter, Document, Expected, Partition, Place};

fn limits(memory: &Arc<Memory>, figures: Figures) -> Limits {
    Limits {
        documents: memory.clone(),
        counters: memory.clone(),
        videos: memory.clone(),
        clock: memory.clone(),
        figures,
    }
}

fn video(n: u128) -> VideoId {
    VideoId(Ulid::from_parts(1_700_000_000_000, n))
}

#[tokio::test]
async fn fifty_reservations_at_once_take_exactly_the_places_there_are() {
    let limits = limits(&Arc::new(Memory::default()), Figures::default());
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..50 {
        let limits = limits.clone();
        tasks.spawn(async move { limits.reserve(&Owner::local(), video(n), MicroUsd(0)).await });
    }
    let outcomes = tasks.join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 5);
    let refused = outcomes.into_iter().find_map(Result::err).unwrap();
    assert_eq!(refused.kind, ErrorKind::QuotaExceeded);
    assert!(refused.message.contains("videos_at_once"), "{refused}");
    let quotas = limits.quotas(&Owner::local()).await.unwrap();
    assert_eq!((quotas[0].used, quotas[1].used), (5, 5), "the refused count for nothing");
}

#[tokio::test]
async fn a_place_is_counted_once_and_given_back() {
    let figures = Figures { videos_at_once: 1, videos_per_day: 2, ..Figures::default() };
    let limits = limits(&Arc::new(Memory::default()), figures);
    let owner = Owner::local();
    for _ in 0..3 {
        limits.reserve(&owner, video(1), MicroUsd(5)).await.unwrap();
    }
    assert!(limits.reserve(&owner, video(2), MicroUsd(0)).await.is_err());
    limits.release(&owner, video(1)).await.unwrap();
    limits.release(&owner, video(1)).await.unwrap();
    limits.reserve(&owner, "01B-2", MicroUsd(0)).await.unwrap();
    limits.release(&owner, "01B-2").await.unwrap();
    let error = limits.reserve(&owner, video(3), MicroUsd(0)).await.unwrap_err();
    assert!(error.message.contains("videos_per_day") && error.message.contains("1970-01-02T"));
    assert_eq!(limits.quotas(&owner).await.unwrap()[0].used, 0, "a refusal leaves no place taken");
}

#[tokio::test]
async fn what_cannot_be_paid_is_not_started() {
    let figures = Figures { usd_per_month: 1, ..Figures::default() };
    let memory = Arc::new(Memory::default());
    let limits = limits(&memory, figures);
    let owner = Owner::local();
    limits.reserve(&owner, video(1), MicroUsd(900_000)).await.unwrap();
    limits.reserve(&owner, video(2), MicroUsd(900_000)).await.unwrap();
    let used = async || {
        let quotas = limits.quotas(&owner).await.unwrap();
        quotas.iter().map(|quota| quota.used).collect::<Vec<_>>()
    };
    assert_eq!(used().await, [2, 2, 0], "an estimate is not spent");
    limits.undo(&owner, video(1)).await.unwrap();
    assert_eq!(used().await, [1, 1, 0]);

    let month = Counter {
        place: Place { partition: Partition::User(owner.clone()), sort: "SPENT#1970-01".into() },
        expires_at: None,
    };
    memory.add(&month, 900_000, None).await.unwrap();
    let error = limits.reserve(&owner, video(3), MicroUsd(200_000)).await.unwrap_err();
    assert!(error.message.contains("micro_usd_per_month"), "{error}");
    assert_eq!(used().await, [1, 1, 900_000]);
}

#[tokio::test]
async fn a_leftover_makes_room_and_a_young_reservation_does_not() {
    let memory = Arc::new(Memory::default());
    let figures = Figures { videos_at_once: 1, ..Figures::default() };
    let limits = limits(&memory, figures);
    let owner = Owner::local();
    let place = Place { partition: Partition::User(owner.clone()), sort: "QUOTA#running".into() };
    let set = Counter { place, expires_at: None };
    let old = format!("{}@-60001", video(1));
    memory.join(&set, &old, 5).await.unwrap();
    limits.reserve(&owner, video(2), MicroUsd(0)).await.unwrap();
    assert!(limits.reserve(&owner, video(3), MicroUsd(0)).await.is_err());
    limits.tidy(&owner).await.unwrap();
    assert_eq!(memory.members(&set).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_user_may_have_figures_of_their_own() {
    let memory = Arc::new(Memory::default());
    let limits = limits(&memory, Figures::default());
    let place = Place { partition: Partition::User(Owner::local()), sort: "LIMITS".to_owned() };
    let body = serde_json::json!({"videos_at_once": 0});
    let document = Document { place, version: 1, body, listing: None, expires_at: None };
    memory.write(&document, Expected::Absent).await.unwrap();
    assert!(limits.reserve(&Owner::local(), video(1), MicroUsd(0)).await.is_err());
    let other = Owner::try_from("other".to_owned()).unwrap();
    assert!(limits.reserve(&other, video(1), MicroUsd(0)).await.is_ok());
}

#[tokio::test]
async fn requests_are_counted_by_window() {
    let limits = limits(&Arc::new(Memory::default()), Figures::default());
    let subject = Partition::Address("192.0.2.1".to_owned());
    for remaining in [1, 0] {
        let rate = limits.count_request(subject.clone(), 2).await.unwrap();
        assert_eq!((rate.remaining, rate.is_exceeded), (remaining, false));
    }
    let rate = limits.count_request(subject, 2).await.unwrap();
    assert_eq!((rate.remaining, rate.is_exceeded, rate.opens_in_s), (0, true, 60));
    let other = Partition::Address("192.0.2.2".to_owned());
    assert!(!limits.count_request(other, 2).await.unwrap().is_exceeded);
}
