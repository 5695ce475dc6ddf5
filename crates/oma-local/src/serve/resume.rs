//! What the process before was at.

use oma_aws::Storage;
use oma_core::contract::ExecutionInput;
use oma_core::lifecycle::next_execution;
use oma_core::ports::{Executions, SystemClock, Videos};
use oma_core::submission::change_record;
use oma_core::video::{VideoRecord, VideoStatus};
use oma_core::{Error, ErrorKind, Result};

use crate::executions::LocalExecutions;

/// Starts an execution for each video that is marked as active, the oldest first: this process
/// holds the state folder alone, so nobody makes them. Steps that were finished are found again,
/// and questions are asked again, with tokens that this process knows.
pub(super) async fn take_up(storage: &Storage, executions: &LocalExecutions) -> Result<()> {
    let mut records = Vec::new();
    for status in [VideoStatus::Running, VideoStatus::WaitingForApproval] {
        for (owner, video) in storage.table.videos_with_status(status).await? {
            match storage.table.get(&owner, video).await {
                Ok(record) => records.push(record),
                Err(error) if error.kind == ErrorKind::NotFound => {}
                // One record that cannot be read must not keep the others from being made.
                Err(error) => {
                    tracing::error!(%video, error = %error.full_text(), "it is not taken up");
                }
            }
        }
    }
    records.sort_by_key(|record| record.created_at);
    for record in records {
        let video = record.video_id;
        match again(storage, executions, record).await {
            Ok(execution) => tracing::info!(%video, execution, "a video is taken up again"),
            Err(error) => {
                tracing::error!(%video, error = %error.full_text(), "it is not taken up");
            }
        }
    }
    Ok(())
}

/// Makes a video again whose execution was cut short, under the next name.
pub(crate) async fn again(
    storage: &Storage,
    executions: &LocalExecutions,
    record: VideoRecord,
) -> Result<String> {
    let VideoRecord { owner, video_id, execution, .. } = record;
    let next = next_execution(&execution);
    change_record(&storage.table, &SystemClock, (&owner, video_id), |record| {
        record.execution.clone_from(&next);
        record.status = VideoStatus::Running;
        record.approval = None;
        record.failure = None;
    })
    .await?;
    let input = serde_json::to_value(ExecutionInput { owner, video_id }).map_err(Error::from)?;
    executions.start(&next, &input).await?;
    Ok(next)
}
