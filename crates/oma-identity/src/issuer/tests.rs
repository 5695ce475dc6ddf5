use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode, header};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;
use oma_core::ports::SystemClock;
use sha2::{Digest as _, Sha256};
use tower::ServiceExt as _;

use super::*;
use crate::directory::{NewClient, NewUser};
use crate::verifier::Refused;

const BACK: &str = "http://127.0.0.1:4711/callback";
const PASSWORD: &str = "correct horse battery";
const PROOF: &str = "a-code-verifier-of-at-least-forty-three-characters";

struct World {
    _folder: tempfile::TempDir,
    issuer: Issuer,
}

fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let directory = Directory::open(folder.path()).unwrap();
    let groups = vec!["editor".to_owned()];
    let password = Some(PASSWORD.to_owned());
    directory.add_user(NewUser { name: "ana".to_owned(), password, groups }).unwrap();
    let url = "http://127.0.0.1:8787".to_owned();
    let settings = IssuerSettings { url, directory, clock: Arc::new(SystemClock) };
    World { _folder: folder, issuer: Issuer::open(settings).unwrap() }
}

fn encode(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn asked() -> Vec<(&'static str, String)> {
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(PROOF));
    vec![
        ("response_type", "code".to_owned()),
        ("client_id", CLI_CLIENT.to_owned()),
        ("redirect_uri", BACK.to_owned()),
        ("code_challenge", challenge),
        ("code_challenge_method", "S256".to_owned()),
        ("scope", "openid".to_owned()),
        ("state", "s\"><script>".to_owned()),
    ]
}

fn with(changes: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let mut pairs = asked();
    for (name, value) in changes {
        pairs.retain(|(other, _)| other != name);
        pairs.push((name, (*value).to_owned()));
    }
    pairs
}

async fn text(response: Response<Body>) -> String {
    String::from_utf8(to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec()).unwrap()
}

fn location(response: &Response<Body>) -> url::Url {
    response.headers()[header::LOCATION].to_str().unwrap().parse().unwrap()
}

