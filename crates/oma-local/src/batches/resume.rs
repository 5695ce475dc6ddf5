use api_function::Services;
use oma_core::batch::{BatchRecord, ItemStatus, video_of};
use oma_core::contract::{BatchInput, BatchTask};
use oma_core::video::VideoStatus;
use oma_core::{ErrorKind, Result};

use crate::executions::LocalExecutions;
use crate::serve::resume::again;

/// The most batches that are taken up at a start.
const MOST: u32 = 1000;

/// Starts the execution of each batch that is marked as active: this process holds the state folder
/// alone, so nobody is at work on them. The same name goes on where it stopped: rows that are over are
/// passed over, and those under way find their videos.
pub(crate) async fn take_up(services: &Services) -> Result<()> {
    let desk = services.batch_desk();
    for (owner, batch) in desk.active(MOST).await? {
        // One record that cannot be read must not keep the others from being made.
        let started = match desk.find(&owner, batch).await {
            Ok(record) if record.status.is_active() => start(services, &record).await,
            Ok(_) => Ok(()),
            Err(error) => Err(error),
        };
        match started {
            Ok(()) => tracing::info!(%batch, "a batch is taken up again"),
            Err(error) => {
                tracing::error!(%batch, error = %error.full_text(), "it is not taken up");
            }
        }
    }
    Ok(())
}

/// The same for one batch, whose videos nobody has taken up yet.
pub(crate) async fn take_up_one(
    services: &Services,
    executions: &LocalExecutions,
    storage: &oma_aws::Storage,
    record: &BatchRecord,
) -> Result<()> {
    let desk = services.batch_desk();
    for n in desk.tallies(record.batch_id).running().await? {
        let item = desk.item(record.batch_id, n).await?;
        if item.is_none_or(|(item, _)| item.status != ItemStatus::Running) {
            continue;
        }
        let video = match services.videos.get(&record.owner, video_of(record.batch_id, n)).await {
            // The row was cut short before its video was there.
            Err(error) if error.kind == ErrorKind::NotFound => continue,
            video => video?,
        };
        // What another command of this machine marks so when it finds it said to be made.
        let interrupted = ErrorKind::Interrupted.info().name;
        let is_interrupted = video.status == VideoStatus::Failed
            && video.failure.as_ref().is_some_and(|failure| failure.name == interrupted);
        if video.status.is_active() || is_interrupted {
            again(storage, executions, video).await?;
        }
    }
    start(services, record).await
}

async fn start(services: &Services, record: &BatchRecord) -> Result<()> {
    let BatchRecord { owner, batch_id, execution, .. } = record;
    let (owner, batch_id) = (owner.clone(), *batch_id);
    let input = serde_json::to_value(BatchInput { owner, batch_id, task: BatchTask::Make })?;
    services.batches.start(execution, &input).await
}
