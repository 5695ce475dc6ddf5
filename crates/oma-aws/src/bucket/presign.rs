use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_s3::presigning::PresigningConfig;
use oma_core::ports::Presign;
use oma_core::{Error, Result};

use super::{Bucket, failed};

#[async_trait]
impl Presign for Bucket {
    async fn presign_get(&self, key: &str, valid_for: Duration) -> Result<String> {
        let request = self.client.get_object().bucket(&self.name).key(key);
        let signed = request.presigned(validity(valid_for)?).await;
        Ok(signed.map_err(|error| failed("GetObject", key, &error))?.uri().to_owned())
    }

    /// Type and length are among the signed headers, so a client that sends others is refused.
    async fn presign_put(
        &self,
        key: &str,
        content_type: &str,
        length: u64,
        valid_for: Duration,
    ) -> Result<String> {
        let length = i64::try_from(length).map_err(Error::internal)?;
        let request = self
            .client
            .put_object()
            .bucket(&self.name)
            .key(key)
            .content_type(content_type)
            .content_length(length);
        let signed = request.presigned(validity(valid_for)?).await;
        Ok(signed.map_err(|error| failed("PutObject", key, &error))?.uri().to_owned())
    }
}

/// At most a week, says S3; and not longer than the credentials that sign live.
fn validity(valid_for: Duration) -> Result<PresigningConfig> {
    PresigningConfig::expires_in(valid_for).map_err(Error::internal)
}
