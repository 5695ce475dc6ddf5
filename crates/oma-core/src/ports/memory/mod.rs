//! Small in-memory ports for unit tests. Whole-product tests use the real adapters.

mod account;
mod artifacts;
mod counters;
mod documents;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use jiff::Timestamp;
use serde_json::Value;

use self::artifacts::Entry;
use super::{
    Clock, Document, EventLog, Executions, Health, ManageObjects, Objects, Place, Presign, Timer,
    Timers, VideoPage, VideoQuery, Videos,
};
use crate::event::VideoEvent;
use crate::id::{Owner, VideoId};
use crate::step::{StepKey, Steps};
use crate::video::{VideoRecord, VideoStatus};
use crate::{Error, ErrorKind, Result};

/// Objects, videos, artifact index, events, documents, counters and started executions in memory,
/// and a clock that only [`Memory::pass`] moves.
#[derive(Debug, Default)]
pub struct Memory {
    objects: Mutex<BTreeMap<String, Bytes>>,
    artifacts: Mutex<BTreeMap<(Owner, StepKey), Entry>>,
    events: Mutex<Vec<VideoEvent>>,
    videos: Mutex<BTreeMap<(String, VideoId), VideoRecord>>,
    executions: Mutex<BTreeMap<String, Value>>,
    documents: Mutex<BTreeMap<Place, Document>>,
    counters: Mutex<BTreeMap<Place, i64>>,
    sets: Mutex<BTreeMap<Place, BTreeSet<String>>>,
    uses: Mutex<BTreeSet<(StepKey, VideoId)>>,
    timers: Mutex<BTreeMap<String, Timer>>,
    passed: Mutex<Duration>,
}

impl Memory {
    /// A step mechanism over this memory.
    pub fn steps(self: &Arc<Self>) -> Steps {
        Steps::new(self.clone(), self.clone(), self.clone(), self.clone(), self.clone())
    }

    /// The executions that were started, by name with their input, and not stopped.
    pub fn executions(&self) -> Vec<(String, Value)> {
        lock(&self.executions).iter().map(|(name, input)| (name.clone(), input.clone())).collect()
    }

    /// The timers that are set, by their schedules.
    pub fn timers(&self) -> Vec<Timer> {
        lock(&self.timers).values().cloned().collect()
    }

    /// Lets time pass.
    pub fn pass(&self, time: Duration) {
        *lock(&self.passed) += time;
    }

