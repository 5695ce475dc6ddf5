use async_trait::async_trait;
use oma_core::format::Aspect;
use oma_core::ports::{ImageRequest, ImageVendor};
use oma_core::spend::{Answer, CallFailure, Charge, Unit, Units};
use reqwest::Method;
use serde_json::{Value, json};

use super::answer::{bad, decoded, filtered};
use crate::http::{Http, Paid, bearer};
use crate::keys::Keys;

const VENDOR: &str = "openai";

/// `OpenAI`'s image models, or those of any server that speaks the same:
/// `POST /images/generations`, one picture.
///
/// A model may be followed by its quality: `gpt-image-1.5@medium`. The family `gpt-image` always
/// answers in base64 and tells the tokens it used; other servers are asked for base64 by
/// `response_format`, and where they count no tokens the price table does. Neither takes a seed nor a
/// list of what is not to be seen: that becomes a sentence.
///
/// Shapes: <https://platform.openai.com/docs/api-reference/images/create>.
#[derive(Debug, Clone)]
pub struct OpenAiImages {
    http: Http,
    keys: Option<Keys>,
}

impl OpenAiImages {
    /// Where `OpenAI` answers.
    pub const BASE: &'static str = "https://api.openai.com/v1";

    /// A client with `OpenAI`'s key.
    pub fn new(http: Http, keys: Keys) -> Self {
        Self { http, keys: Some(keys) }
    }

    /// A client of a server on this machine that wants no key.
    pub fn keyless(http: Http) -> Self {
        Self { http, keys: None }
    }
}

#[async_trait]
impl ImageVendor for OpenAiImages {
    fn provider(&self) -> &'static str {
        VENDOR
    }

    async fn draw(&self, model: &str, request: &ImageRequest) -> Result<Answer, CallFailure> {
        let mut call = self.http.request(Method::POST, "/images/generations");
        if let Some(keys) = &self.keys {
            let (name, value) = bearer(&keys.of(VENDOR).await?)?;
            call = call.header(name, value);
        }
        let sent = self.http.send_json(call.json(&body(model, request)), Paid::Yes).await;
        let answer = sent.map_err(filtered)?;
        let picture = answer.pointer("/data/0/b64_json").and_then(Value::as_str);
        let picture = picture.ok_or_else(|| bad(VENDOR, "holds no picture", Charge::Unknown))?;
        Ok(Answer {
            body: json!({ "model": model }),
            media: Some(decoded(VENDOR, picture, Charge::Unknown)?),
            units: units(&answer),
            cost: None,
        })
    }
}

fn body(model: &str, request: &ImageRequest) -> Value {
    let (name, quality) = model.split_once('@').map_or((model, None), |(m, q)| (m, Some(q)));
    let size = match request.aspect {
        Aspect::Portrait | Aspect::Feed => "1024x1536",
        Aspect::Landscape => "1536x1024",
        Aspect::Square => "1024x1024",
    };
    let prompt = match request.avoid.as_str() {
        "" => request.prompt.clone(),
        avoid => format!("{}\nNot to be seen: {avoid}.", request.prompt),
    };
    let mut body = json!({ "model": name, "prompt": prompt, "size": size, "n": 1 });
    if let Some(quality) = quality {
        body["quality"] = quality.into();
    }
    if name.starts_with("gpt-image") {
        body["output_format"] = "jpeg".into();
    } else {
        body["response_format"] = "b64_json".into();
    }
    body
}

/// The tokens that it says were used; nothing where it says none.
fn units(answer: &Value) -> Units {
    let tokens = |name: &str| answer.pointer(&format!("/usage/{name}")).and_then(Value::as_u64);
    match (tokens("input_tokens"), tokens("output_tokens")) {
        (Some(read), Some(written)) => {
            Units::of(Unit::InputTokens, read).and(Unit::OutputTokens, written)
        }
        _ => Units::default(),
    }
}
