//! The visual agent as a Lambda function.

use oma_aws::Cloud;
use oma_media::ffmpeg::Tools;
use visual_agent::VisualAgent;

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = oma_lambda::start("visual");
    let storage = Cloud::from_env().await?.storage;
    let agent = VisualAgent {
        steps: telemetry.steps(storage.bucket, storage.table),
        tools: Tools::locate()?,
    };
    telemetry.serve(agent).await
}
