//! The batch function as a Lambda function.

use std::sync::Arc;

use api_function::{Services, Settings, VendorPrices};
use batch_function::BatchFunction;
use oma_aws::Cloud;
use oma_core::ports::SystemClock;
use oma_providers::{Beside, Providers};

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = oma_lambda::start("batch");
    let cloud = Cloud::from_env().await?;
    let (executions, batches) = (cloud.executions()?, cloud.batches()?);
    let beside = Beside {
        chat: vec![Arc::new(cloud.bedrock())],
        images: vec![Arc::new(cloud.bedrock_images())],
        speech: vec![Arc::new(cloud.polly())],
    };
    let (table, bucket) = (Arc::new(cloud.storage.table), Arc::new(cloud.storage.bucket));
    let providers = Providers::to_choose_from(table.as_ref().clone(), beside).await?;
    let services = Services {
        videos: table.clone(),
        events: table.clone(),
        documents: table.clone(),
        counters: table,
        objects: bucket.clone(),
        bucket: bucket.clone(),
        presign: bucket,
        executions: Arc::new(executions),
        batches: Arc::new(batches),
        clock: Arc::new(SystemClock),
        voices_of: providers.on.clone().into(),
        prices: Arc::new(VendorPrices::new(providers, |name| std::env::var(name).ok())?),
        settings: Settings::from_env()?,
        dependencies: Arc::new([]),
    };
    telemetry.serve(BatchFunction { services }).await
}
