//! Each action over ports in memory, again after a death at each write, and many at once.

mod archives;
mod budgets;
mod closes;
mod concludes;
mod deaths;
mod ends;
mod opens;
mod prepares;
mod shaky;

use std::sync::Arc;

use api_function::{Prices, Quote, Services, Work};
use oma_core::batch::{BatchId, BatchItem, BatchOptions, BatchRecord, NewBatch, keys, video_of};
use oma_core::brief::Brief;
use oma_core::contract::{Agent as _, Closed, Opened, Prepared, files};
use oma_core::event::VideoEvent;
use oma_core::id::Owner;
use oma_core::money::MicroUsd;
use oma_core::plan::ModelChoice;
use oma_core::ports::memory::Memory;
use oma_core::ports::{
    Counter, Counters as _, EventLog as _, Objects as _, Partition, Place, Videos as _,
};
use oma_core::video::{Failure, VideoRecord, VideoStatus, keys as video_keys};
use oma_core::{Error, Result};
use serde_json::{Map, Value, json};
use ulid::Ulid;

use crate::BatchFunction;
use shaky::Shaky;

type Fields = Map<String, Value>;

/// A vendor that asks as many micro-dollars for a brief as its seed says.
struct AsSeeded;

impl Prices for AsSeeded {
    fn quote(&self, work: &Work<'_>) -> Option<Quote> {
        let by = ModelChoice::new("dear", "one");
        let is_script = matches!(work.part, api_function::Part::Script);
        is_script.then_some(Quote { by, cost_micro_usd: MicroUsd(work.brief.seed) })
    }
}

/// A batch, and the function that makes it.
struct World {
    memory: Arc<Memory>,
    shaky: Arc<Shaky>,
    function: BatchFunction,
    execution: String,
}

fn owner() -> Owner {
    Owner::local()
}

fn batch() -> BatchId {
    BatchId(Ulid::from_parts(1_700_000_000_000, 1))
}

fn row(title: &str) -> Fields {
    let json = json!({"title": title, "description": "Life between tides.", "language": "en-US"});
    json.as_object().unwrap().clone()
}

fn rows(count: usize) -> Vec<Fields> {
    (1..=count).map(|n| row(&format!("Tide pools {n}"))).collect()
}

/// Rows that are estimated to cost so much.
fn dear_rows(costs: &[u64]) -> Vec<Fields> {
    let dear = |cost: &u64| {
        let mut row = row("Tide pools");
        row.insert("seed".to_owned(), json!(cost));
        row
    };
    costs.iter().map(dear).collect()
}

impl World {
    /// A batch that was asked for.
    async fn new(rows: Vec<Fields>, options: BatchOptions) -> Self {
        let memory = Arc::new(Memory::default());
        let shaky = Arc::new(Shaky::new(memory.clone()));
        let mut services = Services::in_memory(&memory);
        services.documents = shaky.clone();
        services.counters = shaky.clone();
        services.objects = shaky.clone();
        services.videos = shaky.clone();
        services.prices = Arc::new(AsSeeded);
        services.settings.figures.videos_at_once = 1000;
        services.settings.figures.videos_per_day = 1000;
        let new = NewBatch { options, ..NewBatch::of_rows(&owner(), batch(), rows) };
        services.batch_desk().create(new).await.unwrap();
        let execution = batch().to_string();
        Self { memory, shaky, function: BatchFunction { services }, execution }
    }

    /// A batch whose rows were checked.
    async fn prepared(rows: Vec<Fields>, options: BatchOptions) -> Self {
        let world = Self::new(rows, options).await;
        assert!(world.prepare().await.unwrap().go);
        world
    }

    async fn ask<T: serde::de::DeserializeOwned>(&self, action: Value) -> Result<T> {
        let mut event = json!({"owner": owner(), "batch_id": batch(), "execution": self.execution});
        event.as_object_mut().unwrap().extend(action.as_object().unwrap().clone());
        Ok(serde_json::from_value(self.function.handle(event).await?).unwrap())
    }

    async fn prepare(&self) -> Result<Prepared> {
        self.ask(json!({"action": "prepare"})).await
    }

    async fn open(&self, n: u32) -> Result<Opened> {
        self.ask(json!({"action": "open", "n": n})).await
    }

    async fn close(&self, n: u32) -> Result<Closed> {
        self.ask(json!({"action": "close", "n": n})).await
    }

    async fn conclude(&self) -> String {
        let answer: Value = self.ask(json!({"action": "conclude"})).await.unwrap();
        answer["status"].as_str().unwrap().to_owned()
    }

    /// Takes the batch up again, and checks what is to be made.
    async fn resume(&mut self) -> Prepared {
        let record = self.desk().resume(&owner(), batch()).await.unwrap();
        self.execution = record.execution;
        self.prepare().await.unwrap()
    }

