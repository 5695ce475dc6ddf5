//! What the supervisor does to a video that is cancelled, deleted or started anew under its hands.

use std::path::Path;

use bytes::Bytes;
use oma_core::ErrorKind;
use oma_core::contract::{ApprovalStage, CaughtError, Job, files};
use oma_core::id::{Owner, VideoId};
use oma_core::ports::PictureSources;
use oma_core::ports::memory::Memory;
use oma_core::ports::{ManageObjects, Objects, ScriptWriter as _};
use oma_core::report::Report;
use oma_core::step::StepKey;
use oma_core::video::{VideoRecord, VideoStatus, keys};
use oma_providers::language::NoModels;
use oma_providers::offline::OfflineNarrator;
use oma_providers::offline::writer::TemplateWriter;
use ulid::Ulid;

use super::*;
use crate::release::Parts;

const OTHER: &str = "another-execution";

fn job() -> Job {
    let video_id = VideoId(Ulid::from_parts(1, 1));
    Job { owner: Owner::local(), video_id, execution: video_id.to_string() }
}

fn record(status: VideoStatus, execution: &str) -> VideoRecord {
    VideoRecord {
        owner: job().owner,
        video_id: job().video_id,
        version: 1,
        title: "Tide pools".to_owned(),
        brief_hash: String::new(),
        status,
        execution: execution.to_owned(),
        revision: 1,
        tags: Vec::new(),
        variant_of: None,
        siblings: Vec::new(),
        created_at: "2026-01-02T03:04:05Z".parse().unwrap(),
        updated_at: "2026-01-02T03:04:05Z".parse().unwrap(),
        failure: None,
        approval: None,
        film: None,
    }
}

fn key(digit: &str) -> StepKey {
    StepKey::try_from(digit.repeat(64)).unwrap()
}

fn parts() -> Parts {
    let keys = ["1", "2", "3", "4", "5"].map(key);
    let [plan, script, timeline, film, review] = keys;
    Parts { plan, script, timeline, film, review }
}

fn supervisor(memory: &Arc<Memory>, objects: Arc<dyn Objects>) -> Supervisor {
    Supervisor {
        steps: Steps::new(objects, memory.clone(), memory.clone(), memory.clone(), memory.clone()),
        videos: memory.clone(),
        events: memory.clone(),
        clock: memory.clone(),
        tools: Tools::locate().unwrap(),
        narrator: Arc::new(OfflineNarrator::from_env()),
        writer: TemplateWriter.model(),
        models: Arc::new(NoModels),
        sources: PictureSources::default(),
    }
}

/// A memory with a video, or none.
async fn with(record: Option<&VideoRecord>) -> (Arc<Memory>, Supervisor) {
    let memory = Arc::new(Memory::default());
    if let Some(record) = record {
        memory.create(record).await.unwrap();
    }
    (memory.clone(), supervisor(&memory, memory.clone()))
}

async fn objects(memory: &Memory, prefix: &str) -> Vec<String> {
    ManageObjects::list(memory, prefix).await.unwrap()
}

async fn stored(memory: &Memory) -> VideoRecord {
    memory.get(&job().owner, job().video_id).await.unwrap()
}

/// Every way in which a video is not this execution's to make any more.
fn lost() -> Vec<Option<VideoRecord>> {
    let own = job().execution;
    vec![
        None,
        Some(record(VideoStatus::Cancelled, &own)),
        Some(record(VideoStatus::Deleting, &own)),
        Some(record(VideoStatus::Running, OTHER)),
        Some(record(VideoStatus::WaitingForApproval, OTHER)),
    ]
}

/// A bucket, while whose files are copied somebody changes the record.
struct Meddled {
    memory: Arc<Memory>,
    into: VideoStatus,
}

#[async_trait]
impl Objects for Meddled {
    async fn put_bytes(&self, key: &str, bytes: Bytes, content_type: &str) -> Result<()> {
        self.memory.put_bytes(key, bytes, content_type).await
    }

    async fn put_file(&self, key: &str, path: &Path, content_type: &str) -> Result<u64> {
        self.memory.put_file(key, path, content_type).await
    }

    async fn get_bytes(&self, key: &str) -> Result<Bytes> {
        self.memory.get_bytes(key).await
    }

    async fn get_range(&self, key: &str, offset: u64, length: u64) -> Result<Bytes> {
        self.memory.get_range(key, offset, length).await
    }

    async fn get_file(&self, key: &str, path: &Path) -> Result<()> {
        self.memory.get_file(key, path).await
    }

    async fn size(&self, key: &str) -> Result<Option<u64>> {
        self.memory.size(key).await
    }

    async fn copy(&self, from: &str, to: &str) -> Result<()> {
        if to.ends_with(files::POSTER) {
            let changed = VideoRecord { status: self.into, ..stored(&self.memory).await };
            self.memory.update(&changed).await?;
        }
        self.memory.copy(from, to).await
    }
}

