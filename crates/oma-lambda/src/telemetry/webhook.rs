use super::Telemetry;
use crate::metrics::Emf;
use crate::metrics::catalog::{WEBHOOK_DEAD, WEBHOOK_DELIVERED, WEBHOOK_FAILED};

/// What became of an attempt to deliver a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebhookOutcome {
    /// The receiver took it.
    Delivered,
    /// It is tried again later.
    Failed,
    /// It was the last attempt.
    Dead,
}

impl Telemetry {
    /// Counts an attempt; the last one that fails is an attempt that failed, too.
    pub fn webhook(&self, outcome: WebhookOutcome) {
        let (emf, message) = match outcome {
            WebhookOutcome::Delivered => {
                (Emf::default().put(&WEBHOOK_DELIVERED, 1), "a webhook took a message")
            }
            WebhookOutcome::Failed => {
                (Emf::default().put(&WEBHOOK_FAILED, 1), "a webhook did not take a message")
            }
            WebhookOutcome::Dead => (
                Emf::default().put(&WEBHOOK_FAILED, 1).put(&WEBHOOK_DEAD, 1),
                "a message to a webhook was given up",
            ),
        };
        self.metrics.print(emf, message);
    }
}
