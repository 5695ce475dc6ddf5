//! A whole sign-in against a small issuer that checks what a real one checks.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::Timestamp;
use oma_client::auth::{
    Issuer, Machine, Profile, Profiles, Renew as _, Secret, Session, SignIn, Tokens, sign_in,
};
use oma_client::{Client, Error};
use reqwest::Url;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;

/// What the issuer remembers.
#[derive(Default)]
struct Memory {
    /// Of the code `c-1`.
    challenge: String,
    redirect_uri: String,
    /// The one refresh token that is good; each is used once.
    refresh: String,
    refreshed: u32,
}

type Shared = Arc<Mutex<Memory>>;

async fn token(
    State(memory): State<Shared>,
    headers: HeaderMap,
    body: String,
) -> (StatusCode, Json<Value>) {
    let url = Url::parse(&format!("http://form/?{body}")).unwrap();
    let form: HashMap<String, String> = url.query_pairs().into_owned().collect();
    let field = |name: &str| form.get(name).map_or("", String::as_str);
    let mut memory = memory.lock().unwrap();
    let refused = |error: &str| (StatusCode::BAD_REQUEST, Json(json!({"error": error})));
    match field("grant_type") {
        "authorization_code" => {
            let hash = Sha256::digest(field("code_verifier").as_bytes());
            let proven = URL_SAFE_NO_PAD.encode(hash) == memory.challenge;
            let same = field("redirect_uri") == memory.redirect_uri;
            if field("code") != "c-1" || !proven || !same || field("client_id") != "cli" {
                return refused("invalid_grant");
            }
            "r-0".clone_into(&mut memory.refresh);
        }
        "refresh_token" => {
            if field("refresh_token") != memory.refresh {
                return refused("invalid_grant");
            }
            memory.refreshed += 1;
            memory.refresh = format!("r-{}", memory.refreshed);
        }
        "client_credentials" => {
            let basic = format!("Basic {}", STANDARD.encode("robot:s3cret"));
            if headers.get("authorization").is_none_or(|given| given != basic.as_str()) {
                return refused("invalid_client");
            }
            return (StatusCode::OK, Json(json!({"access_token": "m-1", "expires_in": 3600})));
        }
        _ => return refused("unsupported_grant_type"),
    }
    let answer = json!({
        "access_token": format!("a-{}", memory.refreshed), "refresh_token": memory.refresh,
        "expires_in": 3600, "token_type": "Bearer",
    });
    (StatusCode::OK, Json(answer))
}

async fn issuer() -> (String, Shared) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let document = json!({
        "issuer": base, "authorization_endpoint": format!("{base}/authorize"),
        "token_endpoint": format!("{base}/token"),
    });
    let memory = Shared::default();
    let router = Router::new()
        .route("/.well-known/openid-configuration", get(move || async move { Json(document) }))
        .route("/token", post(token))
        .with_state(Arc::clone(&memory));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (base, memory)
}

const ASK: SignIn<'static> = SignIn { client_id: "cli", scope: "openid oma/read", ports: &[0] };

/// What the browser does: the person agrees, and it goes where it is sent.
fn browse(link: &str, memory: &Shared, state: Option<&str>) -> tokio::task::JoinHandle<u16> {
    let link = Url::parse(link).unwrap();
    let query: HashMap<String, String> = link.query_pairs().into_owned().collect();
    assert_eq!(query["response_type"], "code");
    assert_eq!(query["code_challenge_method"], "S256");
    assert_eq!(query["scope"], "openid oma/read");
    let mut memory = memory.lock().unwrap();
    memory.challenge.clone_from(&query["code_challenge"]);
    memory.redirect_uri.clone_from(&query["redirect_uri"]);
    let mut back = Url::parse(&query["redirect_uri"]).unwrap();
    let state = state.unwrap_or(&query["state"]).to_owned();
    tokio::spawn(async move {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let forged = format!("{back}?code=c-1&state=forged");
        assert_eq!(http.get(forged).send().await.unwrap().status(), 404);
        back.query_pairs_mut().append_pair("code", "c-1").append_pair("state", &state);
        http.get(back).send().await.unwrap().status().as_u16()
    })
}

#[tokio::test]
async fn a_person_signs_in_and_stays_signed_in() {
    let (base, memory) = issuer().await;
    let issuer = Issuer::discover(&base).await.unwrap();
    let mut browser = None;
    let granted =
        sign_in(&issuer, ASK, |link| browser = Some(browse(link, &memory, None))).await.unwrap();
    assert_eq!(browser.unwrap().await.unwrap(), 200);
    assert_eq!(granted.access.token.expose(), "a-0");
    assert!(!format!("{granted:?}").contains("r-0"), "{granted:?}");

    let dir = tempfile::tempdir().unwrap();
    let profiles = Profiles::at(dir.path().join("credentials.json"));
    let profile = Profile {
        name: "default".to_owned(),
        server: base.clone(),
        issuer: base,
        client_id: "cli".to_owned(),
        access_token: granted.access.token,
        refresh_token: granted.refresh_token,
        expires_at: Timestamp::now(),
    };
    profiles.put(profile).unwrap();
    let session = Session { profiles: profiles.clone(), name: "default".to_owned() };
    // Two programs renew at once; the issuer takes each refresh token once.
    let (one, two) = tokio::join!(session.renew(None), session.renew(None));
    assert_eq!(one.unwrap().token, two.unwrap().token);
    assert_eq!(memory.lock().unwrap().refreshed, 1);
    let kept = profiles.get("default").unwrap().unwrap();
    assert_eq!(kept.access_token.expose(), "a-1");
    let renewed = session.renew(Some(&kept.access_token)).await.unwrap();
    assert_eq!(renewed.token.expose(), "a-2");

    "stolen".clone_into(&mut memory.lock().unwrap().refresh);
    let error = session.renew(Some(&renewed.token)).await.unwrap_err();
    assert!(matches!(&error, Error::NotSignedIn(text) if text.contains("oma login")), "{error}");
}

#[tokio::test]
async fn a_program_signs_in_with_its_secret() {
    let (issuer, _) = issuer().await;
    let machine = |secret: &str| Machine {
        issuer: issuer.clone(),
        client_id: "robot".to_owned(),
        client_secret: Secret::new(secret),
        scope: "oma/write".to_owned(),
    };
    assert_eq!(machine("s3cret\n").renew(None).await.unwrap().token.expose(), "m-1");
    let error = machine("wrong").renew(None).await.unwrap_err();
    assert!(matches!(error, Error::NotSignedIn(_)), "{error:?}");
    assert!(!format!("{:?}", machine("s3cret")).contains("s3cret"));
}

#[tokio::test]
async fn an_issuer_that_calls_itself_otherwise_is_not_trusted() {
    let (base, _) = issuer().await;
    let other = base.replace("127.0.0.1", "localhost");
    assert!(matches!(Issuer::discover(&other).await, Err(Error::Input(_))));
    assert!(matches!(Issuer::discover("http://issuer.example").await, Err(Error::Input(_))));
}

#[tokio::test]
async fn a_server_that_is_its_own_issuer_needs_to_say_nothing() {
    let (base, _) = issuer().await;
    let info = Client::new(&base, Tokens::none()).unwrap().server_info().await.unwrap();
    assert_eq!((info.issuer, info.scopes), (base.clone(), vec!["openid".to_owned()]));
    let elsewhere = format!("{base}/prod");
    assert!(Client::new(&elsewhere, Tokens::none()).unwrap().server_info().await.is_err());
}
