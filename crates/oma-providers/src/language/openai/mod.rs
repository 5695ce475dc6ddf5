//! The chat completions of `OpenAI`, which most of the field speaks.
//!
//! Reading order: [`OpenAiChat`] with its constructors, `request` (what is sent), `answer` (what is
//! read), `failed` (errors that come with a status of success).

mod answer;
mod failed;
mod request;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use oma_core::ports::{ChatRequest, ChatVendor};
use oma_core::spend::{Answer, CallFailure, Rate};
use oma_core::{Error, ErrorKind, Result};
use reqwest::{Method, RequestBuilder};

use crate::http::{Http, HttpLimits, Paid, bearer};
use crate::keys::Keys;

const OPENROUTER: &str = "https://openrouter.ai/api/v1";
const OPENAI: &str = "https://api.openai.com/v1";
const TITLE: &str = "OMA";
/// Nothing is streamed, so nothing is heard of a model until it has written everything.
const LIMITS: HttpLimits = HttpLimits {
    connect: Duration::from_secs(5),
    idle: Duration::from_secs(150),
    total: Duration::from_mins(3),
    body_bytes: 4 << 20,
};

/// A vendor of chat completions: one call, no retry, no routing.
///
/// Sources: <https://platform.openai.com/docs/api-reference/chat/create>,
/// <https://openrouter.ai/docs/api-reference/chat-completion>.
///
/// Neither vendor documents an idempotency header for this call, so none is sent: an answer that got
/// lost on the way counts as charged.
#[derive(Debug, Clone)]
pub struct OpenAiChat {
    http: Http,
    keys: Keys,
    provider: &'static str,
    flavour: Flavour,
    models: BTreeMap<String, ChatModel>,
    /// Whether a call without a key is worth sending.
    needs_key: bool,
}

/// What is known of a model besides its name. The default is what any model takes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChatModel {
    /// What it charges at most.
    pub rate: Rate,
    /// Whether it takes a temperature; models that think do not.
    pub takes_temperature: bool,
    /// Whether it takes a seed.
    pub takes_seed: bool,
}

/// How an endpoint is held to JSON.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AnswerFormat {
    /// The endpoint holds the model to the schema.
    #[default]
    JsonSchema,
    /// The endpoint holds the model to some JSON object, and the instructions name the schema.
    JsonObject,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flavour {
    OpenRouter,
    OpenAi,
    Compatible(AnswerFormat),
}

impl OpenAiChat {
    /// `OpenRouter`. `models` are those of the table of prices; another is not asked, since nothing
    /// would then bound its price.
    pub fn openrouter(keys: Keys, models: BTreeMap<String, ChatModel>) -> Result<Self> {
        let http = Http::new("openrouter", OPENROUTER, LIMITS)?;
        Ok(Self {
            http,
            keys,
            provider: "openrouter",
            flavour: Flavour::OpenRouter,
            models,
            needs_key: true,
        })
    }

    /// `OpenAI` itself. A model that is not among `models` is sent neither temperature nor seed.
    pub fn openai(keys: Keys, models: BTreeMap<String, ChatModel>) -> Result<Self> {
        let http = Http::new("openai", OPENAI, LIMITS)?;
        let flavour = Flavour::OpenAi;
        Ok(Self { http, keys, provider: "openai", flavour, models, needs_key: true })
    }

    /// Whatever speaks like `OpenAI`: Ollama, vLLM, `LiteLLM`, llama.cpp. The address ends before
    /// `/chat/completions`: `http://localhost:11434/v1`. On this machine no key is needed, and only
    /// there the way may be unencrypted. Every model is sent temperature and seed.
    pub fn compatible(base_url: &str, keys: Keys, format: AnswerFormat) -> Result<Self> {
        let base = base_url.trim_end_matches('/');
        // Without TLS it is this machine, or Http refuses the address.
        let needs_key = !base.starts_with("http://");
        let http = Http::new("openai", base, LIMITS)?;
        let (flavour, models) = (Flavour::Compatible(format), BTreeMap::new());
        Ok(Self { http, keys, provider: "openai", flavour, models, needs_key })
    }

    /// The same at another address: a proxy, or a server of a test.
    pub fn at(self, base_url: &str) -> Result<Self> {
        let http = self.http.at(base_url.trim_end_matches('/'))?;
        Ok(Self { http, ..self })
    }

    fn model(&self, name: &str) -> Result<ChatModel> {
        let known = self.models.get(name).cloned();
        match self.flavour {
            Flavour::OpenRouter => known.ok_or_else(|| {
                let message = format!("The table of models has no price of {name} of openrouter.");
                Error::new(ErrorKind::ProviderRefused, message)
            }),
            Flavour::OpenAi => Ok(known.unwrap_or_default()),
            Flavour::Compatible(_) => {
                let any =
                    ChatModel { takes_temperature: true, takes_seed: true, rate: Rate::default() };
                Ok(known.unwrap_or(any))
            }
        }
    }

    async fn request(&self) -> Result<RequestBuilder> {
        let request = self.http.request(Method::POST, "/chat/completions");
        let request = match self.flavour {
            // https://openrouter.ai/docs/app-attribution: without a referer a title makes no page
            // of its own there, so nothing of a user's installation is published.
            Flavour::OpenRouter => request.header("X-Title", TITLE),
            _ => request,
        };
        match self.keys.of(self.provider).await {
            Ok(key) => {
                let (name, value) = bearer(&key)?;
                Ok(request.header(name, value))
            }
            Err(error) if self.needs_key || error.kind != ErrorKind::ProviderRefused => Err(error),
            Err(_) => Ok(request),
        }
    }
}

#[async_trait]
impl ChatVendor for OpenAiChat {
    fn provider(&self) -> &str {
        self.provider
    }

    async fn chat(&self, model: &str, request: &ChatRequest) -> Result<Answer, CallFailure> {
        let known = self.model(model)?;
        let body = request::body(self.flavour, model, &known, request);
        let sent = self.request().await?.json(&body);
        let body = self.http.send_masked(sent, Paid::Yes).await?;
        answer::read(self.flavour, &self.http, model, request, &body)
    }
}
