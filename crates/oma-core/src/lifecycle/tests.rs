//! Each verb on each status, and what happens when another comes in between.
//!
//! Memory keeps records under the same condition on versions as the table. What it cannot show is
//! two writes at the very same moment: an interleaving is put where it does harm instead, between
//! a verb's reading and its writing ([`Between`]).

mod erase;
mod revise;
mod verbs;

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use serde_json::json;

use super::*;
use crate::brief::Brief;
use crate::contract::ApprovalStage;
use crate::ports::memory::Memory;
use crate::ports::{VideoPage, VideoQuery};
use crate::submission::NewVideo;
use crate::video::PendingApproval;

const ALL: [VideoStatus; 6] = [
    VideoStatus::Running,
    VideoStatus::WaitingForApproval,
    VideoStatus::Succeeded,
    VideoStatus::Failed,
    VideoStatus::Cancelled,
    VideoStatus::Deleting,
];

fn brief() -> Brief {
    let json =
        json!({"title": "Tide pools", "description": "Life between tides.", "language": "en-US"});
    Brief::from_value(json).unwrap()
}

fn owner() -> Owner {
    Owner::local()
}

fn id() -> VideoId {
    VideoId(Ulid::from_parts(1_700_000_000_000, 7))
}

fn over(memory: &Memory) -> Lifecycle<'_> {
    Lifecycle { objects: memory, videos: memory, events: memory, executions: memory, clock: memory }
}

/// A video whose execution was started, in a status.
async fn video(memory: &Memory, status: VideoStatus) -> VideoRecord {
    let lifecycle = over(memory);
    let record = lifecycle.desk().accept(&NewVideo::new(&owner(), id(), &brief())).await.unwrap();
    lifecycle.start(&record).await.unwrap();
    let approval = (status == VideoStatus::WaitingForApproval).then(|| PendingApproval {
        stage: ApprovalStage::Script,
        token: "TOKEN".to_owned(),
        asked_at: record.created_at,
    });
    memory.update(&VideoRecord { status, approval, ..record }).await.unwrap()
}

async fn stored(memory: &Memory) -> VideoRecord {
    Videos::get(memory, &owner(), id()).await.unwrap()
}

async fn announced(memory: &Memory) -> Vec<(String, VideoStatus)> {
    let events = EventLog::list(memory, id()).await.unwrap();
    let status = |event: VideoEvent| match event.kind {
        EventKind::StatusChanged { status } => Some((event.execution, status)),
        _ => None,
    };
    events.into_iter().filter_map(status).collect()
}

type Meanwhile = Box<dyn Fn(&mut VideoRecord) + Send + Sync>;

/// Records that somebody else changes once, just before the next write.
struct Between<'a> {
    memory: &'a Memory,
    meanwhile: Mutex<Option<Meanwhile>>,
}

impl<'a> Between<'a> {
    fn new(memory: &'a Memory, change: impl Fn(&mut VideoRecord) + Send + Sync + 'static) -> Self {
        Self { memory, meanwhile: Mutex::new(Some(Box::new(change))) }
    }

    fn lifecycle(&self) -> Lifecycle<'_> {
        Lifecycle { videos: self, ..over(self.memory) }
    }
}

#[async_trait]
impl Videos for Between<'_> {
    async fn create(&self, record: &VideoRecord) -> Result<()> {
        self.memory.create(record).await
    }

    async fn get(&self, owner: &Owner, video: VideoId) -> Result<VideoRecord> {
        Videos::get(self.memory, owner, video).await
    }

    async fn update(&self, record: &VideoRecord) -> Result<VideoRecord> {
        let change = self.meanwhile.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(change) = change {
            let mut stored = self.get(&record.owner, record.video_id).await?;
            change(&mut stored);
            self.memory.update(&stored).await?;
        }
        self.memory.update(record).await
    }

    async fn list(&self, owner: &Owner) -> Result<Vec<VideoRecord>> {
        Videos::list(self.memory, owner).await
    }

    async fn find(&self, owner: &Owner, query: &VideoQuery) -> Result<VideoPage> {
        Videos::find(self.memory, owner, query).await
    }

    async fn remove(&self, owner: &Owner, video: VideoId) -> Result<()> {
        Videos::remove(self.memory, owner, video).await
    }
}

/// Executions that do not start; unless said otherwise the answer is lost and they run.
struct Failing<'a> {
    error: ErrorKind,
    memory: &'a Memory,
}

#[async_trait]
impl Executions for Failing<'_> {
    async fn start(&self, name: &str, input: &serde_json::Value) -> Result<()> {
        if self.error == ErrorKind::StorageUnavailable {
            self.memory.start(name, input).await?;
        }
        Err(Error::new(self.error, "No."))
    }

    async fn stop(&self, name: &str, reason: &str) -> Result<()> {
        self.memory.stop(name, reason).await
    }

    async fn resume(&self, _: &str, _: &serde_json::Value) -> Result<()> {
        Err(Error::new(self.error, "No."))
    }
}

#[test]
fn executions_of_one_video_are_counted() {
    assert_eq!(next_execution("01J"), "01J-2");
    assert_eq!(next_execution("01J-2"), "01J-3");
}
