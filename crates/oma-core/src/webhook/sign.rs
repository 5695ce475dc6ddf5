use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;

use super::SigningKeys;
use crate::{Error, Result};

/// The three headers of a message, as the standard-webhooks specification says: a signature
/// `v1,BASE64` for each live key, separated by blanks, over `{id}.{timestamp}.{body}`. The timestamp
/// is that of the attempt, so that whoever receives an old one knows that somebody else replays it.
pub fn signed_headers(
    keys: &SigningKeys,
    id: &str,
    now: Timestamp,
    body: &str,
) -> Result<[(&'static str, String); 3]> {
    let timestamp = now.as_second();
    let mut signatures = Vec::new();
    for key in keys.live(now) {
        let mut mac = Hmac::<Sha256>::new_from_slice(&key.bytes()?).map_err(Error::internal)?;
        mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
        signatures.push(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())));
    }
    Ok([
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", timestamp.to_string()),
        ("webhook-signature", signatures.join(" ")),
    ])
}
