use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;

use crate::Result;

/// The media bucket. Keys are relative to it and use `/`.
///
/// Errors: a key that does not exist is [`crate::ErrorKind::NotFound`] where an object is read;
/// throttling and outages are `StorageThrottled` and `StorageUnavailable`.
#[async_trait]
pub trait Objects: Send + Sync {
    /// Stores bytes, replacing what was there. Readers see the old or the new object, never half.
    async fn put_bytes(&self, key: &str, bytes: Bytes, content_type: &str) -> Result<()>;

    /// Stores a file of any size (multipart where needed) and returns its length in bytes.
    async fn put_file(&self, key: &str, path: &Path, content_type: &str) -> Result<u64>;

    /// Reads a whole object into memory: for small things.
    async fn get_bytes(&self, key: &str) -> Result<Bytes>;

    /// Reads part of an object: `length` bytes from `offset`, fewer at its end.
    async fn get_range(&self, key: &str, offset: u64, length: u64) -> Result<Bytes>;

    /// Reads an object into a file without holding it in memory.
    async fn get_file(&self, key: &str, path: &Path) -> Result<()>;

    /// The object's length in bytes, or nothing if it does not exist.
    async fn size(&self, key: &str) -> Result<Option<u64>>;

    /// Copies an object within the bucket without moving its bytes through the caller.
    async fn copy(&self, from: &str, to: &str) -> Result<()>;
}

/// What a bucket can do beyond [`Objects`]. A port of its own, because no agent needs it: who
/// holds only `Objects` can neither delete nor look around.
#[async_trait]
pub trait ManageObjects: Send + Sync {
    /// Deletes an object; one that does not exist is no error.
    async fn delete(&self, key: &str) -> Result<()>;

    /// The keys that begin with a prefix, in order.
    async fn list(&self, prefix: &str) -> Result<Vec<String>>;
}

/// Links that let a client read or write one object for a short time.
#[async_trait]
pub trait Presign: Send + Sync {
    /// A link to read an object.
    async fn presign_get(&self, key: &str, valid_for: Duration) -> Result<String>;

    /// A link to write an object of exactly this media type and length.
    async fn presign_put(
        &self,
        key: &str,
        content_type: &str,
        length: u64,
        valid_for: Duration,
    ) -> Result<String>;
}
