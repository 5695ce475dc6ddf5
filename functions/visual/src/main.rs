//! The visual agent as a Lambda function.

use oma_aws::Cloud;
use oma_media::ffmpeg::Tools;
use visual_agent::VisualAgent;

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = oma_lambda::start("visual");
    let storage = Cloud::from_env().await?.storage;
    let steps = telemetry.steps(storage.bucket, storage.table.clone());
    let agent = VisualAgent {
        accounts: telemetry.accounts(&steps, storage.table)?,
        steps,
        tools: Tools::locate()?,
    };
    telemetry.serve(agent).await
}
