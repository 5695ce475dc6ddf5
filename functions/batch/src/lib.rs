//! Batches: reads manifests, begins and closes rows, says how it went, fires schedules.

use api_function::Services;
use async_trait::async_trait;
use oma_core::contract::{Agent, BatchEvent, parse_event};
use oma_core::ports::Access;
use oma_core::{Error, Result};
use serde_json::Value;

/// What it does through its ports; its role allows exactly this.
pub const ACCESS: &[Access] = &[
    Access::ReadVideos,
    Access::WriteVideos,
    Access::ListVideos,
    Access::AppendEvents,
    Access::ListEvents,
    Access::ReadDocuments,
    Access::WriteDocuments,
    Access::RemoveDocuments,
    Access::QueryDocuments,
    Access::Count,
    Access::ReadObjects,
    Access::WriteObjects,
    Access::CopyObjects,
    Access::ListObjects,
    Access::StartExecutions,
    Access::StopExecutions,
];

/// The batch function over its ports. Briefs are taken in exactly as the API takes them.
pub struct BatchFunction {
    /// The API's ports.
    pub services: Services,
}

#[async_trait]
impl Agent for BatchFunction {
    fn name(&self) -> &'static str {
        "batch"
    }

    async fn handle(&self, event: Value) -> Result<Value> {
        let event: BatchEvent = parse_event(event)?;
        Err(Error::internal(format!("{:?}", event.action)))
    }
}
