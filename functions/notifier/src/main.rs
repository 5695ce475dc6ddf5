//! The notifier as a Lambda function.

use std::sync::Arc;

use notifier_function::{Handler, Notifier, Outcome, Tidy};
use oma_aws::Cloud;
use oma_core::lifecycle::Eraser;
use oma_core::limits::{Figures, Limits};
use oma_core::ports::SystemClock;
use oma_lambda::WebhookOutcome;
use oma_outbound::{Policy, Reach};

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = oma_lambda::start("notifier");
    let storage = Cloud::from_env().await?.storage;
    let (table, bucket) = (Arc::new(storage.table), Arc::new(storage.bucket));
    let tidy = Tidy {
        limits: Limits {
            documents: table.clone(),
            counters: table.clone(),
            videos: table.clone(),
            clock: Arc::new(SystemClock),
            // Giving back a place asks for no figure.
            figures: Figures::default(),
        },
        events: table.clone(),
        uses: table.clone(),
        objects: bucket.clone(),
        bucket,
        grace: Eraser::LAMBDA_GRACE,
    };
    let clock = Arc::new(SystemClock);
    let counted = telemetry.clone();
    let notifier = Notifier::new(table, clock, policy(), Arc::new(tidy))?
        .telling(move |outcome| counted.webhook(counted_as(outcome)));
    telemetry.serve(Handler(notifier)).await
}

/// Where messages may go. `OMA_ALLOW_LOCAL_WEBHOOKS` is for an emulator, whose receivers are on the
/// same machine.
fn policy() -> Policy {
    let local = std::env::var("OMA_ALLOW_LOCAL_WEBHOOKS").is_ok_and(|value| value == "true");
    if local { Policy::messages().reaching(Reach::Anywhere) } else { Policy::messages() }
}

fn counted_as(outcome: Outcome) -> WebhookOutcome {
    match outcome {
        Outcome::Delivered => WebhookOutcome::Delivered,
        Outcome::Failed => WebhookOutcome::Failed,
        Outcome::Dead => WebhookOutcome::Dead,
    }
}
