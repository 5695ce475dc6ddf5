//! The router over the production adapters, on the embedded table and bucket.

use std::sync::Arc;

use api_function::{Dependency, Offline, Services, Settings};
use oma_core::brief::Brief;
use oma_core::id::{Owner, VideoId};
use oma_core::limits::{Figures, Limits};
use oma_core::money::MicroUsd;
use oma_core::ports::SystemClock;
use oma_core::ports::memory::Memory;
use oma_core::{ErrorKind, Result};
use oma_local::embedded::Embedded;
use ulid::Ulid;

use crate::support::{Ask, brief};

#[tokio::test]
async fn the_production_adapters_carry_a_video_from_brief_to_answer() {
    let folder = tempfile::tempdir().unwrap();
    let embedded = Embedded::start(folder.path()).await.unwrap();
    let storage = embedded.storage().clone();
    let executions = Arc::new(Memory::default());
    let services = Services {
        videos: Arc::new(storage.table.clone()),
        events: Arc::new(storage.table.clone()),
        documents: Arc::new(storage.table.clone()),
        counters: Arc::new(storage.table.clone()),
        objects: Arc::new(storage.bucket.clone()),
        bucket: Arc::new(storage.bucket.clone()),
        presign: Arc::new(storage.bucket.clone()),
        executions: executions.clone(),
        batches: executions.clone(),
        timers: executions.clone(),
        clock: Arc::new(SystemClock),
        prices: Arc::new(Offline),
        settings: Settings::default(),
        dependencies: Arc::new([
            Dependency { name: "table", health: Arc::new(storage.table.clone()) },
            Dependency { name: "bucket", health: Arc::new(storage.bucket.clone()) },
        ]),
        voices_of: Arc::new([]),
    };
    let health = Ask::get("/v1/health").send(services.clone()).await;
    assert_eq!(health.status.as_u16(), 200, "{}", health.json);

    let made = Ask::post("/v1/videos", &brief()).by("ana", "editor").send(services.clone()).await;
    assert_eq!(made.status.as_u16(), 202, "{}", made.json);
    let id = made.json["video_id"].as_str().unwrap();
    let path = format!("/v1/videos/{id}");
    let read = Ask::get(&path).by("ana", "viewer").send(services.clone()).await;
    assert_eq!((read.status.as_u16(), read.json["title"].as_str()), (200, Some("Tide pools")));
    let foreign = Ask::get(&path).by("ben", "admin").send(services.clone()).await;
    foreign.is_problem(404, "Oma.NotFound");
    let video: VideoId = id.parse().unwrap();
    assert_eq!(Brief::load(&storage.bucket, video).await.unwrap().title, "Tide pools");
    assert_eq!(executions.executions()[0].0, id);

    drop(embedded);
    let ill = Ask::get("/v1/health").send(services).await;
    assert_eq!(ill.status.as_u16(), 503, "{}", ill.json);
}

#[tokio::test]
async fn fifty_reservations_at_once_take_five_places_of_the_table() {
    let folder = tempfile::tempdir().unwrap();
    let embedded = Embedded::start(folder.path()).await.unwrap();
    let table = Arc::new(embedded.storage().table.clone());
    let limits = Limits {
        documents: table.clone(),
        counters: table.clone(),
        videos: table.clone(),
        clock: Arc::new(SystemClock),
        figures: Figures::default(),
    };
    let owner = Owner::try_from("ana".to_owned()).unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (limits, owner) = (limits.clone(), owner.clone());
        tasks.spawn(async move {
            limits.reserve(&owner, VideoId(Ulid::generate()), MicroUsd(10)).await
        });
    }
    let outcomes = tasks.join_all().await;
    let kinds: Vec<ErrorKind> =
        outcomes.into_iter().filter_map(Result::err).map(|e| e.kind).collect();
    assert_eq!(kinds, [ErrorKind::QuotaExceeded; 45]);
    let quotas = limits.quotas(&owner).await.unwrap();
    assert_eq!((quotas[0].used, quotas[1].used), (5, 5));
}

#[tokio::test]
async fn fifty_equal_requests_at_once_make_one_video_in_the_table() {
    let folder = tempfile::tempdir().unwrap();
    let embedded = Embedded::start(folder.path()).await.unwrap();
    let table = Arc::new(embedded.storage().table.clone());
    let executions = Arc::new(Memory::default());
    let base = crate::support::Api::new();
    let router = base.over_table(table.clone(), executions.clone());
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let ask = Ask::post("/v1/videos", &brief()).by("ana", "editor");
        tasks.spawn(ask.header("idempotency-key", "k-1").send_to(router.clone()));
    }
    let answers = tasks.join_all().await;
    let first = &answers[0];
    assert_eq!(first.status.as_u16(), 202, "{}", first.json);
    for answer in &answers {
        assert_eq!((answer.status, &answer.json), (first.status, &first.json));
    }
    assert_eq!(executions.executions().len(), 1);
}
