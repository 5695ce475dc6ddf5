//! The editor as a Lambda function.

use editor_agent::Editor;
use oma_aws::Cloud;
use oma_media::ffmpeg::Tools;

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    oma_lambda::start("editor");
    let storage = Cloud::from_env().await?.storage;
    let agent = Editor { steps: storage.steps(), tools: Tools::locate()? };
    oma_lambda::serve(agent).await
}
