//! Ways out of where an id leads.

use super::log::Log;
use super::raw;
use crate::site::Answer;

const IDS: [&str; 14] = [
    "..",
    "%2e%2e",
    "..%2f..%2fadmin%2fusage",
    "..%5c..",
    "%00",
    "01KAAAAAAAAAAAAAAAAAAAAAAA%00.json",
    "%2fetc%2fpasswd",
    "%c0%ae%c0%ae",
    "%ff%fe",
    "%252e%252e",
    "*",
    "?x=1",
    "01KAAAAAAAAAAAAAAAAAAAAAAA;admin=1",
    "VIDEO%2301KAAAAAAAAAAAAAAAAAAAAAAA",
];

const KINDS: [&str; 5] = ["videos", "uploads", "brands", "templates", "webhooks"];

pub(super) async fn attempt(log: &mut Log<'_>) {
    for id in IDS {
        for kind in KINDS {
            let answer = get(log, &format!("/v1/{kind}/{id}")).await;
            // Without an id there is no such route, but for the list itself.
            let tried = format!("/v1/{kind}/{id}");
            log.is_refusal(&tried, &answer, "Oma.NotFound").await;
        }
        log.row("paths", &format!("`{id}` as an id, of five kinds"), "404 `Oma.NotFound`");
    }
    let endless = get(log, &format!("/v1/videos/{}", "A".repeat(10_000))).await;
    log.refused("paths", "an id of 10,000 characters", &endless, "Oma.NotFound").await;
    for path in [
        "/v1/videos/../admin/usage",
        "/v1/./videos",
        "/v1//videos",
        "//v1/videos",
        "/V1/VIDEOS",
        "/v1/videos%2f",
        "/v1/admin%2fusage",
        "/v1/health/../videos",
        "/v1/docs/../admin/usage",
        "/../../etc/passwd",
        "/identity/keys.json",
    ] {
        let answer = get(log, path).await;
        log.refused("paths", &format!("`{path}`"), &answer, "Oma.NotFound").await;
    }
    for path in [
        "/media/media/../../identity/keys.json?X-Amz-Signature=0",
        "/media/media/%2e%2e/%2e%2e/identity/keys.json?X-Amz-Signature=0",
        "/media/media/..%2f..%2ftable.sqlite?X-Amz-Signature=0",
        "/media/media//etc/passwd?X-Amz-Signature=0",
        "/media/media/a%00b?X-Amz-Signature=0",
        "/media/media/?list-type=2&X-Amz-Signature=0",
        "/media/media/%ff?X-Amz-Signature=0",
    ] {
        let answer = get(log, path).await;
        assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
        log.got("paths", &format!("`{path}`"), &answer).await;
    }
}

async fn get(log: &Log<'_>, path: &str) -> Answer {
    let token = log.token;
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    );
    raw::send(&log.site.url, request.as_bytes()).await.pop().unwrap()
}
