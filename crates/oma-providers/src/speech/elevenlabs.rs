use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use oma_core::language::Language;
use oma_core::ports::{SpeechMark, SpeechRequest, SpeechVendor, SpokenAnswer};
use oma_core::spend::{Answer, CallFailure, Unit, Units};
use oma_core::{Error, ErrorKind, Result};
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::http::{Http, HttpLimits, Paid, secret_value};
use crate::keys::Keys;

const VENDOR: &str = "elevenlabs";
const BASE: &str = "https://api.elevenlabs.io";
/// The best that every plan may ask for: 44.1 kHz needs Pro.
const FORMAT: &str = "pcm_24000";
const CONTENT_TYPE: &str = "audio/pcm;rate=24000";

/// Speech of `ElevenLabs`, with the time of each character.
///
/// Source: <https://elevenlabs.io/docs/api-reference/text-to-speech/convert-with-timestamps>.
#[derive(Debug, Clone)]
pub struct ElevenLabs {
    http: Http,
    keys: Keys,
}

#[derive(Deserialize)]
struct Body {
    audio_base64: String,
    #[serde(default)]
    alignment: Option<Alignment>,
}

#[derive(Deserialize)]
struct Alignment {
    characters: Vec<String>,
    character_start_times_seconds: Vec<f64>,
    character_end_times_seconds: Vec<f64>,
}

impl ElevenLabs {
    /// The vendor's own interface.
    ///
    /// # Errors
    /// [`ErrorKind::Internal`] if no client can be built.
    pub fn new(keys: Keys) -> Result<Self> {
        Self::at(BASE, HttpLimits::default(), keys)
    }

    /// Another address: a test's.
    ///
    /// # Errors
    /// As [`Http::new`].
    pub fn at(base: impl Into<String>, limits: HttpLimits, keys: Keys) -> Result<Self> {
        Ok(Self { http: Http::new(VENDOR, base, limits)?, keys })
    }
}

#[async_trait]
impl SpeechVendor for ElevenLabs {
    fn provider(&self) -> &'static str {
        VENDOR
    }

    async fn speak(&self, request: &SpeechRequest) -> Result<Answer, CallFailure> {
        let key = self.keys.of(VENDOR).await?;
        // It becomes a part of the address.
        if request.voice.is_empty() || !request.voice.bytes().all(|b| b.is_ascii_alphanumeric()) {
            let message = format!("{VENDOR} has no voice {}.", request.voice);
            return Err(Error::new(ErrorKind::ProviderRefused, message).into());
        }
        let path = format!("/v1/text-to-speech/{}/with-timestamps", request.voice);
        let call = self.http.request(Method::POST, &path).query(&[("output_format", FORMAT)]);
        let call = call.header("xi-api-key", secret_value(key.reveal())?).json(&body(request));
        // The answer's headers say what it cost, so it is read as bytes first.
        let answer = self.http.send(call, Paid::Yes).await?;
        let unusable = |detail: &str| self.http.unusable("has an unknown shape", detail, Paid::Yes);
        let Ok(read) = serde_json::from_slice::<Body>(&answer.body) else {
            return Err(unusable("no sound with its times"));
        };
        let sound = STANDARD.decode(&read.audio_base64).map_err(|_| unusable("no base64"))?;
        if sound.is_empty() || sound.len() % 2 != 0 {
            return Err(unusable("no 16-bit samples"));
        }
        let marks = read.alignment.map(marks).unwrap_or_default();
        let spoken = SpokenAnswer { content_type: CONTENT_TYPE.to_owned(), marks };
        let counted = request.text.chars().count() as u64;
        let characters = charged(&answer.headers, &request.model).unwrap_or(counted);
        Ok(Answer {
            body: serde_json::to_value(spoken).map_err(Error::internal)?,
            media: Some(sound.into()),
            units: Units::of(Unit::Characters, characters),
            cost: None,
        })
    }
}

fn body(request: &SpeechRequest) -> Value {
    let mut body = json!({
        "text": request.text,
        "model_id": request.model,
        // Seeds are 32-bit there.
        "seed": request.seed % (1 << 32),
    });
    // Its own pace is left as it is stored with the voice. From 0.7 to 1.2.
    if request.rate_percent != 100 {
        let speed = f64::from(request.rate_percent.clamp(70, 120)) / 100.0;
        body["voice_settings"] = json!({ "speed": speed });
    }
    // The others refuse it.
    if request.model.ends_with("_v2_5") {
        body["language_code"] = match request.language {
            Language::EnUs => "en".into(),
            Language::PtBr => "pt".into(),
        };
    }
    body
}

/// The characters that were charged. The header counts credits: a character of a flash or turbo model
/// takes half of one. <https://elevenlabs.io/docs/overview/models>
fn charged(headers: &HeaderMap, model: &str) -> Option<u64> {
    let credits: u64 = headers.get("character-cost")?.to_str().ok()?.trim().parse().ok()?;
    let is_half = model.contains("flash") || model.contains("turbo");
    Some(if is_half { credits.saturating_mul(2) } else { credits })
}

fn marks(alignment: Alignment) -> Vec<SpeechMark> {
    let times = alignment
        .character_start_times_seconds
        .into_iter()
        .zip(alignment.character_end_times_seconds);
    let mark = |(text, (start, end))| SpeechMark { text, start_ms: ms(start), end_ms: ms(end) };
    alignment.characters.into_iter().zip(times).map(mark).collect()
}

fn ms(seconds: f64) -> u64 {
    // Clamped to an hour, so the cast keeps the value; no number at all becomes 0.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let ms = (seconds.clamp(0.0, 3_600.0) * 1000.0).round() as u64;
    ms
}
