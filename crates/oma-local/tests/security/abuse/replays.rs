//! Requests, codes, tokens and links that were good once.

use reqwest::Method;
use serde_json::{Value, json};

use super::log::Log;
use crate::site::Answer;

pub(super) async fn attempt(log: &mut Log<'_>) {
    keys(log).await;
    sign_in(log).await;
    links(log).await;
}

async fn keys(log: &mut Log<'_>) {
    let kit = |name: &str| json!({"name": name, "kit": {"colors": {"primary": "#102030"}}});
    let first = keyed(log, &kit("One")).await;
    let again = keyed(log, &kit("One")).await;
    assert_eq!((first.status, &first.text), (again.status, &again.text));
    assert_eq!(again.headers["idempotency-replayed"], "true");
    log.row(
        "replays",
        "an equal request with the same key",
        "201, the same answer, nothing made twice",
    );
    let other = keyed(log, &kit("Two")).await;
    log.refused("replays", "another body with the same key", &other, "Oma.IdempotencyMismatch")
        .await;
}

async fn keyed(log: &Log<'_>, body: &Value) -> Answer {
    let request = log.site.request(Method::POST, "/v1/brands").bearer_auth(log.token);
    let request = request.header("idempotency-key", "replayed").body(body.to_string());
    log.site.answer(request.header("content-type", "application/json")).await
}

async fn sign_in(log: &mut Log<'_>) {
    let site = log.site;
    let code = site.code("eve").await.unwrap();
    let tokens = site.exchange(&code).await;
    assert_eq!(tokens.status, 200);
    let again = site.exchange(&code).await;
    log.got("replays", "an authorization code a second time", &again).await;
    assert_eq!(again.status, 400);
    let refresh = tokens.json()["refresh_token"].as_str().unwrap().to_owned();
    let ended = site.refresh(&refresh).await;
    log.got("replays", "what the first use of that code gave", &ended).await;
    assert_eq!(ended.status, 400);

    let tokens = site.exchange(&site.code("eve").await.unwrap()).await.json();
    let old = tokens["refresh_token"].as_str().unwrap().to_owned();
    let new = site.refresh(&old).await.json()["refresh_token"].as_str().unwrap().to_owned();
    let twice = site.refresh(&old).await;
    log.got("replays", "a refresh token a second time", &twice).await;
    assert_eq!(twice.status, 400);
    let thiefs = site.refresh(&new).await;
    log.got("replays", "its successor, after that", &thiefs).await;
    assert_eq!(thiefs.status, 400);
}

/// Links are for one file, one method, one type and one length.
async fn links(log: &mut Log<'_>) {
    let site = log.site;
    let asked =
        json!({"purpose": "image", "name": "a.png", "content_type": "image/png", "size": 3});
    let link = site.post("/v1/uploads", log.token, &asked).await.json();
    let url = link["url"].as_str().unwrap().to_owned();
    let put = |url: &str, kind: &str, body: &'static [u8]| {
        site.answer(site.http.put(url).header("content-type", kind).body(body))
    };
    let id = link["upload"]["upload_id"].as_str().unwrap();
    for (tried, answer) in [
        ("an upload's link to read", site.answer(site.http.get(&url)).await),
        ("more bytes than were signed", put(&url, "image/png", b"abcd").await),
        ("another type than was signed", put(&url, "text/html", b"abc").await),
        ("a link changed to another file", put(&url.replace(id, "x"), "image/png", b"abc").await),
        (
            "a link changed to live longer",
            put(&url.replace("X-Amz-Expires=900", "X-Amz-Expires=90000"), "image/png", b"abc")
                .await,
        ),
    ] {
        assert_eq!(answer.status, 403, "{tried}: {}", answer.text);
        log.is_harmless(tried, &answer).await;
        log.row("replays", tried, "403");
    }
}
