//! Voices of Amazon Polly.
//!
//! Reading order: [`Polly`], `request` (what is sent), `answer` (what is read), `failure` (what went
//! wrong, and whether it is charged).

mod answer;
mod failure;
mod request;
#[cfg(test)]
mod tests;

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_polly::Client;
use oma_core::ports::{SpeechRequest, SpeechVendor};
use oma_core::spend::{Answer, CallFailure};
use tokio::time::Duration;

use crate::sdk::charged;

const PROVIDER: &str = "polly";
/// A scene is said in seconds; this is for a slow link.
const ANSWER_TIMEOUT: Duration = Duration::from_mins(1);

/// Speech of Amazon Polly: one call, no retry. The SDK's own attempts are off: a call whose answer got
/// lost may be charged, and only the account above knows what may be asked again.
///
/// A request's model is an engine (`neural`, `generative`), its voice a name (`Camila`). The sound is
/// PCM of 16 kHz, the most that Polly sends uncompressed. When words are said is asked in a second call
/// ([`oma_core::ports::SpeechPart::Marks`]), which is charged like the first. The role needs
/// `polly:SynthesizeSpeech`; no key is needed.
///
/// Source: <https://docs.aws.amazon.com/polly/latest/dg/API_SynthesizeSpeech.html>.
#[derive(Debug, Clone)]
pub struct Polly {
    client: Client,
}

impl Polly {
    pub(crate) fn new(sdk: &SdkConfig) -> Self {
        Self::patient(sdk, ANSWER_TIMEOUT)
    }

    fn patient(sdk: &SdkConfig, answer: Duration) -> Self {
        Self { client: Client::new(&charged(sdk, answer)) }
    }
}

pub(crate) mod permissions {
    use crate::permissions::{Permission, Resource, called};

    /// The action knows no resources but lexicons, which are not used.
    pub(crate) const SPEAK: &[Permission] = &[called("polly:SynthesizeSpeech", Resource::Any)];
}

#[async_trait]
impl SpeechVendor for Polly {
    fn provider(&self) -> &'static str {
        PROVIDER
    }

    async fn speak(&self, request: &SpeechRequest) -> Result<Answer, CallFailure> {
        let call = request::build(&self.client, request);
        let output = call.send().await.map_err(|error| failure::from_sdk(&error))?;
        answer::read(output, request).await
    }
}
