//! The script agent as a Lambda function.

use std::sync::Arc;

use oma_aws::Cloud;
use oma_lambda::Traced;
use oma_providers::language::NoModels;
use oma_providers::offline::writer::TemplateWriter;
use script_agent::ScriptAgent;

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = oma_lambda::start("script");
    let storage = Cloud::from_env().await?.storage;
    let steps = telemetry.steps(storage.bucket, storage.table.clone());
    let agent = ScriptAgent {
        accounts: telemetry.accounts(&steps, storage.table)?,
        steps,
        writer: Arc::new(Traced::new(TemplateWriter)),
        models: Arc::new(NoModels),
    };
    telemetry.serve(agent).await
}
