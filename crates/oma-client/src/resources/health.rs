use oma_api::health::{Health, Live};
use serde_json::Value;

use crate::client::Client;
use crate::error::Result;

impl Client {
    /// Whether the API can do its work; also when it cannot (503).
    pub async fn health(&self) -> Result<Health> {
        self.get("/v1/health").json_of_any_status().await
    }

    /// Whether the API answers at all.
    pub async fn live(&self) -> Result<Live> {
        self.get("/v1/health/live").json().await
    }

    /// The `OpenAPI` document.
    pub async fn openapi(&self) -> Result<Value> {
        self.get("/v1/openapi.json").json().await
    }
}
