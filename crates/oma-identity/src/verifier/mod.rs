//! From a token to its claims.

mod keys;

use std::sync::Arc;

use jsonwebtoken::errors::ErrorKind as Jwt;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Map, Value};

use self::keys::Cache;
pub(crate) use self::keys::KeySource;
use self::keys::Remote;

/// How far clocks may be apart.
const LEEWAY_S: u64 = 30;
/// A longer token is not ours; it would only cost time.
const MAX_TOKEN_BYTES: usize = 8 * 1024;

/// Whose tokens, and for whom.
#[derive(Debug, Clone)]
pub struct VerifierSettings {
    /// The claim `iss`, exactly. Its keys are where `{issuer}/.well-known/openid-configuration`
    /// says, of Cognito too.
    pub issuer: String,
    /// One of these must be the claim `aud`, or `client_id` of an access token without `aud`:
    /// Cognito's have none.
    pub audiences: Vec<String>,
}

/// Checks tokens of one issuer: RS256 and nothing else, by a key that the issuer shows.
pub struct Verifier {
    settings: VerifierSettings,
    keys: Cache,
    subjects: Option<Arc<dyn Subjects>>,
}

/// Who may have tokens now, which no signature says. Only an issuer in this process can be asked:
/// elsewhere a token is good until it expires.
pub(crate) trait Subjects: Send + Sync {
    /// Whether whom these claims name is still there and not disabled.
    fn are_welcome(&self, claims: &Map<String, Value>) -> oma_core::Result<bool>;
}

/// Why a token is not taken. For the log: a client learns only that it is not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is no token.
    #[error("it is no token")]
    Malformed,
    /// It is not signed with RS256.
    #[error("its algorithm is not RS256")]
    Algorithm,
    /// Its header names no key, or none of the issuer's.
    #[error("it names no key of the issuer")]
    UnknownKey,
    /// The signature is not that of the key over this text.
    #[error("its signature is wrong")]
    Signature,
    /// Its time is over, or it does not say when that is.
    #[error("it has expired")]
    Expired,
    /// Its time has not come.
    #[error("it is not valid yet")]
    NotYetValid,
    /// Another issuer made it.
    #[error("its issuer is another")]
    Issuer,
    /// It is for somebody else.
    #[error("it is for somebody else")]
    Audience,
    /// It is neither an access token nor an id token.
    #[error("it is neither an access token nor an id token")]
    Use,
    /// Whom it names was disabled or removed after it was made.
    #[error("whom it names is disabled or gone")]
    Subject,
    /// The issuer's keys, or what it knows of its users, could not be had.
    #[error("the issuer cannot be asked: {0}")]
    Unavailable(String),
}

impl Verifier {
    /// For an issuer somewhere else. Its keys are fetched when the first token comes, and again
    /// when a token names one that is not known, at most once a minute.
    pub fn new(settings: VerifierSettings) -> oma_core::Result<Self> {
        let source = Remote::new(&settings.issuer)?;
        Ok(Self::with_source(settings, Arc::new(source)))
    }

    pub(crate) fn with_source(settings: VerifierSettings, source: Arc<dyn KeySource>) -> Self {
        Self { settings, keys: Cache::new(source), subjects: None }
    }

    /// The same, which also refuses the tokens of those who are disabled or gone by now.
    pub(crate) fn asking(self, subjects: Arc<dyn Subjects>) -> Self {
        Self { subjects: Some(subjects), ..self }
    }

    /// The claims of a token.
    pub async fn verify(&self, token: &str) -> Result<Map<String, Value>, Refused> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(Refused::Malformed);
        }
        let header = jsonwebtoken::decode_header(token).map_err(|error| refused(&error))?;
        if header.alg != Algorithm::RS256 {
            return Err(Refused::Algorithm);
        }
        // What must be understood and is not (RFC 7515, 4.1.11): we know no extension.
        if header.crit.is_some() {
            return Err(Refused::Malformed);
        }
        let kid = header.kid.ok_or(Refused::UnknownKey)?;
        let key = self.keys.find(&kid).await?;
        let claims = self.decode(token, &key)?;
        self.check_use(&claims)?;
        self.check_subject(&claims)?;
        Ok(claims)
    }

    fn decode(&self, token: &str, key: &DecodingKey) -> Result<Map<String, Value>, Refused> {
        let mut rules = Validation::new(Algorithm::RS256);
        rules.set_issuer(&[&self.settings.issuer]);
        rules.set_required_spec_claims(&["exp", "iss"]);
        rules.leeway = LEEWAY_S;
        rules.validate_nbf = true;
        // `aud` or `client_id`, which depends on the kind of token.
        rules.validate_aud = false;
        let decoded = jsonwebtoken::decode::<Map<String, Value>>(token, key, &rules);
        let claims = decoded.map_err(|error| refused(&error))?.claims;
        // A token of several issuers is none of ours; the library takes it if one of them is.
        if claims.get("iss").and_then(Value::as_str) == Some(self.settings.issuer.as_str()) {
            Ok(claims)
        } else {
            Err(Refused::Issuer)
        }
    }

    fn check_subject(&self, claims: &Map<String, Value>) -> Result<(), Refused> {
        let Some(subjects) = &self.subjects else { return Ok(()) };
        match subjects.are_welcome(claims) {
            Ok(true) => Ok(()),
            Ok(false) => Err(Refused::Subject),
            Err(error) => Err(Refused::Unavailable(error.full_text())),
        }
    }

    fn check_use(&self, claims: &Map<String, Value>) -> Result<(), Refused> {
        let is_ours = |text: &str| self.settings.audiences.iter().any(|ours| ours == text);
        let token_use = match claims.get("token_use") {
            None => "",
            Some(Value::String(token_use)) if matches!(token_use.as_str(), "access" | "id") => {
                token_use
            }
            Some(_) => return Err(Refused::Use),
        };
        let for_us = match claims.get("aud") {
            Some(Value::String(audience)) => is_ours(audience),
            Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).any(is_ours),
            None if token_use == "access" => {
                claims.get("client_id").and_then(Value::as_str).is_some_and(is_ours)
            }
            Some(_) | None => false,
        };
        if for_us { Ok(()) } else { Err(Refused::Audience) }
    }
}

fn refused(error: &jsonwebtoken::errors::Error) -> Refused {
    match error.kind() {
        Jwt::InvalidSignature => Refused::Signature,
        Jwt::ExpiredSignature => Refused::Expired,
        Jwt::MissingRequiredClaim(claim) if claim == "exp" => Refused::Expired,
        Jwt::MissingRequiredClaim(_) | Jwt::InvalidIssuer => Refused::Issuer,
        Jwt::ImmatureSignature => Refused::NotYetValid,
        Jwt::InvalidAlgorithm | Jwt::InvalidAlgorithmName => Refused::Algorithm,
        _ => Refused::Malformed,
    }
}

#[cfg(test)]
mod tests;
