//! What the clients share in reading answers.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use oma_core::money::MicroUsd;
use oma_core::spend::{CallFailure, Charge};
use oma_core::{Error, ErrorKind};
use serde_json::Value;

/// Words by which vendors say that the content, and not the key or the model, is refused.
const FILTERED: [&str; 5] =
    ["moderation", "safety system", "content policy", "content filter", "flagged"];

/// An answer that cannot be used, and what it is charged.
pub(crate) fn bad(vendor: &str, how: &str, charge: Charge) -> CallFailure {
    let error = Error::new(ErrorKind::ProviderBadAnswer, format!("The answer of {vendor} {how}."));
    CallFailure { error, charge, retry_after_ms: None }
}

/// A refusal of the content, and what it is charged.
pub(crate) fn rejected(vendor: &str, charge: Charge) -> CallFailure {
    let message = format!("The content filter of {vendor} refuses the picture.");
    let error = Error::new(ErrorKind::ContentRejected, message);
    CallFailure { error, charge, retry_after_ms: None }
}

/// Tells a refusal of the content from one of the key, where both come with the same status.
pub(super) fn filtered(mut failure: CallFailure) -> CallFailure {
    let said = failure.error.message.to_lowercase();
    if failure.error.kind == ErrorKind::ProviderRefused
        && FILTERED.iter().any(|words| said.contains(words))
    {
        failure.error.kind = ErrorKind::ContentRejected;
    }
    failure
}

/// The picture in base64.
pub(super) fn decoded(vendor: &str, text: &str, charge: Charge) -> Result<Bytes, CallFailure> {
    let bytes = STANDARD.decode(text).map_err(|_| bad(vendor, "is no base64", charge))?;
    picture(vendor, bytes.into(), charge)
}

/// The picture in a data URL.
pub(super) fn of_data_url(vendor: &str, url: &str, charge: Charge) -> Result<Bytes, CallFailure> {
    let data = url.strip_prefix("data:").and_then(|rest| rest.split_once(";base64,"));
    let (_, text) = data.ok_or_else(|| bad(vendor, "holds no data URL", charge))?;
    decoded(vendor, text, charge)
}

/// The bytes, if they begin as a PNG, JPEG or WebP does. What a vendor says of its type is not
/// believed.
pub(super) fn picture(vendor: &str, bytes: Bytes, charge: Charge) -> Result<Bytes, CallFailure> {
    match media_type(&bytes) {
        Some(_) => Ok(bytes),
        None => Err(bad(vendor, "is no picture", charge)),
    }
}

/// The media type of a picture, by its first bytes.
pub(crate) fn media_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

/// What a vendor says it charges, in dollars, rounded up to a whole micro-dollar.
pub(super) fn cost(usd: Option<&Value>) -> Option<MicroUsd> {
    let micros = (usd?.as_f64()? * 1e6).ceil();
    // Whole, and far below 2^53, so the cast keeps the value.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = micros as u64;
    (0.0..=1e12).contains(&micros).then_some(MicroUsd(whole))
}
