//! The audio agent as a Lambda function.

use std::sync::Arc;

use audio_agent::AudioAgent;
use oma_aws::Cloud;
use oma_media::ffmpeg::Tools;
use oma_providers::offline::OfflineNarrator;
use oma_providers::offline::synth::SynthComposer;

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    oma_lambda::start("audio");
    let storage = Cloud::from_env().await?.storage;
    let agent = AudioAgent {
        steps: storage.steps(),
        narrator: Arc::new(OfflineNarrator::from_env()),
        composer: Arc::new(SynthComposer),
        tools: Tools::locate()?,
    };
    oma_lambda::serve(agent).await
}
