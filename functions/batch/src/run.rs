use api_function::Services;
use oma_core::batch::{BatchDesk, BatchId, BatchRecord, BatchStatus, Tallies};
use oma_core::contract::BatchEvent;
use oma_core::id::Owner;
use oma_core::video::Failure;
use oma_core::{Error, ErrorKind, Result};

/// One execution of the batch workflow at work on a batch.
pub(crate) struct Run<'a> {
    /// The API's ports.
    pub(crate) services: &'a Services,
    /// What is asked of batches.
    pub(crate) desk: BatchDesk<'a>,
    /// Whose batch it is.
    pub(crate) owner: &'a Owner,
    /// Which.
    pub(crate) batch: BatchId,
    /// The name of the execution.
    pub(crate) execution: &'a str,
}

impl<'a> Run<'a> {
    pub(crate) fn new(services: &'a Services, event: &'a BatchEvent) -> Self {
        Self {
            services,
            desk: services.batch_desk(),
            owner: &event.owner,
            batch: event.batch_id,
            execution: &event.execution,
        }
    }

    pub(crate) async fn record(&self) -> Result<BatchRecord> {
        self.desk.find(self.owner, self.batch).await
    }

    pub(crate) fn tallies(&self) -> Tallies<'_> {
        self.desk.tallies(self.batch)
    }

    /// Whether a batch is this execution's to work on. One that was resumed is another's.
    pub(crate) fn is_at_work(&self, record: &BatchRecord) -> bool {
        record.execution == self.execution && record.status.is_active()
    }

    /// Lets the batch begin no further row. What was said before stands.
    pub(crate) async fn stop_beginning(&self, error: &Error) -> Result<BatchRecord> {
        let stopping = |record: &mut BatchRecord| {
            if self.is_at_work(record) && record.status != BatchStatus::Stopping {
                record.status = BatchStatus::Stopping;
                record.failure = Some(failure("batch", error));
            }
            Ok(())
        };
        self.desk.change(self.owner, self.batch, stopping).await
    }
}

/// Whether the batch's owner stopped it: then the videos under way are cancelled, too.
pub(crate) fn was_stopped_by_owner(record: &BatchRecord) -> bool {
    let name = ErrorKind::Cancelled.info().name;
    record.status == BatchStatus::Stopping
        && record.failure.as_ref().is_some_and(|failure| failure.name == name)
}

/// An error as a record or a row tells it.
pub(crate) fn failure(step: &str, error: &Error) -> Failure {
    Failure {
        step: error.step.clone().unwrap_or_else(|| step.to_owned()),
        name: error.name().to_owned(),
        message: error.message.clone(),
    }
}
