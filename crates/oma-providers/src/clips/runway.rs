use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use oma_core::format::Aspect;
use oma_core::ports::{ClipJob, ClipRequest, ClipState, ClipVendor};
use oma_core::spend::{Answer, CallFailure, Charge, Unit, Units};
use oma_core::{Error, ErrorKind};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::http::{Http, Paid, bearer};
use crate::images::{bad, media_type};
use crate::keys::Keys;

const VENDOR: &str = "runway";
/// The version of the interface, which every request must name.
const VERSION: (&str, &str) = ("X-Runway-Version", "2024-11-06");
/// The longest data URI of a still: <https://docs.dev.runwayml.com/assets/inputs/>.
const MOST_DATA_URI: usize = 5_000_000;
/// The longest prompt, in UTF-16 code units.
const MOST_PROMPT: usize = 1_000;

/// Runway: `POST /v1/image_to_video` starts a task, `GET /v1/tasks/{id}` tells how far it is.
///
/// A task is `PENDING`, `THROTTLED` (it waits for others of the same account) or `RUNNING`, and ends as
/// `SUCCEEDED` with links that live a day or two, `FAILED` with a dotted `failureCode`, or `CANCELLED`.
/// Codes that begin with `SAFETY.` are the content filter's.
///
/// Shapes: <https://docs.dev.runwayml.com/api/>, failures:
/// <https://docs.dev.runwayml.com/errors/task-failures/>.
#[derive(Debug, Clone)]
pub struct Runway {
    http: Http,
    keys: Keys,
    takes_plain_links: bool,
}

impl Runway {
    /// Where Runway answers.
    pub const BASE: &'static str = "https://api.dev.runwayml.com";

    /// A client.
    pub fn new(http: Http, keys: Keys) -> Self {
        Self { http, keys, takes_plain_links: false }
    }

    /// A client of a stand-in on this machine, whose links are not https.
    #[must_use]
    pub fn taking_plain_links(self) -> Self {
        Self { takes_plain_links: true, ..self }
    }

    async fn request(&self, method: Method, path: &str) -> Result<RequestBuilder, CallFailure> {
        let (name, value) = bearer(&self.keys.of(VENDOR).await?)?;
        let request = self.http.request(method, path).header(name, value);
        Ok(request.header(VERSION.0, VERSION.1))
    }
}

#[async_trait]
impl ClipVendor for Runway {
    fn provider(&self) -> &'static str {
        VENDOR
    }

    async fn start(&self, model: &str, request: &ClipRequest) -> Result<Answer, CallFailure> {
        let body = body(model, request)?;
        let call = self.request(Method::POST, "/v1/image_to_video").await?.json(&body);
        let answer = self.http.send_json(call, Paid::Yes).await?;
        let id = answer.get("id").and_then(Value::as_str).filter(|id| is_id(id));
        let id = id.ok_or_else(|| bad(VENDOR, "names no task", Charge::Unknown))?;
        Ok(Answer {
            body: json!(ClipJob { id: id.to_owned() }),
            media: None,
            units: Units::of(Unit::Milliseconds, u64::from(seconds(request)) * 1000),
            cost: None,
        })
    }

    async fn look(&self, job: &ClipJob) -> Result<ClipState, CallFailure> {
        if !is_id(&job.id) {
            return Err(bad(VENDOR, "named no task", Charge::Nothing));
        }
        let call = self.request(Method::GET, &format!("/v1/tasks/{}", job.id)).await?;
        let task = self.http.send_json(call, Paid::No).await?;
        let text = |name: &str| task.get(name).and_then(Value::as_str).unwrap_or_default();
        match text("status") {
            "PENDING" | "THROTTLED" | "RUNNING" => Ok(ClipState::Pending),
            "SUCCEEDED" => match task.pointer("/output/0").and_then(Value::as_str) {
                Some(link) => Ok(ClipState::Done(link.to_owned())),
                None => Err(bad(VENDOR, "names no file", Charge::Nothing)),
            },
            "FAILED" => Ok(ClipState::Failed(failure(text("failureCode")))),
            "CANCELLED" => {
                let error = Error::new(ErrorKind::ProviderRefused, "The task was cancelled.");
                Ok(ClipState::Failed(error))
            }
            _ => Err(bad(VENDOR, "is of an unknown status", Charge::Nothing)),
        }
    }

    async fn fetch(&self, link: &str) -> Result<Bytes, CallFailure> {
        let is_plain = self.takes_plain_links && link.starts_with("http://");
        if !link.starts_with("https://") && !is_plain {
            return Err(bad(VENDOR, "holds no https link", Charge::Nothing));
        }
        // Without the key: the link is its own permission, and leads elsewhere.
        let call = self.http.request_elsewhere(Method::GET, link);
        let bytes = self.http.send(call, Paid::No).await.map_err(unquoted)?.body;
        // An MP4 names its kind in bytes 4 to 8.
        match bytes.get(4..8) {
            Some(b"ftyp") => Ok(bytes),
            _ => Err(bad(VENDOR, "is no MP4", Charge::Nothing)),
        }
    }
}

/// Files lie with somebody else, whose words are of no use to a user.
fn unquoted(mut failure: CallFailure) -> CallFailure {
    failure.error.message = format!("The file of {VENDOR} could not be fetched.");
    failure
}

fn body(model: &str, request: &ClipRequest) -> Result<Value, Error> {
    let kind = media_type(&request.still)
        .ok_or_else(|| Error::new(ErrorKind::InvalidAsset, "The still is no picture."))?;
    let still = format!("data:{kind};base64,{}", STANDARD.encode(&request.still));
    if still.len() > MOST_DATA_URI {
        let message = format!("The still is too large for {VENDOR}.");
        return Err(Error::new(ErrorKind::ProviderRefused, message));
    }
    Ok(json!({
        "model": model,
        "promptImage": still,
        "promptText": shortened(&request.prompt),
        "ratio": ratio(request.aspect),
        "duration": seconds(request),
        "seed": request.seed & 0xffff_ffff,
    }))
}

/// Whole seconds, the next longer.
fn seconds(request: &ClipRequest) -> u32 {
    u32::try_from(request.duration_ms.div_ceil(1000)).unwrap_or(u32::MAX)
}

fn shortened(prompt: &str) -> String {
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= MOST_PROMPT
    };
    prompt.chars().take_while(fits).collect()
}

fn ratio(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Portrait => "720:1280",
        Aspect::Landscape => "1280:720",
        Aspect::Square => "960:960",
        Aspect::Feed => "832:1104",
    }
}

/// An id becomes part of a path.
fn is_id(id: &str) -> bool {
    let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    (1..=100).contains(&id.len()) && id.bytes().all(fits)
}

/// The code is shown, the vendor's words are not: they may quote the prompt.
fn failure(code: &str) -> Error {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_');
    let shown = if code.bytes().all(is_plain) { code } else { "" };
    if code.split('.').any(|part| part == "SAFETY") {
        let message = format!("The content filter of {VENDOR} refuses the clip ({shown}).");
        return Error::new(ErrorKind::ContentRejected, message);
    }
    let message = format!("{VENDOR} could not make the clip ({shown}).");
    Error::new(ErrorKind::ProviderBadAnswer, message)
}
