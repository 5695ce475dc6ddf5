//! The page on which people sign in.

use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use oma_core::{Error, Result};
use serde::Deserialize;

use super::codes::Grant;
use super::request::{Asked, Wrong};
use super::{Issuer, page};
use crate::directory::User;
use crate::secret;

const COOKIE: &str = "oma_sign_in";
const MISMATCH: &str = "The name or the password is wrong.";

/// What the form sends: what was asked, and who says they are whom.
#[derive(Deserialize)]
pub(super) struct Sent {
    #[serde(flatten)]
    asked: Asked,
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: String,
}

/// `GET /oauth2/authorize`
pub(super) async fn show(State(issuer): State<Issuer>, Query(asked): Query<Asked>) -> Response {
    match asked.check(&issuer) {
        Ok(Ok(())) => form(&issuer, &asked, StatusCode::OK, None),
        Ok(Err(wrong)) => refuse(&issuer, &asked, &wrong),
        Err(error) => failed(&error),
    }
}

/// `POST /oauth2/authorize`
pub(super) async fn sign_in(
    State(issuer): State<Issuer>,
    headers: HeaderMap,
    Form(sent): Form<Sent>,
) -> Response {
    match sent.asked.check(&issuer) {
        Ok(Ok(())) => {}
        Ok(Err(wrong)) => return refuse(&issuer, &sent.asked, &wrong),
        Err(error) => return failed(&error),
    }
    // The cookie is sent along only from our own page (SameSite=Strict), and only that page has
    // the text that is in it: nobody else's page can sign a person in.
    let cookie = cookie(&headers).unwrap_or_default();
    if cookie.is_empty() || !secret::equal(cookie, &sent.csrf) {
        let text = "The page was open for too long. Please sign in again.";
        return form(&issuer, &sent.asked, StatusCode::BAD_REQUEST, Some(text));
    }
    match issuer.authenticate(&sent.username, sent.password).await {
        Ok(Outcome::Is(user)) => accept(&issuer, &sent.asked, &user),
        Ok(Outcome::Wait(seconds)) => {
            let text = format!("Too many mistakes. Please try again in {seconds} seconds.");
            let status = StatusCode::TOO_MANY_REQUESTS;
            let mut response = form(&issuer, &sent.asked, status, Some(&text));
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
            response
        }
        Ok(Outcome::IsNot) => form(&issuer, &sent.asked, StatusCode::UNAUTHORIZED, Some(MISMATCH)),
        Err(error) => failed(&error),
    }
}

enum Outcome {
    Is(Box<User>),
    IsNot,
    Wait(i64),
}

impl Issuer {
    /// Whether a password is a user's. Unknown names, disabled users and wrong passwords take
    /// the same time and get the same answer.
    async fn authenticate(&self, name: &str, password: String) -> Result<Outcome> {
        let now = self.0.settings.clock.now();
        {
            let mut throttle = self.throttle();
            let wait = throttle.wait_s(name, now);
            if wait > 0 {
                return Ok(Outcome::Wait(wait));
            }
            throttle.count(name, now);
        }
        let user = self.directory().user_by_name(name)?;
        let hash = user.as_ref().map_or(self.0.nobody.as_str(), User::password_hash).to_owned();
        // Never closed, so a permit is always had in the end.
        let permit = self.0.hashing.acquire().await;
        let fits = tokio::task::spawn_blocking(move || secret::is_password(&password, &hash)).await;
        drop(permit);
        match user {
            Some(user) if fits.map_err(Error::internal)? && !user.disabled => {
                self.throttle().forgive(name);
                Ok(Outcome::Is(Box::new(user)))
            }
            _ => Ok(Outcome::IsNot),
        }
    }
}

fn accept(issuer: &Issuer, asked: &Asked, user: &User) -> Response {
    let grant = Grant {
        sub: user.sub.clone(),
        client_id: asked.client_id.clone(),
        redirect_uri: asked.redirect_uri.clone(),
        code_challenge: asked.code_challenge.clone(),
        scope: asked.scope.clone(),
        nonce: Some(asked.nonce.clone()).filter(|nonce| !nonce.is_empty()),
    };
    let code = issuer.codes().give(grant, issuer.0.settings.clock.now());
    tracing::info!(user = user.sub, client = asked.client_id, "a user signed in");
    let mut response = redirect(issuer, asked, ("code", &code));
    let over = HeaderValue::from_static("oma_sign_in=; Path=/oauth2; Max-Age=0");
    response.headers_mut().insert(header::SET_COOKIE, over);
    response
}

fn refuse(issuer: &Issuer, asked: &Asked, wrong: &Wrong) -> Response {
    match wrong {
        Wrong::Request(error) => redirect(issuer, asked, ("error", error)),
        Wrong::Client => page::refusal(
            StatusCode::BAD_REQUEST,
            "The program that sent you here is not known, or wants you back at an address that \
             is not its own.",
        ),
    }
}

/// Back to the program. 303: the browser must not send the password on.
fn redirect(issuer: &Issuer, asked: &Asked, answer: (&str, &str)) -> Response {
    let location = asked.back(issuer, answer).and_then(|url| HeaderValue::try_from(url).ok());
    let Some(location) = location else { return refuse(issuer, asked, &Wrong::Client) };
    let mut response = StatusCode::SEE_OTHER.into_response();
    page::harden(response.headers_mut());
    response.headers_mut().insert(header::LOCATION, location);
    response
}

fn form(issuer: &Issuer, asked: &Asked, status: StatusCode, alert: Option<&str>) -> Response {
    let csrf = secret::random();
    let mut response = page::sign_in(asked, &csrf, status, alert);
    let secure = if issuer.0.settings.url.starts_with("https:") { "; Secure" } else { "" };
    let cookie =
        format!("{COOKIE}={csrf}; Path=/oauth2; Max-Age=600; HttpOnly; SameSite=Strict{secure}");
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|c| c.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';'));
    pairs.find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

fn failed(error: &Error) -> Response {
    tracing::error!(error = %error.full_text(), "signing in does not work");
    page::refusal(StatusCode::INTERNAL_SERVER_ERROR, "Signing in does not work at the moment.")
}
