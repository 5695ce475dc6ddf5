//! Requests that are sent twice are done once: the header `Idempotency-Key`.
//!
//! A key is reserved before the request is done and keeps the answer for a day. An equal request
//! gets that answer again; one that arrives while the first is being done waits for it. A process
//! that dies in between leaves a reservation whose lease ends: an equal request takes it over then,
//! with the same [`RequestKey`], so that what it makes has the same id.
//!
//! A refused request did nothing, so it leaves its key unused: it may be corrected and sent again
//! under it. Faults of ours (5xx) leave it unused too.
//!
//! Answers that show a signing key are not kept in the table: asking again says so (409), and the
//! key can be rotated. Nor are answers larger than [`MAX_KEPT_BYTES`].

mod reservation;
#[cfg(test)]
mod tests;

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header, request};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use oma_core::{Error, ErrorKind};
use sha2::{Digest as _, Sha256};
use tokio::time::Instant;
use tracing::Instrument as _;
use ulid::Ulid;

use self::reservation::{Answer, Asked, Found, Reservations, Reserved};
use crate::Services;
use crate::caller::Caller;
use crate::problem::Failed;

/// The largest answer that is kept.
pub(crate) const MAX_KEPT_BYTES: usize = 64 * 1024;
/// How long an equal request waits for the first.
const PATIENCE: Duration = Duration::from_secs(10);
/// Routes whose answers show a secret.
const SECRET_ANSWERS: [&str; 2] = ["/v1/webhooks", "/v1/webhooks/{webhook_id}/rotate-key"];

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// On a request with an idempotency key: the id to give to what it makes. A request that takes over
/// from one that died gets the same, so what exists under it already is its own work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestKey(pub Ulid);

impl RequestKey {
    /// The id of the `n`th thing that one request makes; of the first for 0.
    pub fn nth(self, n: u32) -> Ulid {
        Ulid::from_parts(self.0.timestamp_ms(), self.0.random().wrapping_add(u128::from(n)))
    }
}

/// Does a request once, if it has a key.
pub(crate) async fn once(
    services: &Services,
    caller: &Caller,
    route: &str,
    request: Request,
    next: Next,
) -> Response {
    let key = match key_of(&request) {
        Ok(Some(key)) => key,
        Ok(None) => return next.run(request).await,
        Err(failed) => return failed.into_response(),
    };
    let (parts, body) = request.into_parts();
    let bytes = match crate::body::whole(body).await {
        Ok(bytes) => bytes,
        Err(failed) => return failed.into_response(),
    };
    let asked = Asked {
        route: format!("{} {}", parts.method, parts.uri),
        body_sha256: hash(&bytes),
        is_secret: SECRET_ANSWERS.contains(&route),
    };
    let reservations = Reservations::new(services, &caller.owner, &key);
    match reserve(&reservations, &asked).await {
        Ok(Found::Mine(reserved)) => run(reservations, asked, reserved, (parts, bytes), next).await,
        Ok(Found::Answered(answer)) => replay(answer),
        Ok(Found::Other) => Failed::new(
            ErrorKind::IdempotencyMismatch,
            "This idempotency key was sent before with another request.",
        )
        .into_response(),
        Ok(Found::Busy) => busy(),
        Err(error) => Failed(error).into_response(),
    }
}

/// Waits for an equal request that is being done.
async fn reserve(reservations: &Reservations, asked: &Asked) -> Result<Found, Error> {
    let deadline = Instant::now() + PATIENCE;
    let mut pause = Duration::from_millis(25);
    loop {
        let found = reservations.reserve(asked).await?;
        if !matches!(found, Found::Busy) || Instant::now() + pause > deadline {
            return Ok(found);
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 3 / 2).min(Duration::from_millis(500));
    }
}

/// Does the request, even if its client goes away meanwhile.
async fn run(
    reservations: Reservations,
    asked: Asked,
    reserved: Reserved,
    (mut parts, body): (request::Parts, Bytes),
    next: Next,
) -> Response {
    parts.extensions.insert(RequestKey(reserved.id));
    let request = Request::from_parts(parts, Body::from(body));
    let work = async move {
        let response = next.run(request).await;
        let (parts, body) = response.into_parts();
        // Bodies of answers to such requests lie in memory already.
        let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
        let kept = if parts.status.as_u16() < 400 {
            let location = parts.headers.get(header::LOCATION);
            let answer = Answer {
                status: parts.status.as_u16(),
                location: location.and_then(|value| value.to_str().ok()).map(str::to_owned),
                body: kept_body(&asked, &bytes),
            };
            reservations.keep(&asked, &reserved, answer).await
        } else {
            reservations.let_go(&reserved).await
        };
        if let Err(error) = kept {
            tracing::warn!("an idempotent answer could not be kept: {}", error.full_text());
        }
        Response::from_parts(parts, Body::from(bytes))
    };
    match tokio::spawn(work.in_current_span()).await {
        Ok(response) => response,
        // The lease of the reservation ends by itself.
        Err(error) => Failed(Error::internal(error)).into_response(),
    }
}

fn kept_body(asked: &Asked, bytes: &Bytes) -> Option<String> {
    let fits = !asked.is_secret && bytes.len() <= MAX_KEPT_BYTES;
    fits.then(|| String::from_utf8(bytes.to_vec()).ok()).flatten()
}

fn replay(answer: Answer) -> Response {
    let Some(body) = answer.body else {
        let message = "This request was done before under the same idempotency key, and its answer \
                       is not kept because it shows a secret or is too large. Read what it made.";
        return Failed::new(ErrorKind::Conflict, message).into_response();
    };
    let is_empty = body.is_empty();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let headers = response.headers_mut();
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    if !is_empty {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    if let Some(location) = answer.location.and_then(|text| HeaderValue::try_from(text).ok()) {
        headers.insert(header::LOCATION, location);
    }
    response
}

fn busy() -> Response {
    let message = "An equal request with the same idempotency key is still being done.";
    let mut response = Failed::new(ErrorKind::Conflict, message).into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    response
}

/// 1 to 255 visible characters of ASCII, once.
fn key_of(request: &Request) -> Result<Option<String>, Failed> {
    let mut keys = request.headers().get_all(KEY).iter();
    let (Some(key), None) = (keys.next(), keys.next()) else {
        return if request.headers().contains_key(KEY) { Err(malformed()) } else { Ok(None) };
    };
    let is_visible = key.as_bytes().iter().all(u8::is_ascii_graphic);
    let key = key.to_str().ok().filter(|key| is_visible && (1..=255).contains(&key.len()));
    key.map(|key| Some(key.to_owned())).ok_or_else(malformed)
}

fn malformed() -> Failed {
    let message = "The header Idempotency-Key must stand there once, with 1 to 255 visible \
                   characters of ASCII.";
    Failed::new(ErrorKind::MalformedRequest, message)
}

fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
