//! Bodies that two readers could read differently, or that only cost.

use reqwest::Method;
use serde_json::json;

use super::log::Log;
use crate::site::Answer;

pub(super) async fn attempt(log: &mut Log<'_>) {
    documents(log).await;
    texts(log).await;
    media_types(log).await;
    look_alikes(log).await;
}

fn brief(title: &str) -> String {
    format!(
        r#"{{"title": "{title}", "description": "Life between the tides.", "language": "en-US"}}"#
    )
}

async fn documents(log: &mut Log<'_>) {
    let nested = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    let large = brief(&"x".repeat(600 * 1024));
    for (tried, body, name) in [
        ("a body of 600 KiB", large.into_bytes(), "Oma.PayloadTooLarge"),
        ("lists 33 deep", nested(33).into_bytes(), "Oma.MalformedRequest"),
        ("lists 100,000 deep", nested(100_000).into_bytes(), "Oma.MalformedRequest"),
        (
            "objects 50,000 deep, never closed",
            r#"{"a":"#.repeat(50_000).into_bytes(),
            "Oma.MalformedRequest",
        ),
        ("a field twice", brief(r#"Tea", "title": "Coffee"#).into_bytes(), "Oma.MalformedRequest"),
        (
            "a field twice, once escaped",
            brief(r#"Tea", "\u0074itle": "Coffee"#).into_bytes(),
            "Oma.MalformedRequest",
        ),
        ("NaN", br#"{"duration_s": NaN}"#.to_vec(), "Oma.MalformedRequest"),
        ("Infinity", br#"{"duration_s": Infinity}"#.to_vec(), "Oma.MalformedRequest"),
        ("1e999", br#"{"duration_s": 1e999}"#.to_vec(), "Oma.MalformedRequest"),
        (
            "a number of 100,000 digits",
            format!(r#"{{"seed": {}}}"#, "9".repeat(100_000)).into_bytes(),
            "Oma.MalformedRequest",
        ),
        ("2^64", br#"{"seed": 18446744073709551616}"#.to_vec(), "Oma.MalformedRequest"),
        ("a lone surrogate", brief(r"Tea \ud800").into_bytes(), "Oma.MalformedRequest"),
        ("bytes that are not UTF-8", b"{\"title\": \"\xff\xfe\"}".to_vec(), "Oma.MalformedRequest"),
        ("overlong UTF-8", b"{\"title\": \"\xc0\xae\"}".to_vec(), "Oma.MalformedRequest"),
        ("UTF-16", b"\xff\xfe{\0}\0".to_vec(), "Oma.MalformedRequest"),
        ("two documents", b"{} {}".to_vec(), "Oma.MalformedRequest"),
        ("nothing", Vec::new(), "Oma.MalformedRequest"),
        ("`__proto__`", br#"{"__proto__": {"admin": true}}"#.to_vec(), "Oma.InvalidBrief"),
        (
            "fields of the record: `owner`, `status`, `cost`",
            br#"{"owner": "x", "status": "succeeded", "video_id": "x"}"#.to_vec(),
            "Oma.InvalidBrief",
        ),
        (
            "a list of 100,000 nulls as tags",
            format!(r#"{{"tags": [{}null]}}"#, "null,".repeat(100_000)).into_bytes(),
            "Oma.InvalidBrief",
        ),
    ] {
        let answer = post(log, body, "application/json").await;
        log.refused("JSON", tried, &answer, name).await;
    }
}

async fn texts(log: &mut Log<'_>) {
    for (tried, text) in [
        ("NUL", r"Tea \u0000"),
        ("escape sequences of terminals", r"Tea \u001b[31m"),
        ("right-to-left override", r"Tea \u202egnp.exe"),
        ("direction isolates", r"Tea \u2066x\u2069"),
        ("only white space", r"\u2003\u2003\u2003"),
    ] {
        let answer = post(log, brief(text).into_bytes(), "application/json").await;
        log.refused("text", &format!("{tried} in a title"), &answer, "Oma.InvalidBrief").await;
    }
}

async fn media_types(log: &mut Log<'_>) {
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/xml",
    ] {
        let answer = post(log, b"{}".to_vec(), kind).await;
        log.refused("JSON", &format!("as `{kind}`"), &answer, "Oma.UnsupportedMediaType").await;
    }
    let request = log.site.request(Method::POST, "/v1/videos").bearer_auth(log.token);
    let request = request.header("content-type", "application/json");
    let answer =
        log.site.answer(request.header("content-encoding", "gzip").body(vec![0x1f, 0x8b])).await;
    log.refused("JSON", "compressed, as a bomb would be", &answer, "Oma.UnsupportedMediaType")
        .await;
}

/// Names that look alike are two names, and each comes back as it was sent.
async fn look_alikes(log: &mut Log<'_>) {
    let kit = json!({"colors": {"primary": "#102030"}});
    let names = ["Caf\u{e9}", "Cafe\u{301}", "\u{421}af\u{e9}", "Ca\u{200d}fe\u{301}"];
    for name in names {
        let made = log.site.post("/v1/brands", log.token, &json!({"name": name, "kit": kit})).await;
        assert_eq!((made.status.as_u16(), made.json()["name"].as_str()), (201, Some(name)));
        log.is_harmless(name, &made).await;
    }
    let tried = "NFC, NFD, Cyrillic and zero-width look-alikes as names of kits";
    log.row("text", tried, "201 each: names are told apart by ids, and come back as sent");
}

async fn post(log: &Log<'_>, body: Vec<u8>, content_type: &str) -> Answer {
    let request = log.site.request(Method::POST, "/v1/videos").bearer_auth(log.token);
    log.site.answer(request.header("content-type", content_type).body(body)).await
}
