//! Tokens that are almost good, each wrong in one way.

use std::sync::Arc;

use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use oma_core::ports::SystemClock;
use oma_identity::{Directory, Issuer, IssuerSettings};
use oma_local::serve::identity_folder;
use serde_json::{Map, Value, json};

use crate::site::{Person, Site, signing_key};

/// What the header `Authorization` holds, by what is wrong with it. All are made of the token of an
/// editor whose own token is good everywhere.
pub(super) fn wrong(site: &Site, editor: &Person) -> Vec<(&'static str, String)> {
    let good = editor.access.as_str();
    let (kid, pem) = signing_key(&identity_folder(site.folder.path()));
    let ours = EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap();
    let claims = claims(good);
    let with = |changes: Value| {
        let mut claims = claims.clone();
        claims.extend(changes.as_object().unwrap().clone());
        format!("Bearer {}", encode(&header(&kid, Algorithm::RS256), &claims, &ours).unwrap())
    };
    // Signed by us and unchanged, it is good: what is refused below is refused for its one fault.
    let proof = with(json!({}));
    let issued = claims["iat"].as_i64().unwrap();
    let hs256 = EncodingKey::from_secret(public_pem(&pem).as_bytes());
    let symmetric = encode(&header(&kid, Algorithm::HS256), &claims, &hs256).unwrap();
    let foreign = encode(&header(&kid, Algorithm::RS256), &claims, &stranger()).unwrap();
    let unsigned = format!("{}.{}.", part(&json!({"alg": "none", "typ": "JWT", "kid": kid})), {
        part(&Value::Object(claims.clone()))
    });
    vec![
        ("good", proof),
        ("none", String::new()),
        ("malformed", "Bearer x.y.z".to_owned()),
        ("changed", format!("Bearer {}", changed(good))),
        ("other key", format!("Bearer {foreign}")),
        ("alg none", format!("Bearer {unsigned}")),
        ("HS256", format!("Bearer {symmetric}")),
        ("expired", with(json!({"exp": issued - 60}))),
        ("issuer", with(json!({"iss": "https://issuer.example"}))),
        ("audience", with(json!({"aud": "another", "client_id": "another"}))),
        ("ID token", format!("Bearer {}", editor.id)),
        ("refresh", format!("Bearer {}", editor.refresh)),
        ("Basic", format!("Basic {good}")),
    ]
}

fn header(kid: &str, algorithm: Algorithm) -> Header {
    Header { kid: Some(kid.to_owned()), ..Header::new(algorithm) }
}

fn part(json: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(json.to_string())
}

fn claims(token: &str) -> Map<String, Value> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

/// The same claims but one letter of the groups, under the signature of before.
fn changed(token: &str) -> String {
    let parts: Vec<&str> = token.split('.').collect();
    let mut claims = claims(token);
    claims.insert("cognito:groups".to_owned(), json!(["admin"]));
    format!("{}.{}.{}", parts[0], part(&Value::Object(claims)), parts[2])
}

/// The key of another issuer, as good as ours.
fn stranger() -> EncodingKey {
    let folder = tempfile::tempdir().unwrap();
    let directory = Directory::open(folder.path()).unwrap();
    let url = "http://127.0.0.1:1".to_owned();
    Issuer::open(IssuerSettings { url, directory, clock: Arc::new(SystemClock) }).unwrap();
    EncodingKey::from_rsa_pem(signing_key(folder.path()).1.as_bytes()).unwrap()
}

/// What a verifier that mixes up the kinds of keys would take for a shared secret.
fn public_pem(private_pem: &str) -> String {
    let body: String = private_pem.lines().filter(|line| !line.starts_with('-')).collect();
    let pair = KeyPair::from_pkcs8(&BASE64_STANDARD.decode(body).unwrap()).unwrap();
    let der: PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
    let body = BASE64_STANDARD.encode(der.as_ref());
    format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n")
}
