use async_trait::async_trait;
use oma_core::ports::{SpeechRequest, SpeechVendor, SpokenAnswer};
use oma_core::spend::{Answer, CallFailure, Unit, Units};
use oma_core::{Error, ErrorKind, Result};
use reqwest::{Method, Url};
use serde_json::{Value, json};

use super::sound;
use crate::http::{Http, HttpLimits, Paid, bearer};
use crate::keys::Keys;

const VENDOR: &str = "openai";
const BASE: &str = "https://api.openai.com/v1";
/// Where an endpoint is that speaks the same.
const OVERRIDE: &str = "OMA_OPENAI_BASE_URL";
const WAV: &str = "audio/wav";

/// Speech of `OpenAI` and of endpoints that speak the same. It tells no times.
///
/// The price is by tokens of sound, which the answer does not count; its length stands for them.
///
/// Source: <https://platform.openai.com/docs/api-reference/audio/createSpeech>.
#[derive(Debug, Clone)]
pub struct OpenAiSpeech {
    http: Http,
    keys: Keys,
    needs_key: bool,
}

impl OpenAiSpeech {
    /// The endpoint of `OMA_OPENAI_BASE_URL`, else the vendor's own.
    ///
    /// # Errors
    /// As [`Http::new`].
    pub fn from_env(keys: Keys) -> Result<Self> {
        let base = std::env::var(OVERRIDE).unwrap_or_else(|_| BASE.to_owned());
        Self::at(base.trim_end_matches('/'), HttpLimits::default(), keys)
    }

    /// An endpoint by its address. One on this machine needs no key.
    ///
    /// # Errors
    /// As [`Http::new`].
    pub fn at(base: impl Into<String>, limits: HttpLimits, keys: Keys) -> Result<Self> {
        let base = base.into();
        let needs_key = !is_here(&base);
        Ok(Self { http: Http::new(VENDOR, base, limits)?, keys, needs_key })
    }
}

fn is_here(base: &str) -> bool {
    let host = Url::parse(base).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.is_some_and(|host| matches!(host.as_str(), "localhost" | "127.0.0.1" | "[::1]"))
}

#[async_trait]
impl SpeechVendor for OpenAiSpeech {
    fn provider(&self) -> &'static str {
        VENDOR
    }

    async fn speak(&self, request: &SpeechRequest) -> Result<Answer, CallFailure> {
        let mut call = self.http.request(Method::POST, "/audio/speech").json(&body(request));
        match self.keys.of(VENDOR).await {
            Ok(key) => {
                let (name, value) = bearer(&key)?;
                call = call.header(name, value);
            }
            Err(error) if self.needs_key || error.kind != ErrorKind::ProviderRefused => {
                return Err(error.into());
            }
            Err(_) => {}
        }
        let answer = self.http.send(call, Paid::Yes).await?;
        // Its length fields may lie: the file was written while it was spoken.
        let read = sound::samples(WAV, &answer.body).filter(|pcm| !pcm.samples.is_empty());
        let Some(pcm) = read else {
            return Err(self.http.unusable("is no sound", "no WAV file of 16 bits", Paid::Yes));
        };
        let spoken = SpokenAnswer { content_type: WAV.to_owned(), marks: Vec::new() };
        let characters = request.text.chars().count() as u64;
        Ok(Answer {
            body: serde_json::to_value(spoken).map_err(Error::internal)?,
            media: Some(answer.body),
            units: Units::of(Unit::Characters, characters)
                .and(Unit::Milliseconds, pcm.duration_ms()),
            cost: None,
        })
    }
}

fn body(request: &SpeechRequest) -> Value {
    let mut body = json!({
        "model": request.model,
        "voice": request.voice,
        "input": request.text,
        "response_format": "wav",
    });
    if !request.directions.is_empty() {
        body["instructions"] = request.directions.as_str().into();
    }
    if request.rate_percent != 100 {
        body["speed"] = (f64::from(request.rate_percent) / 100.0).into();
    }
    body
}
