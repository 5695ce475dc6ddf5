//! Models on Amazon Bedrock that draw, through `InvokeModel`, whose bodies are each maker's own.
//!
//! Reading order: [`BedrockImages`], `body` (what each maker is sent and answers).

mod body;
#[cfg(test)]
mod tests;

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::primitives::Blob;
use oma_core::ports::{ImageRequest, ImageVendor};
use oma_core::spend::{Answer, CallFailure, Unit, Units};
use serde_json::json;
use tokio::time::Duration;

use crate::bedrock::failure::from_sdk;
use crate::sdk::charged;
use body::Maker;

const PROVIDER: &str = "bedrock";
/// Nothing is heard of a picture until it is drawn.
const ANSWER_TIMEOUT: Duration = Duration::from_mins(2);

/// Image models on Amazon Bedrock: one call, no retry; the SDK's own attempts are off, because a call
/// whose answer got lost may be charged. The role needs `bedrock:InvokeModel`; no key is needed.
///
/// Stability's models (`stability.stable-image-core-v1:1`, `stability.stable-image-ultra-v1:1`,
/// `stability.sd3-5-large-v1:0`) and Amazon's (`amazon.nova-canvas-v1:0`,
/// `amazon.titan-image-generator-v2:0`) are understood. AWS ended Nova Canvas for new customers and lists
/// an end of life of 2026-09-30 for it, so no table of ours names it; whoever still has it may.
///
/// Sources: <https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html>,
/// <https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle.html>.
#[derive(Debug, Clone)]
pub struct BedrockImages {
    client: Client,
}

impl BedrockImages {
    /// With region and credentials from the environment, for programs that have no [`crate::Cloud`].
    pub async fn from_env() -> Self {
        Self::new(&crate::sdk::from_env().await)
    }

    pub(crate) fn new(sdk: &SdkConfig) -> Self {
        Self { client: Client::new(&charged(sdk, ANSWER_TIMEOUT)) }
    }
}

#[async_trait]
impl ImageVendor for BedrockImages {
    fn provider(&self) -> &'static str {
        PROVIDER
    }

    async fn draw(&self, model: &str, request: &ImageRequest) -> Result<Answer, CallFailure> {
        let maker = Maker::of(model)?;
        let body = maker.body(request).to_string();
        let call = self.client.invoke_model().model_id(model).body(Blob::new(body));
        let call = call.content_type("application/json").accept("application/json");
        let output = call.send().await.map_err(|error| {
            let mut failure = from_sdk(&error);
            let detail = failure.error.detail.take();
            failure.error.detail = detail.map(|detail| detail.replace("Converse", "InvokeModel"));
            failure
        })?;
        Ok(Answer {
            body: json!({ "model": model }),
            media: Some(maker.picture(output.body().as_ref())?),
            units: Units::of(Unit::Images, 1),
            cost: None,
        })
    }
}
