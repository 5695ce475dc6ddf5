use api_function::Services;
use oma_core::batch::BatchId;
use oma_core::contract::{BatchAction, BatchEvent, CaughtError, parse_event, result};
use oma_core::lifecycle::id_in_execution;
use oma_core::{ErrorKind, Result};
use serde::Deserialize;
use serde_json::Value;

use crate::run::Run;

/// More batches than an account has executions open at once.
const MOST_ACTIVE: u32 = 1_000_000;

/// What is told of an execution of the batch workflow that did not succeed.
///
/// Step Functions keeps the input of an encrypted state machine out of its events, so the batch's owner
/// is not in it.
#[derive(Debug, Deserialize)]
struct EndedEvent {
    execution: String,
    status: Status,
}

/// As Step Functions names them.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Status {
    Failed,
    TimedOut,
    Aborted,
}

/// Concludes the batch of an execution that ended without concluding it: the state that does so failed,
/// the execution ran out of time, or somebody stopped it in the console. Its answer is how the batch
/// ended, or null for an execution whose batch is over or goes on in another.
pub(crate) async fn ended(services: &Services, event: Value) -> Result<Value> {
    let event: EndedEvent = parse_event(event)?;
    let id = id_in_execution(&event.execution).parse::<BatchId>().ok();
    let active = services.batch_desk().active(MOST_ACTIVE).await?;
    let Some((owner, batch_id)) = active.into_iter().find(|(_, batch)| Some(*batch) == id) else {
        return Ok(Value::Null);
    };
    let EndedEvent { execution, status } = event;
    let caught = status.caught();
    let action = BatchAction::Conclude { error: Some(caught.clone()) };
    let event = BatchEvent { owner, batch_id, execution, action };
    let run = Run::new(services, &event);
    if !run.is_at_work(&run.record().await?) {
        return Ok(Value::Null);
    }
    result(&run.conclude(Some(&caught)).await?)
}

impl Status {
    fn caught(self) -> CaughtError {
        let (kind, cause) = match self {
            Self::Failed => (ErrorKind::Interrupted, "The batch could not be concluded."),
            Self::TimedOut => (ErrorKind::TimedOut, "The batch ran for longer than it may."),
            Self::Aborted => (ErrorKind::Interrupted, "An operator stopped the batch's execution."),
        };
        CaughtError {
            error: kind.info().name.to_owned(),
            cause: format!("{cause} Resume the batch to make the rows that have no film."),
            state: "batch".to_owned(),
        }
    }
}
