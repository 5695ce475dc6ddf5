use async_trait::async_trait;
use oma_core::ports::{ImageRequest, ImageVendor};
use oma_core::spend::{Answer, CallFailure, Charge, Unit, Units};
use reqwest::Method;
use serde_json::{Value, json};

use super::answer::{bad, cost, filtered, of_data_url, rejected};
use super::ratio;
use crate::http::{Http, Paid, bearer};
use crate::keys::Keys;

const VENDOR: &str = "openrouter";

/// Image models behind `OpenRouter`: a chat completion whose message holds pictures as data URLs.
///
/// What it cost stands in the answer. Models that only draw are asked for the modality `image`, those
/// that also write for both.
///
/// Shapes: <https://openrouter.ai/docs/guides/overview/multimodal/image-generation>; usage and cost:
/// <https://openrouter.ai/docs/guides/guides/usage-accounting>.
#[derive(Debug, Clone)]
pub struct OpenRouterImages {
    http: Http,
    keys: Keys,
}

impl OpenRouterImages {
    /// Where `OpenRouter` answers.
    pub const BASE: &'static str = "https://openrouter.ai/api/v1";

    /// A client.
    pub fn new(http: Http, keys: Keys) -> Self {
        Self { http, keys }
    }
}

#[async_trait]
impl ImageVendor for OpenRouterImages {
    fn provider(&self) -> &'static str {
        VENDOR
    }

    async fn draw(&self, model: &str, request: &ImageRequest) -> Result<Answer, CallFailure> {
        let (name, value) = bearer(&self.keys.of(VENDOR).await?)?;
        let call = self.http.request(Method::POST, "/chat/completions").header(name, value);
        let sent = self.http.send_json(call.json(&body(model, request)), Paid::Yes).await;
        let answer = sent.map_err(filtered)?;
        // A model that fails after it has begun says so in an answer of success.
        if let Some(failure) = self.http.refusal_in(&answer, Paid::Yes) {
            return Err(filtered(failure));
        }
        let cost = cost(answer.pointer("/usage/cost"));
        let charge = cost.map_or(Charge::Unknown, Charge::Known);
        let Some(choice) = answer.pointer("/choices/0") else {
            return Err(bad(VENDOR, "holds no choice", charge));
        };
        let url = choice.pointer("/message/images/0/image_url/url").and_then(Value::as_str);
        let Some(url) = url else {
            return Err(if is_filtered(choice) {
                rejected(VENDOR, charge)
            } else {
                bad(VENDOR, "holds no picture", charge)
            });
        };
        Ok(Answer {
            body: json!({ "model": answer.get("model").unwrap_or(&model.into()) }),
            media: Some(of_data_url(VENDOR, url, charge)?),
            units: Units::of(Unit::Images, 1),
            cost,
        })
    }
}

fn body(model: &str, request: &ImageRequest) -> Value {
    let writes_too = ["google/", "openai/"].iter().any(|maker| model.starts_with(maker));
    let prompt = match request.avoid.as_str() {
        "" => request.prompt.clone(),
        avoid => format!("{}\nNot to be seen: {avoid}.", request.prompt),
    };
    json!({
        "model": model,
        "messages": [{ "role": "user", "content": prompt }],
        "modalities": if writes_too { json!(["image", "text"]) } else { json!(["image"]) },
        "image_config": { "aspect_ratio": ratio(request.aspect) },
        // Models behind it take 31 bits.
        "seed": request.seed & 0x7fff_ffff,
        "stream": false,
        "usage": { "include": true },
    })
}

/// Whether the model stopped because of what it was to draw.
fn is_filtered(choice: &Value) -> bool {
    let reason = |name: &str| choice.get(name).and_then(Value::as_str).unwrap_or_default();
    let native = reason("native_finish_reason").to_uppercase();
    reason("finish_reason") == "content_filter"
        || ["SAFETY", "PROHIBITED", "BLOCKLIST", "RECITATION"].iter().any(|w| native.contains(w))
        || choice.pointer("/message/refusal").is_some_and(Value::is_string)
}
