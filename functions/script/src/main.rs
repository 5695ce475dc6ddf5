//! The script agent as a Lambda function.

use std::sync::Arc;

use oma_aws::Cloud;
use oma_lambda::Traced;
use oma_providers::offline::writer::TemplateWriter;
use oma_providers::{Beside, Providers};
use script_agent::ScriptAgent;

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = oma_lambda::start("script");
    let cloud = Cloud::from_env().await?;
    let beside = Beside { chat: vec![Arc::new(cloud.bedrock())], ..Beside::default() };
    let table = cloud.storage.table.clone();
    let providers = Providers::in_cloud(Arc::new(cloud.secrets()), table.clone(), beside).await?;
    let steps = telemetry.steps(cloud.storage.bucket, table.clone());
    let agent = ScriptAgent {
        accounts: telemetry.accounts(&steps, table)?,
        steps,
        writer: Arc::new(Traced::new(TemplateWriter)),
        models: providers.models,
        moderator: providers.moderator,
    };
    telemetry.serve(agent).await
}