fn parameter(url: &url::Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

impl World {
    async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.issuer.router().oneshot(request).await.unwrap()
    }

    async fn page(&self, pairs: &[(&'static str, String)]) -> Response<Body> {
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let uri = format!("/oauth2/authorize?{}", encode(&pairs));
        self.send(Request::get(uri).body(Body::empty()).unwrap()).await
    }

    /// Opens the page and sends its form.
    async fn sign_in(&self, name: &str, password: &str) -> Response<Body> {
        let page = self.page(&asked()).await;
        let cookie = page.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
        let cookie = cookie.split(';').next().unwrap();
        self.submit(cookie, cookie.split_once('=').unwrap().1, name, password).await
    }

    async fn submit(&self, cookie: &str, csrf: &str, name: &str, password: &str) -> Response<Body> {
        let mut pairs = asked();
        for (key, value) in [("csrf", csrf), ("username", name), ("password", password)] {
            pairs.push((key, value.to_owned()));
        }
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let form = "application/x-www-form-urlencoded";
        let request = Request::post("/oauth2/authorize")
            .header(header::CONTENT_TYPE, form)
            .header(header::COOKIE, cookie);
        self.send(request.body(Body::from(encode(&pairs))).unwrap()).await
    }

    async fn code(&self) -> String {
        let response = self.sign_in("ana", PASSWORD).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        parameter(&location(&response), "code").unwrap()
    }

    async fn token(&self, pairs: &[(&str, &str)]) -> (StatusCode, Value) {
        let request = Request::post("/oauth2/token")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(encode(pairs)))
            .unwrap();
        let response = self.send(request).await;
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
        (response.status(), serde_json::from_str(&text(response).await).unwrap())
    }

    async fn exchange(&self, code: &str, changes: &[(&str, &str)]) -> (StatusCode, Value) {
        let mut pairs = BTreeMap::from([
            ("grant_type", "authorization_code"),
            ("client_id", CLI_CLIENT),
            ("redirect_uri", BACK),
            ("code", code),
            ("code_verifier", PROOF),
        ]);
        pairs.extend(changes.iter().copied());
        self.token(&pairs.into_iter().collect::<Vec<_>>()).await
    }

    async fn refresh(&self, token: &str) -> (StatusCode, Value) {
        let grant = ("grant_type", "refresh_token");
        self.token(&[grant, ("client_id", CLI_CLIENT), ("refresh_token", token)]).await
    }
}

use std::collections::BTreeMap;

#[tokio::test]
async fn a_person_signs_in_and_stays_signed_in() {
    let world = world();
    let response = world.sign_in("ana", PASSWORD).await;
    let back = location(&response);
    assert!(back.as_str().starts_with(BACK));
    assert_eq!(parameter(&back, "state").unwrap(), "s\"><script>");
    assert_eq!(parameter(&back, "iss").unwrap(), "http://127.0.0.1:8787");
    let (status, tokens) = world.exchange(&parameter(&back, "code").unwrap(), &[]).await;
    assert_eq!((status, &tokens["expires_in"]), (StatusCode::OK, &json!(3600)));

    let verifier = world.issuer.verifier();
    let claims = verifier.verify(tokens["access_token"].as_str().unwrap()).await.unwrap();
    assert_eq!(claims["cognito:groups"], json!(["editor"]));
    assert_eq!((&claims["token_use"], claims.get("scope")), (&json!("access"), None));
    let id_token = tokens["id_token"].as_str().unwrap();
    assert_eq!(verifier.verify(id_token).await, Err(Refused::Audience), "it is the program's");

    let first = tokens["refresh_token"].as_str().unwrap();
    let (status, next) = world.refresh(first).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(world.refresh(first).await.1, json!({"error": "invalid_grant"}));
    let second = next["refresh_token"].as_str().unwrap();
    assert_eq!(world.refresh(second).await.0, StatusCode::BAD_REQUEST, "the session has ended");
}

#[tokio::test]
async fn a_code_is_good_once_and_for_whom_it_was_given() {
    let world = world();
    let invalid = (StatusCode::BAD_REQUEST, json!({"error": "invalid_grant"}));
    for change in [
        ("code_verifier", "another-code-verifier-of-more-than-43-characters"),
        ("code_verifier", "short"),
        ("redirect_uri", "http://127.0.0.1:4712/callback"),
    ] {
        let code = world.code().await;
        assert_eq!(world.exchange(&code, &[change]).await, invalid, "{change:?}");
        assert_eq!(world.exchange(&code, &[]).await, invalid, "it is spent");
    }
    let code = world.code().await;
    let (_, tokens) = world.exchange(&code, &[]).await;
    assert_eq!(world.exchange(&code, &[]).await, invalid);
    let refresh = tokens["refresh_token"].as_str().unwrap();
    assert_eq!(world.refresh(refresh).await, invalid, "a code that came twice ends the session");
    assert_eq!(world.exchange("invented", &[]).await, invalid);
}

#[tokio::test]
async fn what_is_asked_is_judged_before_the_page_is_shown() {
    let world = world();
    for change in [
        ("client_id", "unknown"),
        ("redirect_uri", "https://evil.example/callback"),
        ("redirect_uri", "http://127.0.0.1:4711/callback/more"),
        ("redirect_uri", ""),
    ] {
        let response = world.page(&with(&[change])).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{change:?}");
        assert!(!response.headers().contains_key(header::LOCATION));
    }
    for (change, error) in [
        (("response_type", "token"), "unsupported_response_type"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("code_challenge", ""), "invalid_request"),
        (("scope", "openid oma/admin"), "invalid_scope"),
    ] {
        let response = world.page(&with(&[change])).await;
        assert_eq!(parameter(&location(&response), "error").unwrap(), error, "{change:?}");
    }
}

#[tokio::test]
async fn the_page_runs_nothing_and_shows_nothing_that_was_sent() {
    let world = world();
    let response = world.page(&asked()).await;
    let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    assert!(policy.contains("form-action 'self' http://127.0.0.1:4711;"), "{policy}");
    assert_eq!(response.headers()[header::X_FRAME_OPTIONS], "DENY");
    let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let html = text(response).await;
    assert!(!html.contains("<script") && html.contains("s&quot;&gt;&lt;script&gt;"), "{html}");
}

#[tokio::test]
async fn a_form_that_is_not_ours_signs_nobody_in() {
    let world = world();
    for (cookie, csrf) in [("", ""), ("oma_sign_in=a", "b"), ("oma_sign_in=", ""), ("x=a", "a")] {
        let response = world.submit(cookie, csrf, "ana", PASSWORD).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{cookie} {csrf}");
    }
}

#[tokio::test]
async fn nobody_learns_who_has_an_account_and_guessing_gets_slow() {
    let world = world();
    let wrong = world.sign_in("ana", "wrong password").await;
    let unknown = world.sign_in("nobody", "wrong password").await;
    assert_eq!(wrong.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(wrong.status(), unknown.status());
    let alert = |html: String| html.split("role=\"alert\"").nth(1).unwrap()[..50].to_owned();
    assert_eq!(alert(text(wrong).await), alert(text(unknown).await));
    for name in ["ana", "nobody"] {
        // Three are free; the fourth waits, whoever it is.
        for _ in 0..3 {
            world.issuer.throttle().count(name, Timestamp::now() + SignedDuration::from_secs(30));
        }
        let response = world.sign_in(name, PASSWORD).await;
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert!(response.headers().contains_key(header::RETRY_AFTER));
    }
}

#[tokio::test]
async fn a_disabled_user_gets_nothing() {
    let world = world();
    let (_, tokens) = world.exchange(&world.code().await, &[]).await;
    let code = world.code().await;
    world.issuer.directory().set_disabled("ana", true).unwrap();
    let invalid = (StatusCode::BAD_REQUEST, json!({"error": "invalid_grant"}));
    assert_eq!(world.refresh(tokens["refresh_token"].as_str().unwrap()).await, invalid);
    assert_eq!(world.exchange(&code, &[]).await, invalid);
    assert_eq!(world.sign_in("ana", PASSWORD).await.status(), StatusCode::UNAUTHORIZED);
    let token = tokens["access_token"].as_str().unwrap();
    let verifier = world.issuer.verifier();
    assert_eq!(verifier.verify(token).await, Err(Refused::Subject));
    world.issuer.directory().set_disabled("ana", false).unwrap();
    assert!(verifier.verify(token).await.is_ok());
}

#[tokio::test]
async fn a_machine_gets_its_scopes_and_no_more() {
    let world = world();
    let scopes = vec!["oma/read".to_owned(), "oma/write".to_owned()];
    let new = NewClient { name: "ci".to_owned(), scopes, redirect_uris: vec![] };
    let (client, secret) = world.issuer.directory().add_client(new).unwrap();
    let (id, secret) = (client.id.as_str(), secret.unwrap());
    let grant = ("grant_type", "client_credentials");
    let ask = async |more: &[(&str, &str)]| {
        let mut pairs = vec![grant, ("client_id", id), ("client_secret", secret.as_str())];
        pairs.extend(more);
        world.token(&pairs).await
    };
    let (status, tokens) = ask(&[]).await;
    assert_eq!((status, &tokens["scope"]), (StatusCode::OK, &json!("oma/read oma/write")));
    assert!(tokens.get("refresh_token").is_none());
    let claims = world.issuer.verifier().verify(tokens["access_token"].as_str().unwrap()).await;
    let claims = claims.unwrap();
    assert_eq!((&claims["sub"], claims.get("cognito:groups")), (&json!(id), None));
    assert_eq!(ask(&[("scope", "oma/read")]).await.1["scope"], "oma/read");
    let last = ask(&[]).await.1["access_token"].as_str().unwrap().to_owned();
    for scope in ["oma/admin", "oma/read oma/admin", "openid", ""] {
        assert_eq!(ask(&[("scope", scope)]).await.1["error"], "invalid_scope", "{scope}");
    }
    let wrong = [grant, ("client_id", id), ("client_secret", "wrong")];
    assert_eq!(world.token(&wrong).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(world.token(&[grant, ("client_id", id)]).await.0, StatusCode::UNAUTHORIZED);
    let cli = world.token(&[grant, ("client_id", CLI_CLIENT)]).await;
    assert_eq!(cli.1["error"], "unauthorized_client");
    let twice = ask(&[("scope", "oma/read"), ("scope", "oma/admin")]).await;
    assert_eq!(twice.1["error"], "invalid_request");
    world.issuer.directory().remove_client("ci").unwrap();
    assert_eq!(world.issuer.verifier().verify(&last).await, Err(Refused::Subject));
}
