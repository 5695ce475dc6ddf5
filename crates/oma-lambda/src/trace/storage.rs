use std::path::Path;

use async_trait::async_trait;
use bytes::Bytes;
use oma_core::Result;
use oma_core::contract::Job;
use oma_core::event::VideoEvent;
use oma_core::id::{Owner, VideoId};
use oma_core::ports::{
    ArtifactIndex, Claim, EventLog, ManageObjects, Objects, VideoPage, VideoQuery, Videos,
};
use oma_core::step::{ArtifactRecord, StepKey};
use oma_core::video::VideoRecord;
use tracing::field::Empty;
use tracing::{Span, info_span};

use super::CALL;
use super::calls::{Traced, call};

/// The span of a call of an AWS service, by the name of its operation.
fn aws(service: &'static str, operation: &'static str) -> Span {
    info_span!(
        target: CALL, "call",
        subsegment = service, namespace = "aws", operation, error = Empty
    )
}

fn s3(operation: &'static str) -> Span {
    aws("S3", operation)
}

fn table(operation: &'static str) -> Span {
    aws("DynamoDB", operation)
}

#[async_trait]
impl<P: Objects> Objects for Traced<P> {
    async fn put_bytes(&self, key: &str, bytes: Bytes, content_type: &str) -> Result<()> {
        call(s3("PutObject"), self.0.put_bytes(key, bytes, content_type)).await
    }

    async fn put_file(&self, key: &str, path: &Path, content_type: &str) -> Result<u64> {
        call(s3("PutObject"), self.0.put_file(key, path, content_type)).await
    }

    async fn get_bytes(&self, key: &str) -> Result<Bytes> {
        call(s3("GetObject"), self.0.get_bytes(key)).await
    }

    async fn get_range(&self, key: &str, offset: u64, length: u64) -> Result<Bytes> {
        call(s3("GetObject"), self.0.get_range(key, offset, length)).await
    }

    async fn get_file(&self, key: &str, path: &Path) -> Result<()> {
        call(s3("GetObject"), self.0.get_file(key, path)).await
    }

    async fn size(&self, key: &str) -> Result<Option<u64>> {
        call(s3("HeadObject"), self.0.size(key)).await
    }

    async fn copy(&self, from: &str, to: &str) -> Result<()> {
        call(s3("CopyObject"), self.0.copy(from, to)).await
    }
}

#[async_trait]
impl<P: ManageObjects> ManageObjects for Traced<P> {
    async fn delete(&self, key: &str) -> Result<()> {
        call(s3("DeleteObject"), self.0.delete(key)).await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>> {
        call(s3("ListObjectsV2"), self.0.list(prefix)).await
    }
}

#[async_trait]
impl<P: Videos> Videos for Traced<P> {
    async fn create(&self, record: &VideoRecord) -> Result<()> {
        call(table("PutItem"), self.0.create(record)).await
    }

    async fn get(&self, owner: &Owner, video: VideoId) -> Result<VideoRecord> {
        call(table("GetItem"), self.0.get(owner, video)).await
    }

    async fn update(&self, record: &VideoRecord) -> Result<VideoRecord> {
        call(table("PutItem"), self.0.update(record)).await
    }

    async fn list(&self, owner: &Owner) -> Result<Vec<VideoRecord>> {
        call(table("Query"), self.0.list(owner)).await
    }

    async fn find(&self, owner: &Owner, query: &VideoQuery) -> Result<VideoPage> {
        call(table("Query"), self.0.find(owner, query)).await
    }

    async fn remove(&self, owner: &Owner, video: VideoId) -> Result<()> {
        call(table("DeleteItem"), self.0.remove(owner, video)).await
    }
}

#[async_trait]
impl<P: EventLog> EventLog for Traced<P> {
    async fn append(&self, event: &VideoEvent) -> Result<()> {
        call(table("PutItem"), self.0.append(event)).await
    }

    async fn list(&self, video: VideoId) -> Result<Vec<VideoEvent>> {
        call(table("Query"), self.0.list(video)).await
    }

    async fn erase(&self, video: VideoId) -> Result<()> {
        call(table("DeleteItem"), self.0.erase(video)).await
    }
}

#[async_trait]
impl<P: ArtifactIndex> ArtifactIndex for Traced<P> {
    async fn find(&self, owner: &Owner, key: &StepKey) -> Result<Option<ArtifactRecord>> {
        call(table("GetItem"), self.0.find(owner, key)).await
    }

    async fn claim(&self, job: &Job, key: &StepKey) -> Result<Claim> {
        call(table("TransactWriteItems"), self.0.claim(job, key)).await
    }

    async fn record(&self, job: &Job, record: &ArtifactRecord) -> Result<()> {
        call(table("UpdateItem"), self.0.record(job, record)).await
    }

    async fn withdraw(&self, job: &Job, key: &StepKey) -> Result<bool> {
        call(table("UpdateItem"), self.0.withdraw(job, key)).await
    }

    async fn withdrawn(&self, job: &Job, key: &StepKey) -> Result<()> {
        call(table("DeleteItem"), self.0.withdrawn(job, key)).await
    }
}
