//! The visual agent as a Lambda function.

use std::sync::Arc;

use oma_aws::Cloud;
use oma_media::ffmpeg::Tools;
use oma_providers::{Beside, Providers};
use visual_agent::VisualAgent;

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = oma_lambda::start("visual");
    let cloud = Cloud::from_env().await?;
    let beside = Beside {
        chat: vec![Arc::new(cloud.bedrock())],
        images: vec![Arc::new(cloud.bedrock_images())],
        ..Beside::default()
    };
    let table = cloud.storage.table.clone();
    let providers = Providers::in_cloud(Arc::new(cloud.secrets()), table.clone(), beside).await?;
    let steps = telemetry.steps(cloud.storage.bucket, table.clone());
    let agent = VisualAgent {
        accounts: telemetry.accounts(&steps, table)?,
        steps,
        tools: Tools::locate()?,
        sources: providers.sources,
    };
    telemetry.serve(agent).await
}
