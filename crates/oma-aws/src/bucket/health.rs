use async_trait::async_trait;
use oma_core::Result;
use oma_core::ports::Health;

use super::Bucket;
use crate::failure::{Service, from_sdk};

#[async_trait]
impl Health for Bucket {
    /// Lists at most one key.
    async fn ping(&self) -> Result<()> {
        self.client
            .list_objects_v2()
            .bucket(&self.name)
            .max_keys(1)
            .send()
            .await
            .map_err(|error| from_sdk(Service::S3, "ListObjectsV2", &error))?;
        Ok(())
    }
}
