//! From what HTTP says to the names of the table of errors.

use std::fmt::Display;

use oma_core::spend::{CallFailure, Charge};
use oma_core::{Error, ErrorKind};
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde_json::Value;

use super::Paid;

/// The most characters of a vendor's message that are quoted.
const MOST_QUOTED: usize = 300;

/// A request that got no whole answer.
pub(super) fn unsent(vendor: &str, error: &reqwest::Error, paid: Paid) -> CallFailure {
    let how = if error.is_timeout() { "did not answer in time" } else { "could not be reached" };
    let message = format!("{vendor} {how}.");
    // The address may hold what a user wrote, and its query a key: it stays out.
    let detail = chain(error);
    let failed = Error::new(ErrorKind::ProviderUnavailable, message).with_detail(detail);
    if error.is_connect() || error.is_builder() || paid == Paid::No {
        CallFailure::free(failed)
    } else {
        CallFailure::unknown(failed)
    }
}

/// An answer that says no.
pub(super) fn refused(
    vendor: &str,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
) -> CallFailure {
    let (kind, what) = match status.as_u16() {
        401 | 403 => (ErrorKind::ProviderRefused, "refuses the key"),
        402 => (ErrorKind::ProviderRefused, "has no credit left for this key"),
        404 => (ErrorKind::ProviderRefused, "does not know the model or the address"),
        408 | 425 => (ErrorKind::ProviderUnavailable, "gave up waiting"),
        409 => (ErrorKind::ProviderUnavailable, "is at work on the same"),
        429 => (ErrorKind::ProviderThrottled, "asks to slow down"),
        529 => (ErrorKind::ProviderThrottled, "is overloaded"),
        500.. => (ErrorKind::ProviderUnavailable, "is down"),
        // Redirects are among them: they are not followed, since a key would go along.
        _ => (ErrorKind::ProviderRefused, "refuses the request"),
    };
    let said = said(body).map(|said| format!(": {said}")).unwrap_or_default();
    let error = Error::new(kind, format!("{vendor} {what}{said}")).with_detail(status);
    let retry_after_ms = headers
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.trim().parse::<f64>().ok())
        // From 0 to a day, so the cast keeps the value.
        .filter(|seconds| (0.0..=86_400.0).contains(seconds))
        .map(|seconds| {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let ms = (seconds * 1000.0) as u64;
            ms
        });
    CallFailure { error, charge: Charge::Nothing, retry_after_ms }
}

/// An answer that cannot be used.
pub(super) fn broken(vendor: &str, how: &str, detail: impl Display, paid: Paid) -> CallFailure {
    let error = Error::new(ErrorKind::ProviderBadAnswer, format!("The answer of {vendor} {how}."));
    let error = error.with_detail(detail);
    match paid {
        Paid::Yes => CallFailure::unknown(error),
        Paid::No => CallFailure::free(error),
    }
}

/// What the vendor says in words, where it says it in one of the usual places.
fn said(body: &[u8]) -> Option<String> {
    let json: Value = serde_json::from_slice(body).ok()?;
    let places = ["/error/message", "/detail/message", "/message", "/error", "/detail", "/name"];
    let text = places.iter().find_map(|place| json.pointer(place)?.as_str())?;
    let one_line: Vec<&str> = text.split_whitespace().collect();
    Some(one_line.join(" ").chars().take(MOST_QUOTED).collect())
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
