//! The stand-in as a Lambda function. `OMA_STAND_IN_DIR` is where it records.

use std::path::PathBuf;
use std::sync::Arc;

use lambda_runtime::{Diagnostic, Error, LambdaEvent, service_fn};
use oma_stack_tests::stand_in::{Failed, answer};
use serde_json::Value;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let dir = Arc::new(PathBuf::from(std::env::var("OMA_STAND_IN_DIR")?));
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Value>| {
        let dir = dir.clone();
        async move {
            answer(&dir, &event.payload).await.map_err(|Failed { error, message }| Diagnostic {
                error_type: error,
                error_message: message,
            })
        }
    }))
    .await
}
