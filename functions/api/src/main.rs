//! The API as a Lambda function behind an API Gateway REST API.

use std::sync::Arc;

use api_function::{Dependency, Services, from_api_gateway, router};
use lambda_http::{Request, service_fn};
use oma_aws::Cloud;
use oma_core::ports::SystemClock;
use tower::ServiceExt as _;

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    oma_lambda::start("api");
    let cloud = Cloud::from_env().await?;
    let executions = Arc::new(cloud.executions()?);
    let storage = cloud.storage;
    let router = router(Services {
        videos: Arc::new(storage.table.clone()),
        objects: Arc::new(storage.bucket.clone()),
        executions,
        clock: Arc::new(SystemClock),
        dependencies: Arc::new([
            Dependency { name: "table", health: Arc::new(storage.table) },
            Dependency { name: "bucket", health: Arc::new(storage.bucket) },
        ]),
    });
    let handler = move |request: Request| router.clone().oneshot(from_api_gateway(request));
    lambda_http::run(service_fn(handler)).await
}
