use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use api_function::{Services, Settings};
use async_trait::async_trait;
use bytes::Bytes;
use oma_core::Result;
use oma_core::event::VideoEvent;
use oma_core::id::{Owner, VideoId};
use oma_core::limits::Figures;
use oma_core::ports::memory::Memory;
use oma_core::ports::{
    Counter, Counters, Document, DocumentPage, DocumentQuery, Documents, EventLog, Executions,
    Expected, Joined, ManageObjects, Objects, Place, Presign, VideoPage, VideoQuery, Videos,
};
use oma_core::video::VideoRecord;
use serde_json::Value;
use ulid::Ulid;

use crate::support::{Answer, Ask};

/// An API whose every call through a port is written down.
pub(super) struct Recorder {
    services: Services,
    tape: Arc<Tape>,
}

/// The memory behind, and what was asked of it: the port's method and where it leads. Ids are all
/// written alike, or no two calls would be equal.
#[derive(Default)]
struct Tape {
    memory: Arc<Memory>,
    calls: Mutex<Vec<String>>,
}

impl Recorder {
    pub(super) fn new() -> Self {
        let tape = Arc::new(Tape::default());
        let figures = Figures { requests_per_minute: 10_000, ..Figures::default() };
        let services = Services {
            settings: Settings { figures, ..Settings::default() },
            videos: tape.clone(),
            events: tape.clone(),
            documents: tape.clone(),
            counters: tape.clone(),
            objects: tape.clone(),
            bucket: tape.clone(),
            presign: tape.clone(),
            executions: tape.clone(),
            ..Services::in_memory(&tape.memory)
        };
        Self { services, tape }
    }

    pub(super) async fn ask(&self, ask: Ask) -> Answer {
        ask.send(self.services.clone()).await
    }

    /// The answer to a request, and the calls that it took.
    pub(super) async fn record(&self, ask: Ask) -> (Answer, Vec<String>) {
        self.tape.calls.lock().unwrap().clear();
        let answer = self.ask(ask).await;
        (answer, std::mem::take(&mut self.tape.calls.lock().unwrap()))
    }
}

impl Tape {
    fn note(&self, method: &str, at: impl std::fmt::Debug) {
        self.calls.lock().unwrap().push(format!("{method} {}", alike(&format!("{at:?}"))));
    }
}

/// A text with `{id}` for every ULID in it.
fn alike(text: &str) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric();
    let mut shown = String::new();
    for piece in text.split_inclusive(|c| !is_word(c)) {
        let word = piece.trim_end_matches(|c| !is_word(c));
        let is_id = word.len() == 26 && Ulid::from_string(word).is_ok();
        shown.push_str(if is_id { "{id}" } else { word });
        shown.push_str(&piece[word.len()..]);
    }
    shown
}

#[async_trait]
impl Videos for Tape {
    async fn create(&self, record: &VideoRecord) -> Result<()> {
        self.note("videos.create", (&record.owner, record.video_id.to_string()));
        self.memory.create(record).await
    }

    async fn get(&self, owner: &Owner, video: VideoId) -> Result<VideoRecord> {
        self.note("videos.get", (owner, video.to_string()));
        Videos::get(self.memory.as_ref(), owner, video).await
    }

    async fn update(&self, record: &VideoRecord) -> Result<VideoRecord> {
        self.note("videos.update", (&record.owner, record.video_id.to_string()));
        self.memory.update(record).await
    }

    async fn list(&self, owner: &Owner) -> Result<Vec<VideoRecord>> {
        self.note("videos.list", owner);
        Videos::list(self.memory.as_ref(), owner).await
    }

    async fn find(&self, owner: &Owner, query: &VideoQuery) -> Result<VideoPage> {
        self.note("videos.find", (owner, query));
        Videos::find(self.memory.as_ref(), owner, query).await
    }

    async fn remove(&self, owner: &Owner, video: VideoId) -> Result<()> {
        self.note("videos.remove", (owner, video.to_string()));
        Videos::remove(self.memory.as_ref(), owner, video).await
    }
}

#[async_trait]
impl EventLog for Tape {
    async fn append(&self, event: &VideoEvent) -> Result<()> {
        self.note("events.append", event.video_id.to_string());
        self.memory.append(event).await
    }

    async fn list(&self, video: VideoId) -> Result<Vec<VideoEvent>> {
        self.note("events.list", video.to_string());
        EventLog::list(self.memory.as_ref(), video).await
    }

    async fn erase(&self, video: VideoId) -> Result<()> {
        self.note("events.erase", video.to_string());
        self.memory.erase(video).await
    }
}

