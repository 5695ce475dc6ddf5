use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use jsonwebtoken::DecodingKey;
use jsonwebtoken::jwk::{AlgorithmParameters, KeyAlgorithm, PublicKeyUse};
use oma_core::{Error, Result};
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::Mutex;

use super::Refused;

/// Between two fetches for keys that are not known: tokens with invented keys must not make us
/// send a request each.
const FETCH_EVERY: Duration = Duration::from_mins(1);
/// The same while none are known at all.
const FIRST_AGAIN: Duration = Duration::from_secs(5);
/// After this long they are fetched again at the next token, so that a key that the issuer has
/// taken back is taken back here.
const FRESH_FOR: Duration = Duration::from_hours(1);
const FETCH_WITHIN: Duration = Duration::from_secs(5);
const MAX_BYTES: usize = 256 * 1024;

/// Where an issuer's keys come from: a JWKS, as JSON.
#[async_trait]
pub(crate) trait KeySource: Send + Sync {
    async fn fetch(&self) -> std::result::Result<Value, String>;
}

/// The keys that were fetched last.
pub(super) struct Cache {
    source: Arc<dyn KeySource>,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    keys: HashMap<String, DecodingKey>,
    fetched: Option<Instant>,
    tried: Option<Instant>,
}

impl Cache {
    pub(super) fn new(source: Arc<dyn KeySource>) -> Self {
        Self { source, known: Mutex::default() }
    }

    /// The key with this id. Where the issuer does not answer, keys that are known stay good.
    pub(super) async fn find(&self, kid: &str) -> std::result::Result<DecodingKey, Refused> {
        // Held while fetching: who comes meanwhile wants the same keys.
        let mut known = self.known.lock().await;
        let due = |since: Option<Instant>, after| since.is_none_or(|at| at.elapsed() >= after);
        let stale = due(known.fetched, FRESH_FOR) || !known.keys.contains_key(kid);
        let mut problem = None;
        let wait = if known.fetched.is_some() { FETCH_EVERY } else { FIRST_AGAIN };
        if stale && due(known.tried, wait) {
            known.tried = Some(Instant::now());
            match self.source.fetch().await.and_then(usable) {
                Ok(keys) => {
                    known.keys = keys;
                    known.fetched = Some(Instant::now());
                }
                Err(error) => {
                    tracing::warn!("the keys of the issuer could not be fetched: {error}");
                    problem = Some(error);
                }
            }
        }
        match known.keys.get(kid) {
            Some(key) => Ok(key.clone()),
            None if known.fetched.is_none() => {
                Err(Refused::Unavailable(problem.unwrap_or_else(|| "asked lately".to_owned())))
            }
            None => Err(Refused::UnknownKey),
        }
    }
}

#[derive(Deserialize)]
struct Jwks {
    keys: Vec<Value>,
}

/// The RSA keys for RS256 signatures. Others, and those that nobody can read, are passed over: an
/// issuer may show keys for other purposes.
fn usable(jwks: Value) -> std::result::Result<HashMap<String, DecodingKey>, String> {
    let Jwks { keys } = serde_json::from_value(jwks).map_err(|_| "it is no JWKS".to_owned())?;
    let usable = keys.into_iter().filter_map(|key| {
        let jwk: jsonwebtoken::jwk::Jwk = serde_json::from_value(key).ok()?;
        let common = &jwk.common;
        let signs = common.public_key_use.as_ref().is_none_or(|u| *u == PublicKeyUse::Signature);
        let rs256 = common.key_algorithm.is_none_or(|alg| alg == KeyAlgorithm::RS256);
        let rsa = matches!(jwk.algorithm, AlgorithmParameters::RSA(_));
        let kid = common.key_id.clone().filter(|_| signs && rs256 && rsa)?;
        Some((kid, DecodingKey::from_jwk(&jwk).ok()?))
    });
    Ok(usable.collect())
}

/// An issuer's JWKS over HTTP.
pub(super) struct Remote {
    http: reqwest::Client,
    issuer: String,
}

#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    jwks_uri: String,
}

impl Remote {
    pub(super) fn new(issuer: &str) -> Result<Self> {
        let http = reqwest::Client::builder()
            .timeout(FETCH_WITHIN)
            .redirect(reqwest::redirect::Policy::none())
            .build();
        Ok(Self { http: http.map_err(Error::internal)?, issuer: issuer.to_owned() })
    }

    async fn get(&self, url: &str) -> std::result::Result<Value, String> {
        let unable = |error: reqwest::Error| error.without_url().to_string();
        let response = self.http.get(url).send().await.map_err(unable)?;
        let mut response = response.error_for_status().map_err(unable)?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(unable)? {
            body.extend_from_slice(&chunk);
            if body.len() > MAX_BYTES {
                return Err("the answer is too long".to_owned());
            }
        }
        serde_json::from_slice(&body).map_err(|_| "the answer is not JSON".to_owned())
    }
}

#[async_trait]
impl KeySource for Remote {
    async fn fetch(&self) -> std::result::Result<Value, String> {
        let base = self.issuer.trim_end_matches('/');
        let discovery = self.get(&format!("{base}/.well-known/openid-configuration")).await?;
        let discovery: Discovery = serde_json::from_value(discovery)
            .map_err(|_| "the discovery document has no issuer or keys".to_owned())?;
        if discovery.issuer != self.issuer {
            return Err(format!("the issuer calls itself {:?}", discovery.issuer));
        }
        self.get(&discovery.jwks_uri).await
    }
}
