use async_trait::async_trait;
use serde_json::{Value, json};
use ulid::Ulid;

use super::*;
use crate::ports::memory::Memory;

fn brief() -> Brief {
    let json =
        json!({"title": "Tide pools", "description": "Life between tides.", "language": "en-US"});
    Brief::from_value(json).unwrap()
}

fn video() -> VideoId {
    VideoId(Ulid::from_parts(1_700_000_000_000, 7))
}

fn desk(memory: &Memory) -> Desk<'_> {
    Desk { objects: memory, videos: memory, clock: memory }
}

/// Executions that fail to start with an error, and may have started nevertheless.
struct Failing<'a> {
    error: Error,
    started_anyway: Option<&'a Memory>,
}

#[async_trait]
impl Executions for Failing<'_> {
    async fn start(&self, name: &str, input: &Value) -> Result<()> {
        if let Some(memory) = self.started_anyway {
            memory.start(name, input).await?;
        }
        Err(self.error.clone())
    }

    async fn stop(&self, name: &str, reason: &str) -> Result<()> {
        match self.started_anyway {
            Some(memory) => memory.stop(name, reason).await,
            None => Err(Error::new(ErrorKind::NotFound, "none")),
        }
    }

    async fn resume(&self, _: &str, _: &Value) -> Result<()> {
        unreachable!("a submission resumes nothing")
    }
}

#[tokio::test]
async fn an_accepted_brief_can_be_read_by_the_agents_and_is_started_under_its_id() {
    let memory = Memory::default();
    let owner = Owner::local();
    let record = desk(&memory).accept(&NewVideo::new(&owner, video(), &brief())).await.unwrap();
    desk(&memory).start(&memory, &record).await.unwrap();
    assert_eq!(Brief::load(&memory, video()).await.unwrap(), brief());
    assert_eq!(Videos::get(&memory, &owner, video()).await.unwrap(), record);
    let input = json!({"owner": "local", "video_id": video().to_string()});
    assert_eq!(memory.executions(), [(video().to_string(), input)]);
}

#[tokio::test]
async fn a_start_that_fails_leaves_no_video_running() {
    let memory = Memory::default();
    let owner = Owner::local();
    let record = desk(&memory).accept(&NewVideo::new(&owner, video(), &brief())).await.unwrap();
    let throttled = Error::new(ErrorKind::StorageThrottled, "Slowly.");
    let failing = Failing { error: throttled.clone(), started_anyway: None };
    assert_eq!(desk(&memory).start(&failing, &record).await, Err(throttled));
    let failed = Videos::get(&memory, &owner, video()).await.unwrap();
    assert_eq!(failed.status, VideoStatus::Failed);
    let failure = failed.failure.unwrap();
    assert_eq!((failure.step.as_str(), failure.name.as_str()), ("start", "Oma.StorageThrottled"));
}

#[tokio::test]
async fn a_start_without_an_answer_is_stopped() {
    let memory = Memory::default();
    let record =
        desk(&memory).accept(&NewVideo::new(&Owner::local(), video(), &brief())).await.unwrap();
    let silent = Error::new(ErrorKind::StorageUnavailable, "No answer.");
    let failing = Failing { error: silent, started_anyway: Some(&memory) };
    desk(&memory).start(&failing, &record).await.unwrap_err();
    assert_eq!(memory.executions(), []);
}

#[tokio::test]
async fn an_id_that_is_taken_is_a_conflict() {
    let memory = Memory::default();
    desk(&memory).accept(&NewVideo::new(&Owner::local(), video(), &brief())).await.unwrap();
    let again = desk(&memory).accept(&NewVideo::new(&Owner::local(), video(), &brief())).await;
    assert_eq!(again.unwrap_err().kind, ErrorKind::Conflict);
}

#[tokio::test]
async fn a_start_that_fails_does_not_undo_what_the_owner_did_meanwhile() {
    let memory = Memory::default();
    let owner = Owner::local();
    let record = desk(&memory).accept(&NewVideo::new(&owner, video(), &brief())).await.unwrap();
    let cancelled = VideoRecord { status: VideoStatus::Cancelled, ..record.clone() };
    memory.update(&cancelled).await.unwrap();
    let throttled = Error::new(ErrorKind::StorageThrottled, "Slowly.");
    let failing = Failing { error: throttled.clone(), started_anyway: None };
    assert_eq!(desk(&memory).start(&failing, &record).await, Err(throttled));
    let kept = Videos::get(&memory, &owner, video()).await.unwrap();
    assert_eq!((kept.status, kept.failure), (VideoStatus::Cancelled, None));
}
