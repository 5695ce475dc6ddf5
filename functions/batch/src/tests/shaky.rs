use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use oma_core::id::{Owner, VideoId};
use oma_core::ports::memory::Memory;
use oma_core::ports::{
    Counter, Counters, Document, DocumentPage, DocumentQuery, Documents, Expected, Joined, Objects,
    Place, VideoPage, VideoQuery, Videos,
};
use oma_core::video::VideoRecord;
use oma_core::{Error, ErrorKind, Result};

/// A memory that others come between at every operation, and in which a process dies before a write.
pub(super) struct Shaky {
    memory: Arc<Memory>,
    /// Writes until death.
    left: AtomicU64,
}

impl Shaky {
    pub(super) fn new(memory: Arc<Memory>) -> Self {
        Self { memory, left: AtomicU64::new(u64::MAX) }
    }

    /// Lets the process die after so many writes.
    pub(super) fn dies_after(&self, writes: u64) {
        self.left.store(writes, Ordering::SeqCst);
    }

    pub(super) fn lives(&self) {
        self.left.store(u64::MAX, Ordering::SeqCst);
    }

    async fn reads(&self) {
        tokio::task::yield_now().await;
    }

    async fn writes(&self) -> Result<()> {
        tokio::task::yield_now().await;
        let left =
            self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        left.map(|_| ()).map_err(|_| Error::new(ErrorKind::StorageUnavailable, "The process died."))
    }
}

#[async_trait]
impl Documents for Shaky {
    async fn read(&self, place: &Place) -> Result<Option<Document>> {
        self.reads().await;
        self.memory.read(place).await
    }

    async fn write(&self, document: &Document, expected: Expected) -> Result<u64> {
        self.writes().await?;
        self.memory.write(document, expected).await
    }

    async fn remove(&self, place: &Place, expected: Expected) -> Result<()> {
        self.writes().await?;
        Documents::remove(self.memory.as_ref(), place, expected).await
    }

    async fn query(&self, query: &DocumentQuery) -> Result<DocumentPage> {
        self.reads().await;
        self.memory.query(query).await
    }

    async fn listed(&self, list: &str, until: Option<&str>, limit: u32) -> Result<Vec<Place>> {
        self.memory.listed(list, until, limit).await
    }
}

#[async_trait]
impl Counters for Shaky {
    async fn add(&self, counter: &Counter, amount: i64, limit: Option<i64>) -> Result<Option<i64>> {
        self.writes().await?;
        self.memory.add(counter, amount, limit).await
    }

    async fn count(&self, counter: &Counter) -> Result<i64> {
        self.reads().await;
        self.memory.count(counter).await
    }

    async fn join(&self, set: &Counter, member: &str, most: usize) -> Result<Joined> {
        self.writes().await?;
        self.memory.join(set, member, most).await
    }

    async fn leave(&self, set: &Counter, member: &str) -> Result<()> {
        self.writes().await?;
        self.memory.leave(set, member).await
    }

    async fn members(&self, set: &Counter) -> Result<Vec<String>> {
        self.reads().await;
        self.memory.members(set).await
    }
}

#[async_trait]
impl Objects for Shaky {
    async fn put_bytes(&self, key: &str, bytes: Bytes, content_type: &str) -> Result<()> {
        self.writes().await?;
        self.memory.put_bytes(key, bytes, content_type).await
    }

    async fn put_file(&self, key: &str, path: &Path, content_type: &str) -> Result<u64> {
        self.writes().await?;
        self.memory.put_file(key, path, content_type).await
    }

    async fn get_bytes(&self, key: &str) -> Result<Bytes> {
        self.reads().await;
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
        self.writes().await?;
        self.memory.copy(from, to).await
    }
}

#[async_trait]
impl Videos for Shaky {
    async fn create(&self, record: &VideoRecord) -> Result<()> {
        self.writes().await?;
        self.memory.create(record).await
    }

    async fn get(&self, owner: &Owner, video: VideoId) -> Result<VideoRecord> {
        self.reads().await;
        self.memory.get(owner, video).await
    }

    async fn update(&self, record: &VideoRecord) -> Result<VideoRecord> {
        self.writes().await?;
        self.memory.update(record).await
    }

    async fn list(&self, owner: &Owner) -> Result<Vec<VideoRecord>> {
        Videos::list(self.memory.as_ref(), owner).await
    }

    async fn find(&self, owner: &Owner, query: &VideoQuery) -> Result<VideoPage> {
        Videos::find(self.memory.as_ref(), owner, query).await
    }

    async fn remove(&self, owner: &Owner, video: VideoId) -> Result<()> {
        self.writes().await?;
        Videos::remove(self.memory.as_ref(), owner, video).await
    }
}