    /// Forgets an object, as a bucket's lifecycle does.
    pub fn forget(&self, key: &str) {
        lock(&self.objects).remove(key);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn missing(key: &str) -> Error {
    Error::new(ErrorKind::NotFound, format!("There is no object {key}."))
}

fn conflict() -> Error {
    Error::new(ErrorKind::Conflict, "Somebody else changed the same thing at the same time.")
}

fn on_disk(_: &Path) -> Error {
    Error::internal("memory has no disk")
}

#[async_trait]
impl Objects for Memory {
    async fn put_bytes(&self, key: &str, bytes: Bytes, _: &str) -> Result<()> {
        lock(&self.objects).insert(key.to_owned(), bytes);
        Ok(())
    }

    async fn put_file(&self, _: &str, path: &Path, _: &str) -> Result<u64> {
        Err(on_disk(path))
    }

    async fn get_bytes(&self, key: &str) -> Result<Bytes> {
        lock(&self.objects).get(key).cloned().ok_or_else(|| missing(key))
    }

    async fn get_range(&self, key: &str, offset: u64, length: u64) -> Result<Bytes> {
        let whole = self.get_bytes(key).await?;
        let at = |n: u64| usize::try_from(n).unwrap_or(usize::MAX).min(whole.len());
        Ok(whole.slice(at(offset)..at(offset.saturating_add(length))))
    }

    async fn get_file(&self, _: &str, path: &Path) -> Result<()> {
        Err(on_disk(path))
    }

    async fn size(&self, key: &str) -> Result<Option<u64>> {
        Ok(lock(&self.objects).get(key).map(|bytes| bytes.len() as u64))
    }

    async fn copy(&self, from: &str, to: &str) -> Result<()> {
        let bytes = self.get_bytes(from).await?;
        self.put_bytes(to, bytes, "").await
    }
}

#[async_trait]
impl ManageObjects for Memory {
    async fn delete(&self, key: &str) -> Result<()> {
        self.forget(key);
        Ok(())
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>> {
        Ok(lock(&self.objects).keys().filter(|key| key.starts_with(prefix)).cloned().collect())
    }
}

/// Links that lead nowhere, but say what was asked.
#[async_trait]
impl Presign for Memory {
    async fn presign_get(&self, key: &str, valid_for: Duration) -> Result<String> {
        Ok(format!("https://memory.invalid/{key}?seconds={}", valid_for.as_secs()))
    }

    async fn presign_put(
        &self,
        key: &str,
        content_type: &str,
        length: u64,
        valid_for: Duration,
    ) -> Result<String> {
        let seconds = valid_for.as_secs();
        Ok(format!(
            "https://memory.invalid/{key}?type={content_type}&length={length}&seconds={seconds}"
        ))
    }
}

#[async_trait]
impl EventLog for Memory {
    async fn append(&self, event: &VideoEvent) -> Result<()> {
        lock(&self.events).push(event.clone());
        Ok(())
    }

    async fn list(&self, video: VideoId) -> Result<Vec<VideoEvent>> {
        Ok(lock(&self.events).iter().filter(|event| event.video_id == video).cloned().collect())
    }

    async fn erase(&self, video: VideoId) -> Result<()> {
        lock(&self.events).retain(|event| event.video_id != video);
        Ok(())
    }
}

#[async_trait]
impl Videos for Memory {
    async fn create(&self, record: &VideoRecord) -> Result<()> {
        let key = (record.owner.to_string(), record.video_id);
        let mut videos = lock(&self.videos);
        if videos.contains_key(&key) {
            return Err(conflict());
        }
        videos.insert(key, record.clone());
        Ok(())
    }

    async fn get(&self, owner: &Owner, video: VideoId) -> Result<VideoRecord> {
        let absent = || Error::new(ErrorKind::NotFound, format!("There is no video {video}."));
        lock(&self.videos).get(&(owner.to_string(), video)).cloned().ok_or_else(absent)
    }

    async fn update(&self, record: &VideoRecord) -> Result<VideoRecord> {
        let mut videos = lock(&self.videos);
        match videos.get_mut(&(record.owner.to_string(), record.video_id)) {
            Some(stored) if stored.version == record.version => {
                *stored = VideoRecord { version: record.version + 1, ..record.clone() };
                Ok(stored.clone())
            }
            _ => Err(conflict()),
        }
    }

    async fn list(&self, owner: &Owner) -> Result<Vec<VideoRecord>> {
        let videos = lock(&self.videos);
        Ok(videos.values().rev().filter(|record| record.owner == *owner).cloned().collect())
    }

    async fn find(&self, owner: &Owner, query: &VideoQuery) -> Result<VideoPage> {
        let mut videos = Videos::list(self, owner).await?;
        videos.retain(|record| asked_for(record, query));
        let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
        let more = videos.len() > limit;
        videos.truncate(limit);
        let next = videos.last().filter(|_| more).map(|last| last.video_id);
        Ok(VideoPage { videos, next })
    }

    async fn remove(&self, owner: &Owner, video: VideoId) -> Result<()> {
        lock(&self.videos).remove(&(owner.to_string(), video));
        Ok(())
    }
}

fn asked_for(record: &VideoRecord, query: &VideoQuery) -> bool {
    record.status != VideoStatus::Deleting
        && query.status.is_none_or(|status| record.status == status)
        && query.tag.as_ref().is_none_or(|tag| record.tags.contains(tag))
        && query.created_from.is_none_or(|from| record.created_at >= from)
        && query.created_before.is_none_or(|before| record.created_at < before)
        && query.after.is_none_or(|after| record.video_id < after)
}

#[async_trait]
impl Executions for Memory {
    async fn start(&self, name: &str, input: &Value) -> Result<()> {
        let mut executions = lock(&self.executions);
        if executions.get(name).is_some_and(|running| running != input) {
            return Err(conflict());
        }
        executions.insert(name.to_owned(), input.clone());
        Ok(())
    }

    async fn stop(&self, name: &str, _: &str) -> Result<()> {
        let absent = || Error::new(ErrorKind::NotFound, format!("There is no execution {name}."));
        lock(&self.executions).remove(name).map(|_| ()).ok_or_else(absent)
    }

    /// No execution here ever waits.
    async fn resume(&self, _: &str, _: &Value) -> Result<()> {
        Err(Error::new(ErrorKind::NotFound, "Nothing waits for this answer."))
    }
}

#[async_trait]
impl Health for Memory {
    async fn ping(&self) -> Result<()> {
        Ok(())
    }
}

impl Clock for Memory {
    fn now(&self) -> Timestamp {
        let passed = *lock(&self.passed);
        Timestamp::UNIX_EPOCH.checked_add(passed).unwrap_or(Timestamp::MAX)
    }
}

#[async_trait]
impl Timers for Memory {
    async fn set(&self, timer: &Timer) -> Result<()> {
        lock(&self.timers).insert(timer.schedule_id.clone(), timer.clone());
        Ok(())
    }

    async fn clear(&self, schedule_id: &str) -> Result<()> {
        lock(&self.timers).remove(schedule_id);
        Ok(())
    }
}
