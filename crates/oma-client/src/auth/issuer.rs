use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use reqwest::{StatusCode, Url};
use serde::{Deserialize, Serialize};

use super::{Access, Secret};
use crate::error::{Error, Result};
use crate::http::{Transport, server_url, unexpected};

const PATIENCE: Duration = Duration::from_secs(20);

/// A token without a length of life gets this one; OMA's tokens live for an hour at most.
const DEFAULT_LIFE_S: u32 = 300;

/// Who gives tokens: an `OpenID` Connect issuer, found by its address.
#[derive(Debug, Clone)]
pub struct Issuer {
    endpoints: Endpoints,
    transport: Transport,
    token_url: Url,
}

#[derive(Debug, Clone, Deserialize)]
struct Endpoints {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    #[serde(default)]
    revocation_endpoint: Option<String>,
}

/// What an issuer granted.
#[derive(Debug, Clone)]
pub struct Granted {
    /// The token for the API.
    pub access: Access,
    /// Gets the next token; an issuer that keeps the old one sends none.
    pub refresh_token: Option<Secret>,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: Secret,
    #[serde(default)]
    refresh_token: Option<Secret>,
    #[serde(default)]
    expires_in: Option<u32>,
}

#[derive(Deserialize)]
struct TokenProblem {
    error: String,
    #[serde(default)]
    error_description: String,
}

impl Issuer {
    /// Asks `{issuer}/.well-known/openid-configuration` where everything is.
    ///
    /// # Errors
    /// [`Error::Input`] for an issuer that is not https, that calls itself by another name, or
    /// whose endpoints are not https.
    pub async fn discover(issuer: &str) -> Result<Self> {
        let issuer = issuer.trim_end_matches('/');
        let url = server_url(&format!("{issuer}/.well-known/openid-configuration"))?;
        let transport = Transport::to(&url)?;
        let request = transport.0.get(url.clone()).timeout(PATIENCE);
        let (status, body) = crate::http::fetch(&url, request).await?;
        let endpoints: Endpoints = match serde_json::from_slice(&body) {
            Ok(endpoints) if status.is_success() => endpoints,
            _ => return Err(unexpected(&url, status, &body)),
        };
        if endpoints.issuer.trim_end_matches('/') != issuer {
            let message = format!("{issuer} calls itself {}.", endpoints.issuer);
            return Err(Error::Input(message));
        }
        server_url(&endpoints.authorization_endpoint)?;
        let token_url = server_url(&endpoints.token_endpoint)?;
        Ok(Self { transport: Transport::to(&token_url)?, endpoints, token_url })
    }

    /// Where a person signs in.
    ///
    /// # Errors
    /// [`Error::Input`] if the issuer's address is none.
    pub(super) fn authorize_url(&self, query: &[(&str, &str)]) -> Result<Url> {
        let mut url = server_url(&self.endpoints.authorization_endpoint)?;
        url.query_pairs_mut().extend_pairs(query);
        Ok(url)
    }

    /// Tokens for a code that came back from the sign-in.
    pub(super) async fn exchange(
        &self,
        client_id: &str,
        code: &Secret,
        verifier: &Secret,
        redirect_uri: &str,
    ) -> Result<Granted> {
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", client_id),
            ("code", code.expose()),
            ("code_verifier", verifier.expose()),
            ("redirect_uri", redirect_uri),
        ];
        self.ask(&form, None).await
    }

    /// The next token of a person who signed in.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`] when the sign-in has ended.
    pub async fn refresh(&self, client_id: &str, refresh_token: &Secret) -> Result<Granted> {
        let form = [
            ("grant_type", "refresh_token"),
            ("client_id", client_id),
            ("refresh_token", refresh_token.expose()),
        ];
        self.ask(&form, None).await
    }

    /// A token for a program (OAuth 2 client credentials).
    ///
    /// # Errors
    /// [`Error::NotSignedIn`] when id or secret are wrong.
    pub async fn client_credentials(
        &self,
        client_id: &str,
        client_secret: &Secret,
        scope: &str,
    ) -> Result<Granted> {
        let mut form = vec![("grant_type", "client_credentials")];
        if !scope.is_empty() {
            form.push(("scope", scope));
        }
        self.ask(&form, Some((client_id, client_secret))).await
    }

    /// Tells the issuer that a refresh token is not needed any more, where it takes that.
    pub async fn revoke(&self, client_id: &str, refresh_token: &Secret) -> Result<()> {
        let Some(endpoint) = &self.endpoints.revocation_endpoint else { return Ok(()) };
        let url = server_url(endpoint)?;
        let form = [("token", refresh_token.expose()), ("client_id", client_id)];
        let request = self.transport.0.post(url.clone()).timeout(PATIENCE).form(&form);
        crate::http::fetch(&url, request).await.map(|_| ())
    }

    async fn ask<F: Serialize + ?Sized>(
        &self,
        form: &F,
        client: Option<(&str, &Secret)>,
    ) -> Result<Granted> {
        let mut request = self.transport.0.post(self.token_url.clone()).timeout(PATIENCE);
        if let Some((id, secret)) = client {
            request = request.basic_auth(id, Some(secret.expose()));
        }
        let asked_at = Timestamp::now();
        let (status, body) = crate::http::fetch(&self.token_url, request.form(form)).await?;
        if !status.is_success() {
            return Err(self.refusal(status, &body));
        }
        let answer: TokenAnswer = serde_json::from_slice(&body).map_err(|_| {
            // The body may hold a token, so it is not told.
            unexpected(&self.token_url, status, b"an answer without a token")
        })?;
        let life = answer.expires_in.unwrap_or(DEFAULT_LIFE_S);
        let expires_at = asked_at + SignedDuration::from_secs(i64::from(life));
        let access = Access { token: answer.access_token, expires_at };
        Ok(Granted { access, refresh_token: answer.refresh_token })
    }

    fn refusal(&self, status: StatusCode, body: &[u8]) -> Error {
        let Ok(problem) = serde_json::from_slice::<TokenProblem>(body) else {
            return unexpected(&self.token_url, status, body);
        };
        let said = match problem.error_description.as_str() {
            "" => problem.error.as_str(),
            description => description,
        };
        Error::NotSignedIn(match problem.error.as_str() {
            "invalid_grant" => format!("The sign-in has ended ({said}). Run `oma login`."),
            "invalid_client" => format!("The client's id or secret is wrong ({said})."),
            _ => format!("The issuer gives no token: {said}."),
        })
    }
}
