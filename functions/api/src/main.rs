//! The API as a Lambda function behind an API Gateway REST API.

use std::convert::Infallible;
use std::sync::Arc;

use api_function::{Dependency, Services, Settings, VendorPrices, answer, router};
use lambda_http::lambda_runtime::Runtime;
use lambda_http::{Adapter, Request, service_fn};
use oma_aws::Cloud;
use oma_core::ports::SystemClock;
use oma_lambda::Traced;
use oma_providers::{Beside, Providers};

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    let telemetry = oma_lambda::start("api");
    let cloud = Cloud::from_env().await?;
    let (executions, batches, timers) = (cloud.executions()?, cloud.batches()?, cloud.timers()?);
    let beside = Beside {
        chat: vec![Arc::new(cloud.bedrock())],
        images: vec![Arc::new(cloud.bedrock_images())],
        speech: vec![Arc::new(cloud.polly())],
    };
    let storage = cloud.storage;
    let providers = Providers::to_choose_from(storage.table.clone(), beside).await?;
    let on = providers.on.clone();
    let router = router(Services {
        videos: Arc::new(Traced::new(storage.table.clone())),
        events: Arc::new(Traced::new(storage.table.clone())),
        documents: Arc::new(storage.table.clone()),
        counters: Arc::new(storage.table.clone()),
        objects: Arc::new(Traced::new(storage.bucket.clone())),
        bucket: Arc::new(storage.bucket.clone()),
        presign: Arc::new(storage.bucket.clone()),
        executions: Arc::new(executions),
        batches: Arc::new(batches),
        timers: Arc::new(timers),
        clock: Arc::new(SystemClock),
        prices: Arc::new(VendorPrices::new(providers, |name| std::env::var(name).ok())?),
        settings: Settings::from_env()?,
        dependencies: Arc::new([
            Dependency { name: "table", health: Arc::new(storage.table) },
            Dependency { name: "bucket", health: Arc::new(storage.bucket) },
        ]),
        voices_of: on.into(),
    });
    telemetry.ready();
    let handler = service_fn(move |request: Request| {
        let (router, telemetry) = (router.clone(), telemetry.clone());
        async move { Ok::<_, Infallible>(answer(router, &telemetry, request).await) }
    });
    // Without the runtime's own span: every line says more than that one would.
    Runtime::new(Adapter::from(handler)).run().await
}
