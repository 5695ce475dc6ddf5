//! The visual agent as a Lambda function.

use oma_aws::Cloud;
use oma_media::ffmpeg::Tools;
use visual_agent::VisualAgent;

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    oma_lambda::start("visual");
    let storage = Cloud::from_env().await?.storage;
    let agent = VisualAgent { steps: storage.steps(), tools: Tools::locate()? };
    oma_lambda::serve(agent).await
}
