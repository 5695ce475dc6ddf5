//! Language models on Amazon Bedrock, through its Converse interface.
//!
//! Reading order: [`Converse`], `request` (what is sent), `answer` (what is read), `failure` (what went
//! wrong, and whether it is charged), `document` (JSON as the SDK holds it).

mod answer;
mod document;
pub(crate) mod failure;
mod request;
#[cfg(test)]
mod tests;

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_bedrockruntime::Client;
use oma_core::ports::{ChatRequest, ChatVendor};
use oma_core::spend::{Answer, CallFailure};
use tokio::time::Duration;

use crate::sdk::charged;

const PROVIDER: &str = "bedrock";
/// Nothing is streamed, so nothing is heard of a model until it has written everything.
const ANSWER_TIMEOUT: Duration = Duration::from_mins(3);

/// Chat models on Amazon Bedrock: one call, no retry. The SDK's own attempts are off: a call whose
/// answer got lost may be charged, and only the account above knows what may be asked again.
///
/// A model is named by its id or its inference profile, as Bedrock names it
/// (`us.anthropic.claude-haiku-4-5-20251001-v1:0`). The role needs `bedrock:InvokeModel`; no key is
/// needed. `inferenceConfig` has no seed, so equal questions are only answered equally by the cache
/// of answers.
///
/// The answer is held to the schema in the way that the model knows: by `outputConfig.textFormat`
/// (<https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html>); by those that
/// do not know it, by a single tool which they are made to call
/// (<https://docs.aws.amazon.com/bedrock/latest/userguide/tool-use-inference-call.html>). That tool
/// only carries the JSON of the answer: nothing runs when it is called, and the model never sees a
/// result of it, so it can still do nothing but answer.
///
/// Source: <https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html>.
#[derive(Debug, Clone)]
pub struct Converse {
    client: Client,
}

impl Converse {
    pub(crate) fn new(sdk: &SdkConfig) -> Self {
        Self::patient(sdk, ANSWER_TIMEOUT)
    }

    fn patient(sdk: &SdkConfig, answer: Duration) -> Self {
        Self { client: Client::new(&charged(sdk, answer)) }
    }
}

pub(crate) mod permissions {
    use crate::permissions::{Permission, Resource, called};

    /// Converse is allowed by the action of `InvokeModel`
    /// (<https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html>).
    pub(crate) const ASK: &[Permission] = &[called("bedrock:InvokeModel", Resource::Models)];
}

#[async_trait]
impl ChatVendor for Converse {
    fn provider(&self) -> &'static str {
        PROVIDER
    }

    async fn chat(&self, model: &str, request: &ChatRequest) -> Result<Answer, CallFailure> {
        let call = self.client.converse().model_id(model);
        let call = call
            .set_system(Some(request::system(request)))
            .set_messages(Some(request::messages(request)?))
            .inference_config(request::inference(request));
        let call = match request::carrier(model) {
            request::Carrier::TextFormat => call.output_config(request::text_format(request)?),
            request::Carrier::Tool => call.tool_config(request::only_tool(request)?),
        };
        let output = call.send().await.map_err(|error| failure::from_sdk(&error))?;
        answer::read(&output, model, &request.schema)
    }
}
