//! The supervisor as a Lambda function.

use std::sync::Arc;

use oma_aws::Cloud;
use oma_core::ports::{ScriptWriter, SystemClock};
use oma_lambda::Traced;
use oma_media::ffmpeg::Tools;
use oma_providers::language::NoModels;
use oma_providers::offline::OfflineNarrator;
use oma_providers::offline::writer::TemplateWriter;
use supervisor_agent::Supervisor;

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = oma_lambda::start("supervisor");
    let storage = Cloud::from_env().await?.storage;
    let agent = Supervisor {
        steps: telemetry.steps(storage.bucket, storage.table.clone()),
        videos: Arc::new(Traced::new(storage.table.clone())),
        events: Arc::new(Traced::new(storage.table)),
        clock: Arc::new(SystemClock),
        tools: Tools::locate()?,
        narrator: Arc::new(OfflineNarrator::from_env()),
        writer: TemplateWriter.model(),
        models: Arc::new(NoModels),
    };
    telemetry.serve(agent).await
}
