//! HTTP that is bent or broken.

use std::time::Duration;

use reqwest::Method;
use tokio::io::AsyncWriteExt as _;

use super::log::Log;
use super::raw;
use crate::site::Answer;

pub(super) async fn attempt(log: &mut Log<'_>) {
    broken(log).await;
    smuggled(log).await;
    tricks(log).await;
}

/// What the parser refuses before there is a request: no document, and the connection is closed.
async fn broken(log: &mut Log<'_>) {
    let many = (0..200).map(|n| format!("x-{n}: 1\r\n")).collect::<Vec<_>>().concat();
    let large = format!("x: {}\r\n", "a".repeat(600 * 1024));
    for (tried, head) in [
        ("a line feed in `Idempotency-Key`", "Idempotency-Key: a\nX-Admin: 1 : 2\n b\r\n\0\r\n"),
        ("a NUL in a header", "x: a\0b\r\n"),
        ("a blank before the colon", "Content-Length : 5\r\n"),
        ("200 headers", many.as_str()),
        ("a header of 600 KiB", large.as_str()),
        ("two lengths", "Content-Length: 5\r\nContent-Length: 6\r\n"),
        ("a negative length", "Content-Length: -1\r\n"),
        ("a length that is no number", "Content-Length: 0x5\r\n"),
        ("an unknown transfer encoding", "Transfer-Encoding: chunked, identity\r\n"),
    ] {
        let answer = send(log, "POST /v1/videos HTTP/1.1", head, "hello").await;
        assert!(matches!(answer.status.as_u16(), 400 | 431), "{tried}: {}", answer.status);
        log.got("HTTP", tried, &answer).await;
    }
    for (tried, first) in [
        ("HTTP/9.9", "GET /v1/videos HTTP/9.9"),
        ("no HTTP at all", "\u{16}\u{3}\u{1}"),
        ("a line break in the path", "GET /v1/videos\nX: 1 HTTP/1.1"),
    ] {
        let answers = raw::send(&log.site.url, format!("{first}\r\n\r\n").as_bytes()).await;
        let answer = answers.first().cloned().unwrap_or_else(closed);
        assert!(matches!(answer.status.as_u16(), 400 | 505), "{tried}: {}", answer.status);
        log.got("HTTP", tried, &answer).await;
    }
}

/// A second request within the body of the first: whoever stands in front would have let only the
/// first pass. It must not be answered.
async fn smuggled(log: &mut Log<'_>) {
    let hidden = "GET /v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let body = format!("0\r\n\r\n{hidden}");
    let (length, chunks) =
        (format!("Content-Length: {}", body.len()), "Transfer-Encoding: chunked");
    for (tried, first, second) in [
        ("`Content-Length` and then `Transfer-Encoding`", length.as_str(), chunks),
        ("`Transfer-Encoding` and then `Content-Length`", chunks, length.as_str()),
        ("the same, the encoding misspelt", "Transfer-Encoding: xchunked", length.as_str()),
        ("the same, the encoding twice", chunks, "Transfer-Encoding: identity"),
    ] {
        let request = format!(
            "POST /v1/briefs/analyze HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\
             Content-Type: application/json\r\n{first}\r\n{second}\r\n\r\n{body}",
            log.token
        );
        let answers = raw::send(&log.site.url, request.as_bytes()).await;
        assert_eq!(answers.len(), 1, "{tried}: {answers:?}");
        assert!(answers[0].status.is_client_error(), "{tried}: {answers:?}");
        log.is_harmless(tried, &answers[0]).await;
        let got =
            format!("{}, and the connection ends: no second answer", answers[0].status.as_u16());
        log.row("HTTP", &format!("a request within a body: {tried}"), &got);
    }
}

async fn tricks(log: &mut Log<'_>) {
    for method in ["TRACE", "CONNECT", "PATCH", "PROPFIND", "get"] {
        let answer = send(log, &format!("{method} /v1/videos HTTP/1.1"), "", "").await;
        assert!(matches!(answer.status.as_u16(), 400 | 405 | 404), "{method}: {}", answer.status);
        log.got("HTTP", &format!("the method `{method}`"), &answer).await;
    }
    let (site, token) = (log.site, log.token);
    for (name, value) in [
        ("x-http-method-override", "DELETE"),
        ("x-method-override", "DELETE"),
        ("x-original-url", "/v1/admin/usage"),
        ("x-rewrite-url", "/v1/admin/usage"),
        ("x-forwarded-user", "admin"),
        ("x-amzn-oidc-identity", "admin"),
        ("x-forwarded-for", "127.0.0.1"),
    ] {
        let plain = site.get("/v1/brands", token).await;
        let request = site.request(Method::GET, "/v1/brands").bearer_auth(token);
        let answer = site.answer(request.header(name, value)).await;
        assert_eq!((answer.status, &answer.text), (plain.status, &plain.text), "{name}");
        log.row("HTTP", &format!("`{name}: {value}`"), "200, as without it");
    }
    let absolute = "GET http://169.254.169.254/v1/videos HTTP/1.1";
    let answer = send(log, absolute, "", "").await;
    log.got("HTTP", "a whole URL of another host as the path: no proxy", &answer).await;
    let answer = send(log, "GET /v1/videos HTTP/1.1", "Authorization: Bearer x\r\n", "").await;
    log.refused("HTTP", "two tokens", &answer, "Oma.Unauthenticated").await;
    let query =
        site.answer(site.request(Method::GET, &format!("/v1/videos?access_token={token}"))).await;
    log.refused("HTTP", "the token in the query", &query, "Oma.Unauthenticated").await;
    let key = "k".repeat(300);
    let request = site.request(Method::POST, "/v1/brands").bearer_auth(token);
    let answer = site.answer(request.header("idempotency-key", key).body("{}")).await;
    log.got("HTTP", "an `Idempotency-Key` of 300 characters", &answer).await;
    assert!(answer.status.is_client_error());
}

/// A body of which a byte comes every second, long after the others have left.
pub(super) async fn drip(url: String, token: String) -> Answer {
    let mut stream = raw::connect(&url).await;
    let head = format!(
        "POST /v1/videos HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: 100\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    for _ in 0..99 {
        let readable = tokio::time::timeout(Duration::from_secs(1), stream.readable()).await;
        if readable.is_ok() || stream.write_all(b" ").await.is_err() {
            break;
        }
    }
    let answer = raw::answers(stream).await.pop().unwrap();
    assert_eq!(answer.status, 400, "{}", answer.text);
    answer
}

async fn send(log: &Log<'_>, first: &str, head: &str, body: &str) -> Answer {
    all(log, first, head, body).await.into_iter().next().unwrap_or_else(closed)
}

async fn all(log: &Log<'_>, first: &str, head: &str, body: &str) -> Vec<Answer> {
    let token = log.token;
    let request = format!(
        "{first}\r\nHost: x\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n{head}\r\n{body}"
    );
    raw::send(&log.site.url, request.as_bytes()).await
}

/// A connection that was closed without a word.
fn closed() -> Answer {
    Answer {
        status: reqwest::StatusCode::BAD_REQUEST,
        headers: reqwest::header::HeaderMap::new(),
        text: String::new(),
    }
}
