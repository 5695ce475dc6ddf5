//! The notifier as a Lambda function.

use std::sync::Arc;

use notifier_function::{Handler, Notifier, Tidy};
use oma_aws::Cloud;
use oma_core::lifecycle::Eraser;
use oma_core::limits::{Figures, Limits};
use oma_core::ports::SystemClock;
use oma_outbound::Policy;

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
    let notifier = Notifier::new(table, clock, Policy::messages(), Arc::new(tidy))?;
    telemetry.serve(Handler(notifier)).await
}
