//! `OpenID` Connect for one machine.
//!
//! Reading order: [`Issuer::router`] names the paths; `authorize` is the page on which people sign
//! in, `token` what programs call. `request` judges what both are asked, `codes` keeps what lies
//! between them, `throttle` slows down who guesses.

mod authorize;
mod codes;
mod discovery;
mod page;
mod request;
mod throttle;
mod token;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use jiff::SignedDuration;
use oma_core::Result;
use oma_core::ports::Clock;
use serde_json::{Map, Value, json};
use tokio::sync::Semaphore;

use self::codes::Codes;
use self::throttle::Throttle;
use crate::directory::{Client, Directory, User};
use crate::keys::Keys;
use crate::secret;
use crate::sessions::Sessions;
use crate::verifier::{KeySource, Subjects, Verifier, VerifierSettings};

/// The public client of the command line, which is always there.
pub const CLI_CLIENT: &str = "oma-cli";
/// The claim `aud` of access tokens.
pub const API_AUDIENCE: &str = "oma";
/// What machine clients can be given: to look, to make, to administer.
pub const SCOPES: [&str; 3] = ["oma/read", "oma/write", "oma/admin"];
/// How long an access token and an id token live.
pub(crate) const TOKEN_LIFE: SignedDuration = SignedDuration::from_hours(1);

/// A sign-in form is a few hundred bytes; a token request less than that.
const MAX_BODY_BYTES: usize = 16 * 1024;
/// How many passwords are hashed at once: each takes 19 MiB and a core.
const PASSWORDS_AT_ONCE: usize = 2;

/// Where the issuer is, and where its files are.
pub struct IssuerSettings {
    /// The URL that clients see, without a `/` at its end: the claim `iss`.
    pub url: String,
    /// Users and clients. Keys and sessions lie beside them.
    pub directory: Directory,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// The issuer. Cheap to clone.
#[derive(Clone)]
pub struct Issuer(Arc<Inner>);

struct Inner {
    settings: IssuerSettings,
    keys: Keys,
    sessions: Sessions,
    codes: Mutex<Codes>,
    throttle: Mutex<Throttle>,
    hashing: Semaphore,
    /// Fits no password; checked where there is no user, so that this takes as long.
    nobody: String,
}

impl Issuer {
    /// Opens the issuer; makes its keys if there are none.
    pub fn open(settings: IssuerSettings) -> Result<Self> {
        let folder = settings.directory.folder();
        let inner = Inner {
            keys: Keys::open(folder, settings.clock.now())?,
            sessions: Sessions::open(folder),
            codes: Mutex::default(),
            throttle: Mutex::default(),
            hashing: Semaphore::new(PASSWORDS_AT_ONCE),
            nobody: secret::hash_password(&secret::random())?,
            settings,
        };
        Ok(Self(Arc::new(inner)))
    }

    /// Its paths: `/.well-known/openid-configuration`, `/.well-known/jwks.json`,
    /// `/oauth2/authorize`, `/oauth2/token`, `/oauth2/revoke`.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/.well-known/openid-configuration", get(discovery::configuration))
            .route("/.well-known/jwks.json", get(discovery::jwks))
            .route("/oauth2/authorize", get(authorize::show).post(authorize::sign_in))
            .route("/oauth2/token", post(token::token))
            .route("/oauth2/revoke", post(token::revoke))
            .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
            .with_state(self.clone())
    }

    /// A verifier of its access tokens, which reads its keys without HTTP, and refuses those of users
    /// and clients that were disabled or removed since.
    pub fn verifier(&self) -> Verifier {
        let settings = VerifierSettings {
            issuer: self.0.settings.url.clone(),
            audiences: vec![API_AUDIENCE.to_owned()],
        };
        let issuer = Arc::new(self.clone());
        Verifier::with_source(settings, issuer.clone()).asking(issuer)
    }

    /// The claims that all tokens share.
    fn claims(&self, token_use: &str) -> Map<String, Value> {
        let now = self.0.settings.clock.now();
        let claims = json!({
            "iss": self.0.settings.url,
            "iat": now.as_second(),
            "exp": (now + TOKEN_LIFE).as_second(),
            "jti": ulid::Ulid::generate().to_string(),
            "token_use": token_use,
        });
        claims.as_object().cloned().unwrap_or_default()
    }

    /// An access token of a person. It carries the groups and never a scope that gives rights:
    /// what a person may do does not depend on what a program asks for.
    fn access_token(&self, user: &User, client_id: &str) -> Result<String> {
        let mut claims = self.claims("access");
        claims.insert("sub".to_owned(), json!(user.sub));
        claims.insert("username".to_owned(), json!(user.name));
        claims.insert("aud".to_owned(), json!(API_AUDIENCE));
        claims.insert("client_id".to_owned(), json!(client_id));
        claims.insert("cognito:groups".to_owned(), json!(user.groups));
        self.sign(&claims)
    }

    /// An id token tells the program who signed in; the API does not take it.
    fn id_token(&self, user: &User, client_id: &str, nonce: Option<&str>) -> Result<String> {
        let mut claims = self.claims("id");
        claims.insert("sub".to_owned(), json!(user.sub));
        claims.insert("aud".to_owned(), json!(client_id));
        claims.insert("preferred_username".to_owned(), json!(user.name));
        if let Some(nonce) = nonce {
            claims.insert("nonce".to_owned(), json!(nonce));
        }
        self.sign(&claims)
    }

    /// An access token of a machine, which stands for itself.
    fn machine_token(&self, client: &Client, scope: &str) -> Result<String> {
        let mut claims = self.claims("access");
        claims.insert("sub".to_owned(), json!(client.id));
        claims.insert("aud".to_owned(), json!(API_AUDIENCE));
        claims.insert("client_id".to_owned(), json!(client.id));
        claims.insert("scope".to_owned(), json!(scope));
        self.sign(&claims)
    }

    fn sign(&self, claims: &Map<String, Value>) -> Result<String> {
        self.0.keys.sign(claims, self.0.settings.clock.now())
    }

    fn directory(&self) -> &Directory {
        &self.0.settings.directory
    }

    fn codes(&self) -> MutexGuard<'_, Codes> {
        self.0.codes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn throttle(&self) -> MutexGuard<'_, Throttle> {
        self.0.throttle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl KeySource for Issuer {
    async fn fetch(&self) -> std::result::Result<Value, String> {
        let keys = self.0.keys.public(self.0.settings.clock.now());
        let keys = keys.map_err(|error| error.full_text())?;
        serde_json::to_value(keys).map_err(|error| error.to_string())
    }
}

/// A read of the directory's file for each token: it is small, and another process may have changed
/// it a moment ago.
impl Subjects for Issuer {
    fn are_welcome(&self, claims: &Map<String, Value>) -> Result<bool> {
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        let Some(sub) = text("sub") else { return Ok(false) };
        // Only a machine stands for itself.
        if text("client_id") == Some(sub) {
            return Ok(self.directory().client(sub)?.is_some_and(|client| client.is_machine()));
        }
        Ok(self.directory().user_by_sub(sub)?.is_some_and(|user| !user.disabled))
    }
}

#[cfg(test)]
mod tests;
