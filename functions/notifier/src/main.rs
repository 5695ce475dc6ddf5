//! The notifier as a Lambda function.

use std::sync::Arc;

use notifier_function::{Handler, NoHousekeeping, Notifier};
use oma_aws::Cloud;
use oma_core::ports::SystemClock;
use oma_outbound::Policy;

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = oma_lambda::start("notifier");
    let storage = Cloud::from_env().await?.storage;
    let notifier = Notifier::new(
        Arc::new(storage.table),
        Arc::new(SystemClock),
        Policy::messages(),
        Arc::new(NoHousekeeping),
    )?;
    telemetry.serve(Handler(notifier)).await
}
