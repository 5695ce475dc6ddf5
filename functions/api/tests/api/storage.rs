//! The router over the production adapters, on the embedded table and bucket.

use std::sync::Arc;

use api_function::{Dependency, Services, Settings};
use oma_core::brief::Brief;
use oma_core::id::VideoId;
use oma_core::ports::SystemClock;
use oma_core::ports::memory::Memory;
use oma_local::embedded::Embedded;

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
        clock: Arc::new(SystemClock),
        settings: Settings::default(),
        dependencies: Arc::new([
            Dependency { name: "table", health: Arc::new(storage.table.clone()) },
            Dependency { name: "bucket", health: Arc::new(storage.bucket.clone()) },
        ]),
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