/// Releases a video whose status changes while its files are copied, and gives what is left.
async fn release_into(into: VideoStatus, film: Option<StepKey>) -> (VideoRecord, Vec<String>) {
    let before = VideoRecord { film, ..record(VideoStatus::Running, &job().execution) };
    let (memory, _) = with(Some(&before)).await;
    let parts = parts();
    for (artifact, file) in parts.copies() {
        let key = keys::artifact_file(&job().owner, artifact, file);
        memory.put_bytes(&key, Bytes::from_static(b"x"), "").await.unwrap();
    }
    let agent = supervisor(&memory, Arc::new(Meddled { memory: memory.clone(), into }));
    let error = agent.release(&job(), parts).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Cancelled);
    (stored(&memory).await, objects(&memory, "videos/").await)
}

#[tokio::test]
async fn a_video_that_is_stopped_while_its_files_are_copied_does_not_get_them() {
    for into in [VideoStatus::Deleting, VideoStatus::Cancelled] {
        let (record, left) = release_into(into, None).await;
        assert_eq!((record.status, record.film), (into, None));
        assert_eq!(left, Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_cancelled_revision_keeps_a_film_and_a_deleted_one_does_not() {
    let (record, left) = release_into(VideoStatus::Cancelled, Some(key("a"))).await;
    assert_eq!((record.status, left.len()), (VideoStatus::Cancelled, 7));
    let (record, left) = release_into(VideoStatus::Deleting, Some(key("a"))).await;
    assert_eq!((record.status, left.len()), (VideoStatus::Deleting, 0));
}

#[tokio::test]
async fn a_copy_that_fails_since_the_artifacts_are_erased_leaves_no_files() {
    let (memory, agent) = with(Some(&record(VideoStatus::Running, &job().execution))).await;
    let film = keys::artifact_file(&job().owner, &parts().film, files::VIDEO);
    memory.put_bytes(&film, Bytes::from_static(b"x"), "").await.unwrap();
    let gone = agent.release(&job(), parts()).await.unwrap_err();
    assert_eq!(gone.kind, ErrorKind::NotFound, "the second file is not there");
    assert_eq!(objects(&memory, "videos/").await.len(), 1, "a repetition may need it");
    memory.remove(&job().owner, job().video_id).await.unwrap();
    let gone = agent.release(&job(), parts()).await.unwrap_err();
    assert_eq!(gone.kind, ErrorKind::Cancelled);
    assert_eq!(objects(&memory, "videos/").await, Vec::<String>::new());
}

#[tokio::test]
async fn an_execution_that_lost_its_video_changes_nothing() {
    for before in lost() {
        let (memory, agent) = with(before.as_ref()).await;
        let asked = agent.ask_approval(&job(), ApprovalStage::Script, "T".to_owned()).await;
        assert_eq!(asked.unwrap_err().kind, ErrorKind::Cancelled, "{before:?}");
        let taken = agent.take_up(&job()).await;
        assert_eq!(taken.unwrap_err().kind, ErrorKind::Cancelled, "{before:?}");
        let error = CaughtError {
            error: "Oma.Cancelled".to_owned(),
            cause: String::new(),
            state: "Plan".to_owned(),
        };
        agent.record_failure(&job(), &error).await.unwrap();
        if let Some(before) = &before {
            assert_eq!(stored(&memory).await, *before);
        }
        let events = EventLog::list(memory.as_ref(), job().video_id).await.unwrap();
        assert_eq!(events, []);
        assert_eq!(objects(&memory, "").await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn an_execution_started_by_hand_takes_over_what_nobody_makes() {
    for status in [VideoStatus::Failed, VideoStatus::Succeeded] {
        let (memory, agent) = with(Some(&record(status, OTHER))).await;
        agent.take_up(&job()).await.unwrap();
        let taken = stored(&memory).await;
        assert_eq!((taken.status, taken.execution), (VideoStatus::Running, job().execution));
    }
    let (memory, agent) = with(Some(&record(VideoStatus::Cancelled, OTHER))).await;
    assert_eq!(agent.take_up(&job()).await.unwrap_err().kind, ErrorKind::Cancelled);
    assert_eq!(stored(&memory).await.status, VideoStatus::Cancelled);
}

#[tokio::test]
async fn a_report_that_comes_after_the_deletion_does_not_stay() {
    let running = record(VideoStatus::Running, &job().execution);
    let deleting = VideoRecord { status: VideoStatus::Deleting, ..running.clone() };
    for (record, left) in [(Some(&running), 1), (Some(&deleting), 0), (None, 0)] {
        let (memory, agent) = with(record).await;
        agent.store_report(&job(), &Report::new(&running, &[])).await.unwrap();
        assert_eq!(objects(&memory, "videos/").await.len(), left);
    }
}
