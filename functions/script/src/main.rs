//! The script agent as a Lambda function.

use std::sync::Arc;

use oma_aws::Cloud;
use oma_lambda::Traced;
use oma_providers::offline::writer::TemplateWriter;
use script_agent::ScriptAgent;

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = oma_lambda::start("script");
    let storage = Cloud::from_env().await?.storage;
    let agent = ScriptAgent {
        steps: telemetry.steps(storage.bucket, storage.table),
        writer: Arc::new(Traced::new(TemplateWriter)),
    };
    telemetry.serve(agent).await
}
