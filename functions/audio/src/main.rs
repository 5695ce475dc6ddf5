//! The audio agent as a Lambda function.

use std::sync::Arc;

use audio_agent::AudioAgent;
use oma_aws::Cloud;
use oma_lambda::Traced;
use oma_media::ffmpeg::Tools;
use oma_providers::offline::OfflineNarrator;
use oma_providers::offline::library::MusicLibrary;

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = oma_lambda::start("audio");
    let storage = Cloud::from_env().await?.storage;
    let steps = telemetry.steps(storage.bucket, storage.table.clone());
    let agent = AudioAgent {
        accounts: telemetry.accounts(&steps, storage.table)?,
        steps,
        narrator: Arc::new(Traced::new(OfflineNarrator::from_env())),
        composer: Arc::new(Traced::new(MusicLibrary::from_env())),
        tools: Tools::locate()?,
    };
    telemetry.serve(agent).await
}
