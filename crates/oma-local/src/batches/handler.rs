use std::sync::Arc;

use async_trait::async_trait;
use oma_asl::{TaskFailure, TaskHandler, TaskRequest};
use oma_core::contract::ExecutionInput;
use oma_core::ports::Executions as _;
use oma_core::video::{VideoRecord, VideoStatus};
use oma_core::{Error, ErrorKind};
use serde_json::{Value, json};

use super::{FUNCTION, Inner};
use crate::batch_run::RowNews;

const READ: &str = "arn:aws:states:::s3:getObject";
const NESTED: &str = "arn:aws:states:::states:startExecution.sync:2";
const INVOKE: &str = "arn:aws:states:::lambda:invoke";

/// Answers the states of the batch workflow as AWS does.
pub(super) struct Handler(pub(super) Arc<Inner>);

#[async_trait]
impl TaskHandler for Handler {
    async fn invoke(&self, task: TaskRequest) -> Result<Value, TaskFailure> {
        match task.resource.as_str() {
            INVOKE if task.arguments["FunctionName"] == FUNCTION => {
                self.function(&task.arguments["Payload"]).await
            }
            READ => self.object(&task.arguments).await,
            NESTED => self.video(&task.arguments).await,
            other => {
                let cause = format!("{other} is not available on one machine");
                Err(TaskFailure::new("States.Runtime", cause))
            }
        }
    }
}

impl Handler {
    async fn function(&self, event: &Value) -> Result<Value, TaskFailure> {
        match oma_lambda::invoke(&self.0.function, event.clone()).await {
            Ok(payload) => {
                self.tell(event, &payload);
                Ok(json!({ "StatusCode": 200, "Payload": payload }))
            }
            Err(posted) => {
                let cause = posted.cause();
                Err(TaskFailure::new(posted.error_type, cause))
            }
        }
    }

    fn tell(&self, event: &Value, answer: &Value) {
        let Some(on_row) = &self.0.on_row else { return };
        let Some(n) = event["n"].as_u64().and_then(|n| u32::try_from(n).ok()) else { return };
        match event["action"].as_str() {
            Some("open") if answer["decision"] == "make" => on_row(RowNews::Begun(n)),
            Some("open") if answer["decision"] == "skip" => on_row(RowNews::Over(n)),
            Some("close") if answer["done"] == true => on_row(RowNews::Over(n)),
            _ => {}
        }
    }

    async fn object(&self, arguments: &Value) -> Result<Value, TaskFailure> {
        let key = arguments["Key"].as_str().unwrap_or_default();
        let bytes = self.0.function.services.objects.get_bytes(key).await.map_err(failed)?;
        serde_json::from_slice(&bytes).map_err(|error| failed(error.into()))
    }

    /// Has a video made and waits for its end.
    ///
    /// The name that is asked for is that of the row. A video that was cut short has been taken up
    /// under a later one, which its record tells: that one is waited for, so that no video is ever
    /// made by two.
    async fn video(&self, arguments: &Value) -> Result<Value, TaskFailure> {
        let input: ExecutionInput =
            serde_json::from_value(arguments["Input"].clone()).map_err(|e| failed(e.into()))?;
        let before = self.record(&input).await?;
        if before.status.is_active() {
            let executions = &self.0.executions;
            let canonical = serde_json::to_value(&input).map_err(|e| failed(e.into()))?;
            executions.start(&before.execution, &canonical).await.map_err(failed)?;
            executions.ended(&before.execution).await;
        }
        let after = self.record(&input).await?;
        if after.status == VideoStatus::Succeeded {
            return Ok(json!({ "Status": "SUCCEEDED", "Output": { "video_id": input.video_id } }));
        }
        let cause = after.failure.map_or_else(|| "It was stopped.".to_owned(), |it| it.message);
        Err(TaskFailure::new("States.TaskFailed", cause))
    }

    async fn record(&self, input: &ExecutionInput) -> Result<VideoRecord, TaskFailure> {
        let videos = &self.0.function.services.videos;
        videos.get(&input.owner, input.video_id).await.map_err(|error| match error.kind {
            ErrorKind::NotFound => TaskFailure::new("States.TaskFailed", "The video was deleted."),
            _ => failed(error),
        })
    }
}

#[expect(clippy::needless_pass_by_value)] // As `map_err` gives it.
fn failed(error: Error) -> TaskFailure {
    TaskFailure::new(error.name(), error.full_text())
}
