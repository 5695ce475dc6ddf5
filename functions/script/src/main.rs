//! The script agent as a Lambda function.

use std::sync::Arc;

use oma_aws::Cloud;
use oma_providers::offline::writer::TemplateWriter;
use script_agent::ScriptAgent;

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    oma_lambda::start("script");
    let storage = Cloud::from_env().await?.storage;
    let agent = ScriptAgent { steps: storage.steps(), writer: Arc::new(TemplateWriter) };
    oma_lambda::serve(agent).await
}