    fn desk(&self) -> oma_core::batch::BatchDesk<'_> {
        self.function.services.batch_desk()
    }

    async fn record(&self) -> BatchRecord {
        self.desk().find(&owner(), batch()).await.unwrap()
    }

    async fn item(&self, n: u32) -> BatchItem {
        self.desk().item(batch(), n).await.unwrap().unwrap().0
    }

    async fn video(&self, n: u32) -> VideoRecord {
        self.memory.get(&owner(), video_of(batch(), n)).await.unwrap()
    }

    /// The brief that a row's video is made of.
    async fn brief(&self, n: u32) -> Brief {
        Brief::load(self.memory.as_ref(), video_of(batch(), n)).await.unwrap()
    }

    /// What the video workflow does: is charged, and ends.
    async fn video_ends(&self, n: u32, status: VideoStatus, charge: u64) {
        let video = self.video(n).await;
        let place = Place { partition: Partition::Video(video.video_id), sort: "SPENT".to_owned() };
        let counter = Counter { place, expires_at: None };
        self.memory.add(&counter, i64::try_from(charge).unwrap(), None).await.unwrap();
        for event in [call(&video, charge), step(&video, false), step(&video, true)] {
            self.memory.append(&event).await.unwrap();
        }
        let failure = (status == VideoStatus::Failed).then(|| Failure {
            step: "visual.make 2".to_owned(),
            name: "Oma.ProviderRefused".to_owned(),
            message: "No.".to_owned(),
        });
        if status == VideoStatus::Succeeded {
            let key = video_keys::video_file(video.video_id, files::VIDEO);
            let film = format!("film {n}").repeat(100);
            self.memory.put_bytes(&key, film.into(), "video/mp4").await.unwrap();
        }
        self.memory.update(&VideoRecord { status, failure, ..video }).await.unwrap();
    }

    /// Opens a row, lets its video end, and closes it.
    async fn make(&self, n: u32, status: VideoStatus) {
        self.open(n).await.unwrap();
        self.video_ends(n, status, 10).await;
        assert!(self.close(n).await.unwrap().done);
    }

    /// What the Map goes over.
    async fn chunks(&self, prepared: &Prepared) -> Value {
        let bytes = self.memory.get_bytes(&prepared.chunks).await.unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    async fn text(&self, file: &str) -> String {
        let bytes = self.memory.get_bytes(&keys::file(batch(), file)).await.unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    async fn json(&self, file: &str) -> Value {
        serde_json::from_str(&self.text(file).await).unwrap()
    }

    async fn places_taken(&self) -> u64 {
        let quotas = self.function.services.limits().quotas(&owner()).await.unwrap();
        quotas.iter().find(|quota| quota.name == "videos_at_once").unwrap().used
    }

    async fn begun_today(&self) -> u64 {
        let quotas = self.function.services.limits().quotas(&owner()).await.unwrap();
        quotas.iter().find(|quota| quota.name == "videos_per_day").unwrap().used
    }

    async fn spent(&self) -> i64 {
        let tallies = self.desk();
        tallies.tallies(batch()).count(oma_core::batch::Tally::Spent).await.unwrap()
    }
}

fn event(video: &VideoRecord, kind: &Value) -> VideoEvent {
    let mut json = json!({
        "event_id": Ulid::generate(), "video_id": video.video_id, "execution": video.execution,
        "at": "2026-11-30T23:59:30Z",
    });
    json.as_object_mut().unwrap().extend(kind.as_object().unwrap().clone());
    serde_json::from_value(json).unwrap()
}

fn call(video: &VideoRecord, cost: u64) -> VideoEvent {
    let kind = json!({
        "event": "provider_called", "purpose": "script.write", "call": "0".repeat(64),
        "outcome": "answered", "units": {}, "price": "table", "wall_ms": 1,
        "cost_micro_usd": cost, "saved_micro_usd": 0, "provider": "p", "model": "m",
    });
    event(video, &kind)
}

fn step(video: &VideoRecord, cached: bool) -> VideoEvent {
    let kind = json!({
        "event": "step_finished", "step": "script.write", "artifact": "0".repeat(64),
        "cached": cached, "wall_ms": 1, "cost_micro_usd": 0,
        "saved_micro_usd": if cached { 7 } else { 0 }, "saved_ms": 0, "provider": "p", "model": "m",
    });
    event(video, &kind)
}

#[tokio::test]
async fn what_is_no_event_of_a_batch_is_said_so() {
    let world = World::new(rows(1), BatchOptions::default()).await;
    for event in [json!({}), json!({"action": "dance"}), json!({"Records": []}), json!(3)] {
        let error: Error = world.function.handle(event).await.unwrap_err();
        assert_eq!(error.kind, oma_core::ErrorKind::InvalidEvent);
    }
}
