use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// How long a replaced key goes on signing: long enough to bring the new one to every server.
const OVERLAP: SignedDuration = SignedDuration::from_hours(24);
/// More live keys than these are not kept, however often they are rotated.
const MOST_KEYS: usize = 4;

/// A key that signs. Its Debug output hides it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SigningKey {
    /// Base64 of its bytes.
    secret: String,
    /// Until when it signs; the newest key has no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    valid_until: Option<Timestamp>,
}

impl SigningKey {
    fn new(random: [u8; 24]) -> Self {
        Self { secret: STANDARD.encode(random), valid_until: None }
    }

    /// The key as its owner needs it, `whsec_…`: for the answer that hands it out, and nothing else.
    pub fn reveal(&self) -> String {
        format!("whsec_{}", self.secret)
    }

    pub(super) fn bytes(&self) -> Result<Vec<u8>> {
        STANDARD.decode(&self.secret).map_err(|_| Error::internal("a signing key is no Base64"))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("secret", &"<hidden>")
            .field("valid_until", &self.valid_until)
            .finish()
    }
}

/// The keys of a webhook, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SigningKeys(Vec<SigningKey>);

impl SigningKeys {
    /// One key, of random bytes.
    pub fn new(random: [u8; 24]) -> Self {
        Self(vec![SigningKey::new(random)])
    }

    /// Puts a new key first; the ones before go on signing for a day.
    pub fn rotate(&mut self, random: [u8; 24], now: Timestamp) {
        let end = now.saturating_add(OVERLAP).unwrap_or(Timestamp::MAX);
        self.0.retain(|key| key.valid_until.is_none_or(|until| until > now));
        for key in &mut self.0 {
            key.valid_until.get_or_insert(end);
        }
        self.0.insert(0, SigningKey::new(random));
        self.0.truncate(MOST_KEYS);
    }

    /// The newest.
    pub fn newest(&self) -> Option<&SigningKey> {
        self.0.first()
    }

    /// Those that sign now, the newest first.
    pub fn live(&self, now: Timestamp) -> impl Iterator<Item = &SigningKey> {
        self.0.iter().filter(move |key| key.valid_until.is_none_or(|until| until > now))
    }
}
