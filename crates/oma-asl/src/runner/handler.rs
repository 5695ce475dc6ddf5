//! What does the work of a Task.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;

use crate::failure::TaskFailure;

/// Does the work of Task states, and reads the items of distributed Maps.
///
/// The value returned is what the state sees as `$states.result`. It should be what the service
/// named by the resource returns: `arn:aws:states:::lambda:invoke` returns
/// `{"StatusCode": 200, "Payload": …}`, while a function's own ARN returns the payload alone. The
/// runner wraps nothing.
///
/// A Map with an `ItemReader` asks with the resource `arn:aws:states:::s3:getObject` and the reader's
/// arguments. It gets the object's content: an array, or the text for the runner to read. Any failure
/// of it is `States.ItemReaderFailed`.
///
/// All branches of an execution run in one task of the async runtime: work that occupies the CPU
/// belongs in `spawn_blocking`. A call that is no longer wanted (its sibling failed, its timeout
/// passed, the execution was aborted) is dropped at its next await.
#[async_trait]
pub trait TaskHandler: Send + Sync {
    /// Does one attempt of one task.
    async fn invoke(&self, task: TaskRequest) -> Result<Value, TaskFailure>;
}

#[async_trait]
impl<H: TaskHandler + ?Sized> TaskHandler for Arc<H> {
    async fn invoke(&self, task: TaskRequest) -> Result<Value, TaskFailure> {
        H::invoke(self, task).await
    }
}

/// One attempt of one Task state, or of a Map to read its items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRequest {
    /// The name of the execution that was started, also in a child of a distributed Map.
    pub execution: String,
    /// The name of the state.
    pub state: String,
    /// The branches and iterations around it, as in [`crate::Event::path`].
    pub path: String,
    /// The `Resource` of the state or of its `ItemReader`.
    pub resource: String,
    /// The `Arguments`, evaluated; without that field, the state's input.
    pub arguments: Value,
    /// 1 at first, one more with each retry of this visit to the state.
    pub attempt: u32,
    /// The token to answer, when the resource ends with `.waitForTaskToken`. The value returned by
    /// the handler is then ignored.
    pub task_token: Option<String>,
    /// The index of the innermost Map's item.
    pub map_item_index: Option<usize>,
}
