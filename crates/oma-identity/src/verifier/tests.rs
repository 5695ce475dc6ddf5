use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use jiff::Timestamp;
use jsonwebtoken::{EncodingKey, Header};
use serde_json::json;

use super::*;
use crate::keys::Keys;

const ISSUER: &str = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_abc";

struct Shown {
    jwks: Mutex<Value>,
    asked: AtomicUsize,
}

#[async_trait]
impl KeySource for Shown {
    async fn fetch(&self) -> Result<Value, String> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        Ok(self.jwks.lock().unwrap().clone())
    }
}

struct World {
    _folder: tempfile::TempDir,
    keys: Keys,
    shown: Arc<Shown>,
    verifier: Verifier,
}

fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::open(folder.path(), Timestamp::now()).unwrap();
    let jwks = serde_json::to_value(keys.public(Timestamp::now()).unwrap()).unwrap();
    let shown = Arc::new(Shown { jwks: Mutex::new(jwks), asked: AtomicUsize::new(0) });
    let settings =
        VerifierSettings { issuer: ISSUER.to_owned(), audiences: vec!["app-1".to_owned()] };
    let verifier = Verifier::with_source(settings, shown.clone());
    World { _folder: folder, keys, shown, verifier }
}

/// Claims of an access token as Cognito makes them, with some replaced; `null` takes one away.
fn claims(changes: &Value) -> Map<String, Value> {
    let now = Timestamp::now().as_second();
    let mut claims = json!({
        "iss": ISSUER, "sub": "u-1", "client_id": "app-1", "token_use": "access",
        "iat": now, "exp": now + 3600, "cognito:groups": ["editor"],
    });
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    let claims = claims.as_object().unwrap().clone();
    claims.into_iter().filter(|(_, value)| !value.is_null()).collect()
}

impl World {
    fn token(&self, changes: &Value) -> String {
        self.keys.sign(&claims(changes), Timestamp::now()).unwrap()
    }

    async fn outcome(&self, changes: &Value) -> Result<Map<String, Value>, Refused> {
        self.verifier.verify(&self.token(changes)).await
    }
}

#[tokio::test]
async fn a_good_token_gives_its_claims() {
    let world = world();
    let claims = world.outcome(&json!({})).await.unwrap();
    assert_eq!(claims["sub"], "u-1");
    let id = json!({"token_use": "id", "aud": "app-1", "client_id": null});
    assert!(world.outcome(&id).await.is_ok());
    assert!(world.outcome(&json!({"aud": ["other", "app-1"]})).await.is_ok());
}

#[tokio::test]
async fn claims_that_are_not_for_us_are_refused() {
    let world = world();
    let now = Timestamp::now().as_second();
    for (changes, why) in [
        (json!({"exp": now - 60}), Refused::Expired),
        (json!({"exp": null}), Refused::Expired),
        (json!({"nbf": now + 120}), Refused::NotYetValid),
        (json!({"iss": "https://evil.example"}), Refused::Issuer),
        (json!({"iss": null}), Refused::Issuer),
        (json!({"iss": [ISSUER, "https://evil.example"]}), Refused::Issuer),
        (json!({"client_id": "app-2"}), Refused::Audience),
        (json!({"client_id": null}), Refused::Audience),
        (json!({"aud": "app-2"}), Refused::Audience),
        (json!({"token_use": "id"}), Refused::Audience),
        (json!({"token_use": null}), Refused::Audience),
        (json!({"token_use": "refresh"}), Refused::Use),
        (json!({"token_use": 1}), Refused::Use),
    ] {
        assert_eq!(world.outcome(&changes).await.unwrap_err(), why, "{changes}");
    }
    assert!(world.outcome(&json!({"exp": now - 10, "nbf": now + 10})).await.is_ok(), "leeway");
}

#[tokio::test]
async fn only_rs256_with_a_key_of_the_issuer_counts() {
    let world = world();
    let good = world.token(&json!({}));
    let kid = jsonwebtoken::decode_header(&good).unwrap().kid.unwrap();
    let payload = good.split('.').nth(1).unwrap();
    let header = |json: Value| BASE64.encode(json.to_string());
    let none = format!("{}.{payload}.", header(json!({"alg": "none", "kid": kid})));
    assert!(world.verifier.verify(&none).await.is_err());

    // The public key as the secret of an HMAC: the classic confusion.
    let public = world.shown.jwks.lock().unwrap()["keys"][0]["n"].as_str().unwrap().to_owned();
    let hs256 = Header { kid: Some(kid.clone()), ..Header::new(Algorithm::HS256) };
    for secret in [public.as_bytes().to_vec(), BASE64.decode(&public).unwrap()] {
        let key = EncodingKey::from_secret(&secret);
        let token = jsonwebtoken::encode(&hs256, &claims(&json!({})), &key).unwrap();
        assert_eq!(world.verifier.verify(&token).await, Err(Refused::Algorithm));
    }

    let stranger = self::world().token(&json!({}));
    assert_eq!(world.verifier.verify(&stranger).await, Err(Refused::UnknownKey));
    let rest = good.split_once('.').unwrap().1;
    let nameless = format!("{}.{rest}", header(json!({"alg": "RS256"})));
    assert_eq!(world.verifier.verify(&nameless).await, Err(Refused::UnknownKey));
    let critical = json!({"alg": "RS256", "kid": kid, "crit": ["exp"]});
    let critical = format!("{}.{rest}", header(critical));
    assert_eq!(world.verifier.verify(&critical).await, Err(Refused::Malformed));
}

#[tokio::test]
async fn a_changed_token_is_refused() {
    let world = world();
    let good = world.token(&json!({}));
    let parts: Vec<&str> = good.split('.').collect();
    let admin = serde_json::to_vec(&claims(&json!({"cognito:groups": ["admin"]}))).unwrap();
    let tampered = format!("{}.{}.{}", parts[0], BASE64.encode(admin), parts[2]);
    assert_eq!(world.verifier.verify(&tampered).await, Err(Refused::Signature));
    for broken in ["", "a", "a.b", "a.b.c", "..", &"x".repeat(10_000)] {
        assert!(world.verifier.verify(broken).await.is_err(), "{broken}");
    }
}

#[tokio::test]
async fn unknown_keys_do_not_make_us_ask_each_time_and_other_kinds_are_passed_over() {
    let world = world();
    world.outcome(&json!({})).await.unwrap();
    for _ in 0..5 {
        let stranger = self::world().token(&json!({}));
        assert_eq!(world.verifier.verify(&stranger).await, Err(Refused::UnknownKey));
    }
    assert_eq!(world.shown.asked.load(Ordering::Relaxed), 1);

    let other = self::world();
    {
        let mut jwks = other.shown.jwks.lock().unwrap();
        let keys = jwks["keys"].as_array_mut().unwrap();
        keys[0]["alg"] = json!("RS512");
        keys.push(json!({"kty": "new kind", "kid": "x"}));
    }
    assert_eq!(other.outcome(&json!({})).await, Err(Refused::UnknownKey));
}
