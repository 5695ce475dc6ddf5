use std::sync::Arc;

use oma_core::Result;
use oma_core::ports::{Clock, Documents};
use oma_outbound::{Failure, Outbound, Policy};

use crate::change::{Change, ChangeKind};
use crate::ends::{self, Housekeeping};
use crate::slow::Slow;

/// What came of an attempt to deliver a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The other side took it.
    Delivered,
    /// It did not, and it will be tried again.
    Failed,
    /// It did not, and that was the last attempt.
    Dead,
}

/// Is told of each attempt.
pub(crate) type OnAttempt = Arc<dyn Fn(Outcome) + Send + Sync>;

/// Tells users' servers, and tidies up. Cheap to clone.
#[derive(Clone)]
pub struct Notifier {
    pub(crate) documents: Arc<dyn Documents>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) outbound: Outbound,
    pub(crate) housekeeping: Arc<dyn Housekeeping>,
    pub(crate) slow: Arc<Slow>,
    pub(crate) on_attempt: OnAttempt,
}

impl Notifier {
    /// A notifier over its ports. `policy` says where messages may go: [`Policy::messages`], or one
    /// that reaches further for one machine whose user allows it.
    pub fn new(
        documents: Arc<dyn Documents>,
        clock: Arc<dyn Clock>,
        policy: Policy,
        housekeeping: Arc<dyn Housekeeping>,
    ) -> Result<Self, Failure> {
        let outbound = Outbound::new(policy)?;
        let (slow, on_attempt) = (Arc::default(), Arc::new(|_| {}));
        Ok(Self { documents, clock, outbound, housekeeping, slow, on_attempt })
    }

    /// Tells somebody of each attempt: metrics are made of it.
    #[must_use]
    pub fn telling(self, on_attempt: impl Fn(Outcome) + Send + Sync + 'static) -> Self {
        Self { on_attempt: Arc::new(on_attempt), ..self }
    }

    /// Does what follows from a change. Doing it again for the same change does no harm, and an
    /// error says that it should be. Changes may be handed over side by side; it returns once the
    /// messages that followed were tried for the first time.
    pub async fn on_change(&self, change: &Change) -> Result<()> {
        let (partition, sort) = (change.partition.as_str(), change.sort.as_str());
        match change.kind {
            ChangeKind::Insert if partition.starts_with("VIDEO#") && sort.starts_with("EVENT#") => {
                self.on_event(change).await
            }
            ChangeKind::Insert | ChangeKind::Modify
                if partition.starts_with("WEBHOOK#") && sort.starts_with("DELIVERY#") =>
            {
                self.on_delivery(change).await
            }
            ChangeKind::Remove
                if partition.starts_with("USER#") && sort.starts_with("WEBHOOK#") =>
            {
                self.forget_deliveries(sort).await
            }
            _ if partition.starts_with("USER#") && sort.starts_with("VIDEO#") => {
                ends::on_video(self.housekeeping.as_ref(), change).await
            }
            _ => Ok(()),
        }
    }
}
