//! What the issuer signs with.

use std::fmt;
use std::path::{Path, PathBuf};

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use oma_core::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ulid::Ulid;

use crate::files;
use crate::issuer::TOKEN_LIFE;

/// How long a key signs.
const SIGNS_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How much longer than its last token a key is shown: for clocks that are not quite right.
const MARGIN: SignedDuration = SignedDuration::from_mins(10);

/// The keys in a file: the one that signs, the next one, which is shown already so that whoever
/// keeps our JWKS knows it in time, and the former ones until their last token has expired.
#[derive(Debug, Clone)]
pub(crate) struct Keys {
    folder: PathBuf,
}

#[derive(Default, Serialize, Deserialize)]
struct Ring {
    /// In the order in which they sign.
    keys: Vec<Key>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Key {
    kid: String,
    /// PKCS#8.
    pem: String,
    /// Since when it signs; the next one does not yet.
    signs_from: Option<Timestamp>,
    /// Since when it signs no more.
    retired_at: Option<Timestamp>,
}

impl Keys {
    /// Opens the keys of a folder, and makes them if there are none.
    pub(crate) fn open(folder: &Path, now: Timestamp) -> Result<Self> {
        let keys = Self { folder: folder.to_owned() };
        keys.current(now)?;
        Ok(keys)
    }

    /// A token with these claims.
    pub(crate) fn sign(&self, claims: &Map<String, Value>, now: Timestamp) -> Result<String> {
        let ring = self.current(now)?;
        let key = ring.keys.iter().find(|key| key.signs_from.is_some() && key.retired_at.is_none());
        let key = key.ok_or_else(|| Error::internal("no key signs"))?;
        let header = Header { kid: Some(key.kid.clone()), ..Header::new(Algorithm::RS256) };
        jsonwebtoken::encode(&header, claims, &key.encoding()?).map_err(Error::internal)
    }

    /// The public halves.
    pub(crate) fn public(&self, now: Timestamp) -> Result<JwkSet> {
        let ring = self.current(now)?;
        Ok(JwkSet { keys: ring.keys.iter().map(Key::public).collect::<Result<_>>()? })
    }

    /// The keys as they stand, after the turns that are due.
    fn current(&self, now: Timestamp) -> Result<Ring> {
        let path = self.folder.join("keys.json");
        let ring: Ring = files::read(&path)?;
        if !ring.is_due(now) {
            return Ok(ring);
        }
        let _lock = files::lock(&self.folder)?;
        let mut ring: Ring = files::read(&path)?;
        if ring.is_due(now) {
            ring.turn(now)?;
            files::write(&path, &ring)?;
        }
        Ok(ring)
    }
}

impl Ring {
    fn is_due(&self, now: Timestamp) -> bool {
        let signing = self.keys.iter().find(|key| key.retired_at.is_none());
        signing.and_then(|key| key.signs_from).is_none_or(|since| now - SIGNS_FOR >= since)
            || self.keys.iter().any(|key| key.is_over(now))
    }

    fn turn(&mut self, now: Timestamp) -> Result<()> {
        self.keys.retain(|key| !key.is_over(now));
        for key in &mut self.keys {
            let since = key.signs_from.filter(|_| key.retired_at.is_none());
            if since.is_some_and(|since| now - SIGNS_FOR >= since) {
                key.retired_at = Some(now);
            }
        }
        while self.keys.iter().filter(|key| key.retired_at.is_none()).count() < 2 {
            self.keys.push(Key::generate()?);
        }
        if let Some(key) = self.keys.iter_mut().find(|key| key.retired_at.is_none()) {
            key.signs_from.get_or_insert(now);
        }
        Ok(())
    }
}

impl Key {
    fn generate() -> Result<Self> {
        let unable = |_| Error::internal("a key could not be made");
        let pair = KeyPair::generate(KeySize::Rsa2048).map_err(unable)?;
        let der: Pkcs8V1Der<'_> = pair.as_der().map_err(unable)?;
        let body = BASE64_STANDARD.encode(der.as_ref());
        let pem = format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n");
        Ok(Self { kid: Ulid::generate().to_string(), pem, signs_from: None, retired_at: None })
    }

    fn encoding(&self) -> Result<EncodingKey> {
        // Without the parser's words: they are about the key.
        EncodingKey::from_rsa_pem(self.pem.as_bytes())
            .map_err(|_| Error::internal("a key of the issuer cannot be read"))
    }

    fn public(&self) -> Result<Jwk> {
        let jwk = Jwk::from_encoding_key(&self.encoding()?, Algorithm::RS256);
        let mut jwk = jwk.map_err(|_| Error::internal("a key of the issuer cannot be used"))?;
        jwk.common.key_id = Some(self.kid.clone());
        jwk.common.public_key_use = Some(PublicKeyUse::Signature);
        Ok(jwk)
    }

    /// Whether every token that it signed has expired.
    fn is_over(&self, now: Timestamp) -> bool {
        self.retired_at.is_some_and(|at| now - TOKEN_LIFE - MARGIN > at)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").field("kid", &self.kid).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_take_turns_and_stay_known_as_long_as_their_tokens_live() {
        let folder = tempfile::tempdir().unwrap();
        let start = Timestamp::now();
        let keys = Keys::open(folder.path(), start).unwrap();
        let shown = |now| -> Vec<String> {
            let set = keys.public(now).unwrap();
            set.keys.into_iter().filter_map(|key| key.common.key_id).collect()
        };
        let signs = |now| {
            let token = keys.sign(&Map::new(), now).unwrap();
            jsonwebtoken::decode_header(&token).unwrap().kid.unwrap()
        };
        let first = shown(start);
        assert_eq!(first.len(), 2);
        assert_eq!(signs(start), first[0]);
        let turned = start + SIGNS_FOR;
        assert_eq!(signs(turned), first[1], "the next one was shown all the time");
        let second = shown(turned + TOKEN_LIFE);
        assert_eq!(second[..2], first[..]);
        assert_eq!(second.len(), 3);
        let third = shown(turned + TOKEN_LIFE + MARGIN + SignedDuration::from_secs(1));
        assert_eq!(third, second[1..]);
        let private = std::fs::read_to_string(folder.path().join("keys.json")).unwrap();
        assert!(private.contains("PRIVATE"));
        assert!(!serde_json::to_string(&keys.public(turned).unwrap()).unwrap().contains("\"d\""));
    }
}
