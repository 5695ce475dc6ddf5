//! The editor as a Lambda function.

use editor_agent::Editor;
use oma_aws::Cloud;
use oma_media::ffmpeg::Tools;

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = oma_lambda::start("editor");
    let storage = Cloud::from_env().await?.storage;
    let agent =
        Editor { steps: telemetry.steps(storage.bucket, storage.table), tools: Tools::locate()? };
    telemetry.serve(agent).await
}
