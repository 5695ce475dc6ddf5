use async_trait::async_trait;
use oma_core::ports::{ImageRequest, ImageVendor};
use oma_core::spend::{Answer, CallFailure, Charge, Unit, Units};
use oma_core::{Error, ErrorKind};
use reqwest::Method;
use reqwest::header::ACCEPT;
use reqwest::multipart::Form;
use serde_json::json;

use super::answer::{filtered, picture, rejected};
use super::ratio;
use crate::http::{Http, Paid, bearer};
use crate::keys::Keys;

const VENDOR: &str = "stability";
/// Seeds go from 0, which means any, to 4294967294.
const SEEDS: u64 = 4_294_967_294;

/// Stability's Stable Image: `POST /v2beta/stable-image/generate/{core,ultra}`, a form of parts, the
/// answer is the picture itself.
///
/// The header `finish-reason` says `CONTENT_FILTERED` where the picture was blurred; such a picture is
/// charged. A prompt that is refused is a 403 named `content_moderation`, and not charged.
///
/// Shapes: <https://platform.stability.ai/docs/api-reference#tag/Generate>.
#[derive(Debug, Clone)]
pub struct Stability {
    http: Http,
    keys: Keys,
}

impl Stability {
    /// Where Stability answers.
    pub const BASE: &'static str = "https://api.stability.ai";

    /// A client.
    pub fn new(http: Http, keys: Keys) -> Self {
        Self { http, keys }
    }
}

#[async_trait]
impl ImageVendor for Stability {
    fn provider(&self) -> &'static str {
        VENDOR
    }

    async fn draw(&self, model: &str, request: &ImageRequest) -> Result<Answer, CallFailure> {
        if !matches!(model, "core" | "ultra") {
            let message = format!("{VENDOR} has no model {model}: core or ultra.");
            return Err(Error::new(ErrorKind::ProviderRefused, message).into());
        }
        let (name, value) = bearer(&self.keys.of(VENDOR).await?)?;
        let call = self
            .http
            .request(Method::POST, &format!("/v2beta/stable-image/generate/{model}"))
            .header(name, value)
            .header(ACCEPT, "image/*")
            .multipart(form(request));
        let answer = self.http.send(call, Paid::Yes).await.map_err(filtered)?;
        let finish = answer.headers.get("finish-reason").and_then(|value| value.to_str().ok());
        if finish == Some("CONTENT_FILTERED") {
            return Err(rejected(VENDOR, Charge::Unknown));
        }
        Ok(Answer {
            body: json!({ "model": model }),
            media: Some(picture(VENDOR, answer.body, Charge::Unknown)?),
            units: Units::of(Unit::Images, 1),
            cost: None,
        })
    }
}

fn form(request: &ImageRequest) -> Form {
    let form = Form::new()
        .text("prompt", request.prompt.clone())
        .text("aspect_ratio", ratio(request.aspect))
        .text("seed", (request.seed % SEEDS + 1).to_string())
        .text("output_format", "jpeg");
    match request.avoid.as_str() {
        "" => form,
        avoid => form.text("negative_prompt", avoid.to_owned()),
    }
}
