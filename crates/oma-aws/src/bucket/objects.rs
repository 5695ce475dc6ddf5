use std::fmt::Write as _;
use std::path::Path;

use async_trait::async_trait;
use aws_sdk_s3::error::ProvideErrorMetadata as _;
use aws_sdk_s3::primitives::ByteStream;
use bytes::Bytes;
use oma_core::ports::{ManageObjects, Objects};
use oma_core::{Error, ErrorKind, Result};

use super::{Bucket, failed};
use crate::failure::{Service, broken_body, from_sdk};

#[async_trait]
impl Objects for Bucket {
    async fn put_bytes(&self, key: &str, bytes: Bytes, content_type: &str) -> Result<()> {
        self.client
            .put_object()
            .bucket(&self.name)
            .key(key)
            .content_type(content_type)
            .body(ByteStream::from(bytes))
            .send()
            .await
            .map_err(|error| failed("PutObject", key, &error))?;
        Ok(())
    }

    async fn put_file(&self, key: &str, path: &Path, content_type: &str) -> Result<u64> {
        self.upload(key, path, content_type).await
    }

    async fn get_bytes(&self, key: &str) -> Result<Bytes> {
        whole(self.open(key, None).await?).await
    }

    async fn get_range(&self, key: &str, offset: u64, length: u64) -> Result<Bytes> {
        if length == 0 {
            return self.size(key).await?.map(|_| Bytes::new()).ok_or_else(|| absent(key));
        }
        match self.open(key, Some(range(offset, length))).await {
            Ok(body) => whole(body).await,
            // The object ends before the range begins.
            Err(OpenError::PastTheEnd) => Ok(Bytes::new()),
            Err(error) => Err(error.into()),
        }
    }

    async fn get_file(&self, key: &str, path: &Path) -> Result<()> {
        self.download(key, path).await
    }

    async fn size(&self, key: &str) -> Result<Option<u64>> {
        let head = self.client.head_object().bucket(&self.name).key(key).send().await;
        let error = match head {
            Ok(head) => return length(head.content_length()).map(Some),
            Err(error) => failed("HeadObject", key, &error),
        };
        if error.kind == ErrorKind::NotFound { Ok(None) } else { Err(error) }
    }

    /// In one request, which S3 takes up to 5 GB.
    async fn copy(&self, from: &str, to: &str) -> Result<()> {
        self.client
            .copy_object()
            .copy_source(format!("{}/{}", self.name, percent_encoded(from)))
            .bucket(&self.name)
            .key(to)
            .send()
            .await
            .map_err(|error| failed("CopyObject", from, &error))?;
        Ok(())
    }
}

#[async_trait]
impl ManageObjects for Bucket {
    async fn delete(&self, key: &str) -> Result<()> {
        self.client
            .delete_object()
            .bucket(&self.name)
            .key(key)
            .send()
            .await
            .map_err(|error| from_sdk(Service::S3, "DeleteObject", &error))?;
        Ok(())
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>> {
        let mut pages =
            self.client.list_objects_v2().bucket(&self.name).prefix(prefix).into_paginator().send();
        let mut keys = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| from_sdk(Service::S3, "ListObjectsV2", &error))?;
            keys.extend(page.contents.into_iter().flatten().filter_map(|object| object.key));
        }
        Ok(keys)
    }
}

/// Why an object could not be opened.
pub(super) enum OpenError {
    PastTheEnd,
    Other(Error),
}

impl From<OpenError> for Error {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::PastTheEnd => Self::internal("a range was refused that nobody asked for"),
            OpenError::Other(error) => error,
        }
    }
}

impl Bucket {
    pub(super) async fn open(
        &self,
        key: &str,
        range: Option<String>,
    ) -> Result<ByteStream, OpenError> {
        let request = self.client.get_object().bucket(&self.name).key(key).set_range(range);
        match request.send().await {
            Ok(object) => Ok(object.body),
            Err(error) if error.code() == Some("InvalidRange") => Err(OpenError::PastTheEnd),
            Err(error) => Err(OpenError::Other(failed("GetObject", key, &error))),
        }
    }
}

async fn whole(body: ByteStream) -> Result<Bytes> {
    let collected = body.collect().await;
    Ok(collected.map_err(|e| broken_body(Service::S3, "GetObject", &e))?.into_bytes())
}

fn absent(key: &str) -> Error {
    Error::new(ErrorKind::NotFound, format!("There is no object {key}."))
}

fn length(content_length: Option<i64>) -> Result<u64> {
    content_length
        .and_then(|length| u64::try_from(length).ok())
        .ok_or_else(|| Error::internal("S3 HeadObject: no length"))
}

/// Offsets are signed 64 bit numbers to servers; a range that ends beyond them has no end.
fn range(offset: u64, length: u64) -> String {
    match offset.saturating_add(length - 1) {
        last if last <= i64::MAX.unsigned_abs() => format!("bytes={offset}-{last}"),
        _ => format!("bytes={offset}-"),
    }
}

/// A key as the header `x-amz-copy-source` wants it; the SDK passes that one through as it is.
fn percent_encoded(key: &str) -> String {
    let mut text = String::with_capacity(key.len());
    for byte in key.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_source_keeps_its_slashes_and_nothing_else_special() {
        assert_eq!(percent_encoded("a/b c+ü?.mp4"), "a/b%20c%2B%C3%BC%3F.mp4");
    }
}
