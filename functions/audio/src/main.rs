//! The audio agent as a Lambda function.

use std::sync::Arc;

use audio_agent::AudioAgent;
use oma_aws::Cloud;
use oma_lambda::Traced;
use oma_media::ffmpeg::Tools;
use oma_providers::{Beside, Providers};

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = oma_lambda::start("audio");
    let cloud = Cloud::from_env().await?;
    let beside = Beside { speech: vec![Arc::new(cloud.polly())], ..Beside::default() };
    let table = cloud.storage.table.clone();
    let providers = Providers::in_cloud(Arc::new(cloud.secrets()), table.clone(), beside).await?;
    let steps = telemetry.steps(cloud.storage.bucket, table.clone());
    let agent = AudioAgent {
        accounts: telemetry.accounts(&steps, table)?,
        steps,
        narrator: Arc::new(Traced::new(providers.narrator)),
        composer: Arc::new(Traced::new(providers.composer)),
        tools: Tools::locate()?,
    };
    telemetry.serve(agent).await
}
