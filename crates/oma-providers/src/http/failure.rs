//! From what HTTP says to the names of the table of errors.

use std::fmt::Display;

use oma_core::spend::{CallFailure, Charge};
use oma_core::{Error, ErrorKind};
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::Value;

use super::Paid;
use super::mask::Carried;
use super::wait::wanted_ms;

/// The most characters of a vendor's message that are quoted.
const MOST_QUOTED: usize = 300;

/// A request that got no whole answer.
pub(super) fn unsent(
    vendor: &str,
    error: &reqwest::Error,
    paid: Paid,
    carried: &Carried,
) -> CallFailure {
    let how = match error {
        error if error.is_timeout() => "did not answer in time",
        error if error.is_connect() => "could not be reached",
        _ => "broke off before it answered",
    };
    let message = format!("{vendor} {how}.");
    // The address may hold what a user wrote, and its query a key: it stays out.
    let detail = carried.mask(&chain(error));
    let failed = Error::new(ErrorKind::ProviderUnavailable, message).with_detail(detail);
    if error.is_connect() || error.is_builder() {
        CallFailure::free(failed)
    } else {
        lost(failed, paid)
    }
}

/// An answer that broke off: it was made, and is lost.
pub(super) fn cut(
    vendor: &str,
    error: &reqwest::Error,
    paid: Paid,
    carried: &Carried,
) -> CallFailure {
    let how = if error.is_timeout() { "did not answer in time" } else { "broke off in its answer" };
    let failed = Error::new(ErrorKind::ProviderUnavailable, format!("{vendor} {how}."));
    lost(failed.with_detail(carried.mask(&chain(error))), paid)
}

/// An answer that says no.
pub(super) fn refused(
    vendor: &str,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    (paid, carried): (Paid, &Carried),
) -> CallFailure {
    let said = serde_json::from_slice(body).ok().and_then(|json| said(&json, carried));
    let error = refusal(vendor, status.as_u16(), said.as_deref());
    let failure = match status.as_u16() {
        // A gateway stopped waiting for the one who works: that may be done and charged.
        504 | 524 => lost(error, paid),
        _ => CallFailure::free(error),
    };
    CallFailure { retry_after_ms: wanted_ms(headers), ..failure }
}

/// What an error object in an answer of success says no with (its `code` is a status of HTTP).
/// Some vendors have begun to answer when they notice, so that only its body can tell.
pub(super) fn error_object(vendor: &str, json: &Value, paid: Paid) -> Option<CallFailure> {
    let error = json.get("error").filter(|error| !error.is_null())?;
    let code = error.get("code").or_else(|| error.get("status"));
    let code = code.and_then(|code| code.as_u64().or_else(|| code.as_str()?.parse().ok()));
    let code = code.and_then(|code| u16::try_from(code).ok()).filter(|code| *code >= 400);
    let said = said(json, &Carried::default());
    let error = refusal(vendor, code.unwrap_or(500), said.as_deref());
    Some(match code {
        // Refused before any work was done.
        Some(400..=499) => CallFailure::free(error),
        _ => lost(error, paid),
    })
}

fn refusal(vendor: &str, status: u16, said: Option<&str>) -> Error {
    let (kind, what) = match status {
        401 | 403 => (ErrorKind::ProviderRefused, "refuses the key"),
        402 => (ErrorKind::ProviderRefused, "has no credit left for this key"),
        404 => (ErrorKind::ProviderRefused, "does not know the model or the address"),
        408 | 425 => (ErrorKind::ProviderUnavailable, "gave up waiting"),
        409 => (ErrorKind::ProviderUnavailable, "is at work on the same"),
        413 => (ErrorKind::ProviderRefused, "finds the request too large"),
        429 => (ErrorKind::ProviderThrottled, "asks to slow down"),
        529 => (ErrorKind::ProviderThrottled, "is overloaded"),
        500.. => (ErrorKind::ProviderUnavailable, "is down"),
        // Redirects are among them: they are not followed, since a key would go along.
        _ => (ErrorKind::ProviderRefused, "refuses the request"),
    };
    let said = said.map(|said| format!(": {said}")).unwrap_or_default();
    let end = if said.ends_with(['.', '!', '?']) { "" } else { "." };
    let detail = format!("status {status}");
    Error::new(kind, format!("{vendor} {what}{said}{end}")).with_detail(detail)
}

/// An answer that cannot be used.
pub(super) fn broken(vendor: &str, how: &str, detail: impl Display, paid: Paid) -> CallFailure {
    let error = Error::new(ErrorKind::ProviderBadAnswer, format!("The answer of {vendor} {how}."));
    lost(error.with_detail(detail), paid)
}

fn lost(error: Error, paid: Paid) -> CallFailure {
    let charge = match paid {
        Paid::Yes => Charge::Unknown,
        Paid::No => Charge::Nothing,
    };
    CallFailure { error, charge, retry_after_ms: None }
}

/// What the vendor says in words, where it says it in one of the usual places.
fn said(json: &Value, carried: &Carried) -> Option<String> {
    let places = ["/error/message", "/detail/message", "/message", "/error", "/detail", "/name"];
    let text = places.iter().find_map(|place| json.pointer(place)?.as_str())?;
    Some(carried.quote(text, MOST_QUOTED)).filter(|said| !said.is_empty())
}

/// The causes of an error without its address.
fn chain(error: &reqwest::Error) -> String {
    let mut text = Vec::new();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text.push(error.to_string());
        cause = error.source();
    }
    text.join(": ")
}
