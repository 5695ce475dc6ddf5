//! The supervisor as a Lambda function.

use std::sync::Arc;

use oma_aws::Cloud;
use oma_core::ports::{ScriptWriter, SystemClock};
use oma_lambda::Traced;
use oma_media::ffmpeg::Tools;
use oma_providers::offline::writer::TemplateWriter;
use oma_providers::{Beside, Providers};
use supervisor_agent::Supervisor;

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = oma_lambda::start("supervisor");
    let cloud = Cloud::from_env().await?;
    let beside = Beside {
        chat: vec![Arc::new(cloud.bedrock())],
        images: vec![Arc::new(cloud.bedrock_images())],
        speech: vec![Arc::new(cloud.polly())],
    };
    let table = cloud.storage.table;
    let providers = Providers::to_choose_from(table.clone(), beside).await?;
    let agent = Supervisor {
        steps: telemetry.steps(cloud.storage.bucket, table.clone()),
        videos: Arc::new(Traced::new(table.clone())),
        events: Arc::new(Traced::new(table)),
        clock: Arc::new(SystemClock),
        tools: Tools::locate()?,
        narrator: providers.narrator,
        writer: TemplateWriter.model(),
        models: providers.models,
        sources: providers.sources,
    };
    telemetry.serve(agent).await
}