#[async_trait]
impl Documents for Tape {
    async fn read(&self, place: &Place) -> Result<Option<Document>> {
        self.note("documents.read", place);
        self.memory.read(place).await
    }

    async fn write(&self, document: &Document, expected: Expected) -> Result<u64> {
        self.note("documents.write", (&document.place, expected));
        self.memory.write(document, expected).await
    }

    async fn remove(&self, place: &Place, expected: Expected) -> Result<()> {
        self.note("documents.remove", (place, expected));
        Documents::remove(self.memory.as_ref(), place, expected).await
    }

    async fn query(&self, query: &DocumentQuery) -> Result<DocumentPage> {
        self.note("documents.query", query);
        self.memory.query(query).await
    }

    async fn listed(&self, list: &str, until: Option<&str>, limit: u32) -> Result<Vec<Place>> {
        self.note("documents.listed", (list, until, limit));
        self.memory.listed(list, until, limit).await
    }
}

#[async_trait]
impl Counters for Tape {
    async fn add(&self, counter: &Counter, amount: i64, limit: Option<i64>) -> Result<Option<i64>> {
        self.note("counters.add", (&counter.place, amount, limit));
        self.memory.add(counter, amount, limit).await
    }

    async fn count(&self, counter: &Counter) -> Result<i64> {
        self.note("counters.count", &counter.place);
        self.memory.count(counter).await
    }

    async fn join(&self, set: &Counter, member: &str, most: usize) -> Result<Joined> {
        self.note("counters.join", (&set.place, member));
        self.memory.join(set, member, most).await
    }

    async fn leave(&self, set: &Counter, member: &str) -> Result<()> {
        self.note("counters.leave", (&set.place, member));
        self.memory.leave(set, member).await
    }

    async fn members(&self, set: &Counter) -> Result<Vec<String>> {
        self.note("counters.members", &set.place);
        self.memory.members(set).await
    }
}

#[async_trait]
impl Objects for Tape {
    async fn put_bytes(&self, key: &str, bytes: Bytes, content_type: &str) -> Result<()> {
        self.note("objects.put_bytes", key);
        self.memory.put_bytes(key, bytes, content_type).await
    }

    async fn put_file(&self, key: &str, path: &Path, content_type: &str) -> Result<u64> {
        self.note("objects.put_file", key);
        self.memory.put_file(key, path, content_type).await
    }

    async fn get_bytes(&self, key: &str) -> Result<Bytes> {
        self.note("objects.get_bytes", key);
        self.memory.get_bytes(key).await
    }

    async fn get_range(&self, key: &str, offset: u64, length: u64) -> Result<Bytes> {
        self.note("objects.get_range", key);
        self.memory.get_range(key, offset, length).await
    }

    async fn get_file(&self, key: &str, path: &Path) -> Result<()> {
        self.note("objects.get_file", key);
        self.memory.get_file(key, path).await
    }

    async fn size(&self, key: &str) -> Result<Option<u64>> {
        self.note("objects.size", key);
        self.memory.size(key).await
    }

    async fn copy(&self, from: &str, to: &str) -> Result<()> {
        self.note("objects.copy", (from, to));
        self.memory.copy(from, to).await
    }
}

#[async_trait]
impl ManageObjects for Tape {
    async fn delete(&self, key: &str) -> Result<()> {
        self.note("objects.delete", key);
        self.memory.delete(key).await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>> {
        self.note("objects.list", prefix);
        ManageObjects::list(self.memory.as_ref(), prefix).await
    }
}

#[async_trait]
impl Presign for Tape {
    async fn presign_get(&self, key: &str, valid_for: Duration) -> Result<String> {
        self.note("presign.get", key);
        self.memory.presign_get(key, valid_for).await
    }

    async fn presign_put(
        &self,
        key: &str,
        content_type: &str,
        length: u64,
        valid_for: Duration,
    ) -> Result<String> {
        self.note("presign.put", key);
        self.memory.presign_put(key, content_type, length, valid_for).await
    }
}

#[async_trait]
impl Executions for Tape {
    async fn start(&self, name: &str, input: &Value) -> Result<()> {
        self.note("executions.start", name);
        self.memory.start(name, input).await
    }

    async fn stop(&self, name: &str, reason: &str) -> Result<()> {
        self.note("executions.stop", name);
        self.memory.stop(name, reason).await
    }

    async fn resume(&self, token: &str, output: &Value) -> Result<()> {
        self.note("executions.resume", token);
        self.memory.resume(token, output).await
    }
}
