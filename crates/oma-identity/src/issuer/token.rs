//! Where programs get tokens (RFC 6749, section 3.2) and give them back (RFC 7009).

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Form, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use oma_core::Error;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::codes::{Grant, Taken};
use super::{CLI_CLIENT, Issuer, TOKEN_LIFE};
use crate::directory::{Client, User};
use crate::secret;

type Fields = BTreeMap<String, String>;

/// An error of RFC 6749, section 5.2.
enum Refusal {
    Said(&'static str),
    /// The client is not who it says.
    Client,
    Failed(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// Who asks.
enum Asking {
    /// A program in which people sign in; it has no secret, so its id says nothing but that.
    Public(String),
    Machine(Client),
}

/// `POST /oauth2/token`
pub(super) async fn token(
    State(issuer): State<Issuer>,
    headers: HeaderMap,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    match issuer.token(&headers, pairs) {
        Ok(tokens) => answer((StatusCode::OK, Json(tokens)).into_response()),
        Err(refusal) => answer(refusal.into_response()),
    }
}

/// `POST /oauth2/revoke`: ends a session. The answer is the same whether there was one.
pub(super) async fn revoke(
    State(issuer): State<Issuer>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    let ended = fields(pairs).and_then(|fields| {
        let token = required(&fields, "token")?;
        // Whoever has a refresh token has what its session is worth.
        Ok(issuer.0.sessions.end(token)?)
    });
    answer(ended.map_or_else(Refusal::into_response, |()| StatusCode::OK.into_response()))
}

impl Issuer {
    fn token(&self, headers: &HeaderMap, pairs: Vec<(String, String)>) -> Result<Value, Refusal> {
        let fields = fields(pairs)?;
        let asking = self.asking(headers, &fields)?;
        match (required(&fields, "grant_type")?, asking) {
            ("authorization_code", Asking::Public(client)) => self.by_code(&client, &fields),
            ("refresh_token", Asking::Public(client)) => self.by_refresh(&client, &fields),
            ("client_credentials", Asking::Machine(client)) => self.by_secret(&client, &fields),
            ("authorization_code" | "refresh_token" | "client_credentials", _) => {
                Err(Refusal::Said("unauthorized_client"))
            }
            _ => Err(Refusal::Said("unsupported_grant_type")),
        }
    }

    /// Who asks, by the header `Authorization: Basic` or by fields, but not by both.
    fn asking(&self, headers: &HeaderMap, fields: &Fields) -> Result<Asking, Refusal> {
        let (id, given) = match headers.get(header::AUTHORIZATION) {
            Some(_) if fields.contains_key("client_secret") => {
                return Err(Refusal::Said("invalid_request"));
            }
            Some(value) => {
                let (id, given) = basic(value).ok_or(Refusal::Client)?;
                (id, Some(given))
            }
            None => {
                (required(fields, "client_id")?.to_owned(), fields.get("client_secret").cloned())
            }
        };
        if id == CLI_CLIENT && given.is_none() {
            return Ok(Asking::Public(id));
        }
        let client = self.directory().client(&id)?.ok_or(Refusal::Client)?;
        match given {
            Some(given) if client.has_secret(&given) => Ok(Asking::Machine(client)),
            None if !client.is_machine() => Ok(Asking::Public(id)),
            _ => Err(Refusal::Client),
        }
    }

    fn by_code(&self, client_id: &str, fields: &Fields) -> Result<Value, Refusal> {
        let code = required(fields, "code")?;
        let invalid = || Refusal::Said("invalid_grant");
        let now = self.0.settings.clock.now();
        let taken = self.codes().take(code, now);
        let grant = match taken {
            Taken::Grant(grant) => grant,
            Taken::Twice(session) => {
                tracing::warn!("a code came twice; what came of it was ended");
                if let Some(session) = session {
                    self.0.sessions.end(&session)?;
                }
                return Err(invalid());
            }
            Taken::Unknown => return Err(invalid()),
        };
        let verifier = required(fields, "code_verifier")?;
        if grant.client_id != client_id
            || grant.redirect_uri != required(fields, "redirect_uri")?
            || !proves(verifier, &grant.code_challenge)
        {
            return Err(invalid());
        }
        let user = self.user(&grant.sub)?;
        let Grant { scope, nonce, .. } = grant;
        let (session, refresh) = self.0.sessions.begin((&user.sub, client_id, &scope), now)?;
        self.codes().led_to(code, &session);
        self.tokens(&user, client_id, (&scope, nonce.as_deref()), &refresh)
    }

    fn by_refresh(&self, client_id: &str, fields: &Fields) -> Result<Value, Refusal> {
        let token = required(fields, "refresh_token")?;
        let now = self.0.settings.clock.now();
        let refreshed = self.0.sessions.refresh(token, client_id, now)?;
        let (session, next) = refreshed.ok_or(Refusal::Said("invalid_grant"))?;
        let user = match self.user(&session.sub) {
            Ok(user) => user,
            Err(refusal) => {
                self.0.sessions.end(&next)?;
                return Err(refusal);
            }
        };
        self.tokens(&user, client_id, (&session.scope, None), &next)
    }

    fn by_secret(&self, client: &Client, fields: &Fields) -> Result<Value, Refusal> {
        let asked: Vec<&str> = match fields.get("scope") {
            Some(scope) => scope.split_whitespace().collect(),
            None => client.scopes.iter().map(String::as_str).collect(),
        };
        let allowed = |scope: &&str| client.scopes.iter().any(|has| has == scope);
        if asked.is_empty() || !asked.iter().all(allowed) {
            return Err(Refusal::Said("invalid_scope"));
        }
        let scope = asked.join(" ");
        Ok(json!({
            "access_token": self.machine_token(client, &scope)?,
            "token_type": "Bearer",
            "expires_in": TOKEN_LIFE.as_secs(),
            "scope": scope,
        }))
    }

    fn tokens(
        &self,
        user: &User,
        client_id: &str,
        (scope, nonce): (&str, Option<&str>),
        refresh_token: &str,
    ) -> Result<Value, Refusal> {
        let mut tokens = json!({
            "access_token": self.access_token(user, client_id)?,
            "token_type": "Bearer",
            "expires_in": TOKEN_LIFE.as_secs(),
            "refresh_token": refresh_token,
            "scope": scope,
        });
        if scope.split_whitespace().any(|scope| scope == "openid") {
            tokens["id_token"] = json!(self.id_token(user, client_id, nonce)?);
        }
        Ok(tokens)
    }

    /// The user, as long as there is one who is not disabled.
    fn user(&self, sub: &str) -> Result<User, Refusal> {
        let user = self.directory().user_by_sub(sub)?.filter(|user| !user.disabled);
        user.ok_or(Refusal::Said("invalid_grant"))
    }
}

/// Whether a verifier is the one whose hash was sent before (RFC 7636, 4.6).
fn proves(verifier: &str, challenge: &str) -> bool {
    let hash = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    (43..=128).contains(&verifier.len()) && secret::equal(&hash, challenge)
}

/// A field that comes twice could be read in two ways, so the request is refused.
fn fields(pairs: Vec<(String, String)>) -> Result<Fields, Refusal> {
    let mut fields = Fields::new();
    for (name, value) in pairs {
        if fields.insert(name, value).is_some() {
            return Err(Refusal::Said("invalid_request"));
        }
    }
    Ok(fields)
}

fn required<'a>(fields: &'a Fields, name: &str) -> Result<&'a str, Refusal> {
    let value = fields.get(name).map(String::as_str).filter(|value| !value.is_empty());
    value.ok_or(Refusal::Said("invalid_request"))
}

/// The id and the secret of `Basic …`. Both are form-encoded inside (RFC 6749, 2.3.1).
fn basic(value: &HeaderValue) -> Option<(String, String)> {
    let (scheme, encoded) = value.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(BASE64_STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, given) = text.split_once(':')?;
    let decode = |text: &str| form_urlencoded::parse(text.as_bytes()).next().map(|(k, _)| k.into());
    Some((decode(id)?, decode(given)?))
}

/// Tokens are nobody's to keep on the way.
fn answer(mut response: Response) -> Response {
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, no_store);
    response
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, error) = match self {
            Self::Said(error) => (StatusCode::BAD_REQUEST, error),
            Self::Client => (StatusCode::UNAUTHORIZED, "invalid_client"),
            Self::Failed(error) => {
                tracing::error!(error = %error.full_text(), "a token could not be made");
                (StatusCode::INTERNAL_SERVER_ERROR, "server_error")
            }
        };
        let mut response = (status, Json(json!({ "error": error }))).into_response();
        if status == StatusCode::UNAUTHORIZED {
            let basic = HeaderValue::from_static("Basic realm=\"oma\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, basic);
        }
        response
    }
}
