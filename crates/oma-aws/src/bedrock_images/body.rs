//! What each maker is sent, and how it answers.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use oma_core::format::Aspect;
use oma_core::ports::ImageRequest;
use oma_core::spend::{CallFailure, Charge};
use oma_core::{Error, ErrorKind};
use serde_json::{Value, json};

use super::PROVIDER;

/// Whose model it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Maker {
    /// <https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-diffusion-stable-image-core-text-image-request-response.html>
    Stability,
    /// Nova Canvas: <https://docs.aws.amazon.com/nova/latest/userguide/image-gen-access.html>
    Nova,
    /// <https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-image.html>
    Titan,
}

/// The greatest seeds, and how long a prompt of Amazon's models may be.
const STABILITY_SEEDS: u64 = 4_294_967_294;
const NOVA_SEEDS: u64 = 858_993_459;
const TITAN_SEEDS: u64 = 2_147_483_646;
const NOVA_PROMPT: usize = 1024;
const TITAN_PROMPT: usize = 512;

impl Maker {
    /// By the model's id, or its inference profile.
    pub(super) fn of(model: &str) -> Result<Self, CallFailure> {
        let makers = [
            ("stability.", Self::Stability),
            ("amazon.nova-canvas", Self::Nova),
            ("amazon.titan-image", Self::Titan),
        ];
        let found = makers.into_iter().find(|(part, _)| model.contains(part));
        found.map(|(_, maker)| maker).ok_or_else(|| {
            let message = format!("{PROVIDER} has no known model {model} that draws.");
            Error::new(ErrorKind::ProviderRefused, message).into()
        })
    }

    pub(super) fn body(self, request: &ImageRequest) -> Value {
        match self {
            Self::Stability => stability(request),
            Self::Nova => amazon(request, nova_size(request.aspect), NOVA_SEEDS, NOVA_PROMPT),
            Self::Titan => amazon(request, titan_size(request.aspect), TITAN_SEEDS, TITAN_PROMPT),
        }
    }

    /// The picture of an answer.
    pub(super) fn picture(self, body: &[u8]) -> Result<Bytes, CallFailure> {
        let answer: Value = serde_json::from_slice(body).map_err(|_| bad("is no JSON"))?;
        if self.is_filtered(&answer) {
            let message = format!("The content filter of {PROVIDER} refuses the picture.");
            // A request that is stopped before it draws is not charged; the answer does not tell
            // which it was, so it counts as drawn.
            return Err(CallFailure::unknown(Error::new(ErrorKind::ContentRejected, message)));
        }
        let text = answer.pointer("/images/0").and_then(Value::as_str);
        let text = text.ok_or_else(|| bad("holds no picture"))?;
        let picture = STANDARD.decode(text).map_err(|_| bad("is no base64"))?;
        match picture.as_slice() {
            [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..] => Ok(picture.into()),
            _ => Err(bad("is no picture")),
        }
    }

    fn is_filtered(self, answer: &Value) -> bool {
        let text = |pointer: &str| answer.pointer(pointer).and_then(Value::as_str);
        match self {
            Self::Stability => {
                text("/finish_reasons/0").is_some_and(|why| why.starts_with("Filter reason"))
            }
            // With a picture that is held back comes a text and no picture.
            Self::Nova | Self::Titan => text("/error").is_some(),
        }
    }
}

fn stability(request: &ImageRequest) -> Value {
    let ratio = match request.aspect {
        Aspect::Portrait => "9:16",
        Aspect::Landscape => "16:9",
        Aspect::Square => "1:1",
        Aspect::Feed => "4:5",
    };
    let mut body = json!({
        "prompt": request.prompt, "mode": "text-to-image", "aspect_ratio": ratio,
        // 0 means any.
        "seed": request.seed % STABILITY_SEEDS + 1, "output_format": "jpeg",
    });
    if !request.avoid.is_empty() {
        body["negative_prompt"] = request.avoid.as_str().into();
    }
    body
}

fn amazon(request: &ImageRequest, (width, height): (u32, u32), seeds: u64, most: usize) -> Value {
    let cut = |text: &str| text.chars().take(most).collect::<String>();
    let mut body = json!({
        "taskType": "TEXT_IMAGE",
        "textToImageParams": { "text": cut(&request.prompt) },
        "imageGenerationConfig": {
            "numberOfImages": 1, "quality": "standard", "width": width, "height": height,
            "seed": request.seed % seeds,
        },
    });
    if !request.avoid.is_empty() {
        body["textToImageParams"]["negativeText"] = cut(&request.avoid).into();
    }
    body
}

/// Sides from 320 to 4096 pixels, multiples of 16.
fn nova_size(aspect: Aspect) -> (u32, u32) {
    match aspect {
        Aspect::Portrait => (720, 1280),
        Aspect::Landscape => (1280, 720),
        Aspect::Square => (1024, 1024),
        Aspect::Feed => (896, 1120),
    }
}

/// Of Titan's closed list.
fn titan_size(aspect: Aspect) -> (u32, u32) {
    match aspect {
        Aspect::Portrait => (768, 1280),
        Aspect::Landscape => (1173, 640),
        Aspect::Square => (1024, 1024),
        Aspect::Feed => (896, 1152),
    }
}

/// An answer that came whole and cannot be used was drawn, and is charged.
fn bad(how: &str) -> CallFailure {
    let message = format!("The answer of {PROVIDER} {how}.");
    let error = Error::new(ErrorKind::ProviderBadAnswer, message);
    CallFailure { error, charge: Charge::Unknown, retry_after_ms: None }
}
