//! Server-side request forgery, by every field that takes a link or the name of a file.

use serde_json::{Value, json};

use super::log::Log;

const WEBHOOKS: [(&str, &[&str]); 9] = [
    (
        "private, loopback and link-local IPv4, metadata of clouds",
        &[
            "https://10.0.0.1/",
            "https://127.0.0.1/",
            "https://192.168.1.1/",
            "https://172.16.0.1/",
            "https://169.254.169.254/latest/meta-data/",
            "https://100.100.100.200/",
            "https://168.63.129.16/",
            "https://0.0.0.0/",
            "https://255.255.255.255/",
        ],
    ),
    (
        "the same in decimal, octal, hexadecimal and short forms",
        &[
            "https://2130706433/",
            "https://0x7f000001/",
            "https://0177.0.0.1/",
            "https://0x7f.1/",
            "https://127.1/",
            "https://0/x",
            "https://2852039166/",
            "https://0251.0376.0251.0376/",
        ],
    ),
    (
        "IPv6: loopback, unspecified, link-local, unique local, metadata",
        &["https://[::1]/", "https://[::]/", "https://[fe80::1]/", "https://[fd00:ec2::254]/"],
    ),
    (
        "IPv4 within IPv6: mapped, NAT64, 6to4",
        &[
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:a9fe:a9fe]/",
            "https://[64:ff9b::7f00:1]/",
            "https://[2002:7f00:1::]/",
        ],
    ),
    (
        "digits and dots of other scripts, escaped digits",
        &["https://１２７.０.０.１/", "https://127。0。0。1/", "https://%31%32%37.0.0.1/"],
    ),
    (
        "a user name that looks like the host",
        &[
            "https://example.com@127.0.0.1/",
            "https://user:key@example.com/",
            "https://@@127.0.0.1/",
        ],
    ),
    ("other ports", &["https://example.com:22/", "https://example.com:8443/", "https://a.b:0/"]),
    (
        "other schemes",
        &[
            "http://example.com/",
            "file:///etc/passwd",
            "gopher://example.com/",
            "ftp://example.com/",
            "data:text/plain,x",
            "javascript:alert(1)",
        ],
    ),
    (
        "names of private networks, with a dot at the end, with a line break",
        &[
            "https://localhost/",
            "https://metadata.google.internal/",
            "https://printer.local/",
            "https://router/xx",
            "https://example.com./",
            "https:\\\\127.0.0.1\\x",
        ],
    ),
];

const SOURCES: [&str; 7] = [
    "https://example.com/a.png",
    "http://169.254.169.254/latest/meta-data/",
    "file:///etc/passwd",
    "/etc/passwd",
    "../../identity/keys.json",
    "uploads/somebody/0.png",
    "concat:/etc/passwd|/etc/hosts",
];

/// The fields of a brief that name a source.
type Fields = fn(&str) -> Value;

pub(super) async fn attempt(log: &mut Log<'_>) {
    let (site, token) = (log.site, log.token);
    for (kind, links) in WEBHOOKS {
        for link in links {
            let body = json!({"url": link, "events": ["ping"]});
            let answer = site.post("/v1/webhooks", token, &body).await;
            log.is_refusal(link, &answer, "Oma.InvalidRequest").await;
            assert_eq!(answer.json()["problems"][0]["path"], "url", "{link}");
        }
        let tried = format!("`url` of a webhook: {kind} ({} links)", links.len());
        log.row("links", &tried, "422 `Oma.InvalidRequest`");
    }
    let fields: [(&str, Fields); 5] = [
        ("assets[0].source", |source| json!({"assets": [{"source": source, "shows": "bread"}]})),
        ("music.file", |source| json!({"music": {"file": source}})),
        ("brand.logo.source", |source| json!({"brand": {"logo": {"source": source}}})),
        ("brand.font", |source| json!({"brand": {"font": source}})),
        ("brand", |source| json!({"brand": source})),
    ];
    for (field, with) in fields {
        for source in SOURCES {
            let mut brief = json!({"title": "Tide pools", "description": "Life between the tides.",
                "language": "en-US"});
            brief.as_object_mut().unwrap().extend(with(source).as_object().unwrap().clone());
            let answer = site.post("/v1/videos", token, &brief).await;
            log.is_refusal(&format!("{field} {source}"), &answer, "Oma.InvalidBrief").await;
            let problem = &answer.json()["problems"][0];
            assert!(problem["path"].as_str().unwrap().starts_with(field), "{problem}");
        }
        let tried = format!("`{field}` of a brief: links and paths ({})", SOURCES.len());
        log.row("links", &tried, "422 `Oma.InvalidBrief`, nothing is fetched");
    }
}
