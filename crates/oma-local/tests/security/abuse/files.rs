//! Files that are not what they say.

use serde_json::{Value, json};

use super::log::Log;

const HEADLINE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"";

pub(super) async fn attempt(log: &mut Log<'_>) {
    names(log).await;
    for (tried, purpose, media_type, bytes) in pictures() {
        let problem = refused(log, tried, purpose, media_type, bytes).await;
        log.row("files", tried, &format!("`refused`: {problem}"));
    }
    for (tried, purpose, media_type, bytes) in vectors().into_iter().chain(others()) {
        let problem = refused(log, tried, purpose, media_type, bytes).await;
        log.row("files", tried, &format!("`refused`: {problem}"));
    }
}

type Sample = (&'static str, &'static str, &'static str, Vec<u8>);

fn pictures() -> Vec<Sample> {
    let page = b"<html><script>alert(1)</script></html>";
    let zip = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    let gif = b"GIF89a/*\x01\0\0\0*/=1;alert(1)";
    vec![
        ("a PNG of 60,000 × 60,000 pixels", "image", "image/png", huge_png()),
        ("a PNG with 64 MB of packed text", "image", "image/png", packed_png()),
        ("a PNG with a packed colour profile of 64 MB", "image", "image/png", profiled_png()),
        ("a PNG with a web page behind it", "image", "image/png", [&png()[..], page].concat()),
        ("a PNG with a ZIP archive behind it", "image", "image/png", [&png()[..], zip].concat()),
        ("half a PNG", "image", "image/png", png()[..40].to_vec()),
        ("a GIF that is JavaScript", "image", "image/png", gif.to_vec()),
        ("a web page as a JPEG", "image", "image/jpeg", page.to_vec()),
        ("a ZIP bomb as a picture", "image", "image/png", b"PK\x03\x04\x14\0\0\0\x08\0".to_vec()),
        ("a packed SVG (SVGZ)", "logo", "image/svg+xml", b"\x1f\x8b\x08\0\0\0\0\0".to_vec()),
    ]
}

fn vectors() -> Vec<Sample> {
    let svg = |inner: &str| format!("{HEADLINE}>{inner}</svg>").into_bytes();
    let entity = "<!DOCTYPE svg [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>";
    let laugh = |n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10));
    let laughs = (1..10).map(laugh).collect::<Vec<_>>().concat();
    let laughs = format!("<!DOCTYPE svg [<!ENTITY l0 \"ha\">{laughs}]>{HEADLINE}>&l9;</svg>");
    let nested = format!("{}{}", "<g>".repeat(50_000), "</g>".repeat(50_000));
    let link = "<image href=\"http://169.254.169.254/\" width=\"9\" height=\"9\"/>";
    let file = "<image href=\"file:///etc/passwd\" width=\"9\" height=\"9\"/>";
    vec![
        ("an SVG with a script", "logo", "image/svg+xml", svg("<script>alert(1)</script>")),
        ("an SVG with an event handler", "logo", "image/svg+xml", svg("<g onload=\"alert(1)\"/>")),
        ("an SVG that fetches", "logo", "image/svg+xml", svg(link)),
        ("an SVG that reads a file", "logo", "image/svg+xml", svg(file)),
        ("an SVG with a page in it", "logo", "image/svg+xml", svg("<foreignObject/>")),
        (
            "an SVG with an external entity",
            "logo",
            "image/svg+xml",
            format!("{entity}{HEADLINE}>&a;</svg>").into_bytes(),
        ),
        ("an SVG of a billion laughs", "logo", "image/svg+xml", laughs.into_bytes()),
        ("an SVG 50,000 groups deep", "logo", "image/svg+xml", svg(&nested)),
    ]
}

fn others() -> Vec<Sample> {
    let mp4 = b"\0\0\0\x18ftypisom\0\0\0\0isommp41\0\0\0\x08free".to_vec();
    let list = b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n".to_vec();
    let concat = b"ffconcat version 1.0\nfile /etc/passwd\n".to_vec();
    vec![
        ("an MP4 that says it is a PNG", "image", "image/png", mp4.clone()),
        ("an MP4 without a film", "clip", "video/mp4", mp4),
        ("a playlist that names a file", "clip", "video/mp4", list),
        ("a list of files for ffmpeg", "clip", "video/mp4", concat),
        ("a script as music", "music", "audio/mpeg", b"#!/bin/sh\nid\n".to_vec()),
        ("a font of nothing", "font", "font/ttf", b"\0\x01\0\0\0\x10\0\0\0\0\0\0".to_vec()),
    ]
}

/// Names are for people: they are in no path and in no header.
async fn names(log: &mut Log<'_>) {
    let asked = |name: &str| json!({"purpose": "image", "name": name, "content_type": "image/png", "size": 9});
    for name in
        ["../../etc/passwd", "..\\..\\x", "/etc/passwd", "%2e%2e%2f", "a\".png; x=\"", "CON"]
    {
        let made = log.site.post("/v1/uploads", log.token, &asked(name)).await;
        assert_eq!(made.status, 201, "{name}");
        let url = made.json()["url"].as_str().unwrap().to_owned();
        assert!(!url.contains("etc") && !url.contains("..") && !url.contains("%2e"), "{url}");
        log.is_harmless(name, &made).await;
    }
    log.row("files", "paths and quotes as the names of files (6)", "201: the name is in no path");
    let endless = "x".repeat(10_000);
    for (tried, name) in [
        ("a name with NUL", "a\0.png"),
        ("a name with a line break for a header", "a.png\r\nSet-Cookie: a=b\u{0}"),
        ("a name that reads backwards", "a\u{202e}gnp.exe"),
        ("a name of 10,000 characters", &endless),
    ] {
        let answer = log.site.post("/v1/uploads", log.token, &asked(name)).await;
        log.refused("files", tried, &answer, "Oma.InvalidRequest").await;
    }
    for kind in ["image/png\r\nx: y", "text/html", "image/svg+xml; charset=x", "*/*"] {
        let mut body = asked("a.png");
        body["content_type"] = json!(kind);
        let answer = log.site.post("/v1/uploads", log.token, &body).await;
        log.refused("files", &format!("the type {kind:?}"), &answer, "Oma.InvalidRequest").await;
    }
}

/// Sends a file as its announcement says, has it looked at, and gives what was wrong with it.
async fn refused(
    log: &Log<'_>,
    tried: &str,
    purpose: &str,
    media_type: &str,
    bytes: Vec<u8>,
) -> String {
    let asked = json!({"purpose": purpose, "name": "file", "content_type": media_type,
        "size": bytes.len()});
    let link: Value = log.site.post("/v1/uploads", log.token, &asked).await.json();
    let url = link["url"].as_str().unwrap_or_else(|| panic!("{tried}: {link}"));
    let sent = log.site.http.put(url).header("content-type", media_type).body(bytes);
    assert!(log.site.answer(sent).await.status.is_success(), "{tried}");
    let id = link["upload"]["upload_id"].as_str().unwrap();
    let done = log.site.post(&format!("/v1/uploads/{id}/complete"), log.token, &json!({})).await;
    assert_eq!(done.json()["status"], "refused", "{tried}: {}", done.text);
    log.is_harmless(tried, &done).await;
    done.json()["problem"].as_str().unwrap().to_owned()
}

fn png() -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = png::Encoder::new(&mut bytes, 30, 20);
    encoder.write_header().unwrap().write_image_data(&[90; 600]).unwrap();
    bytes
}

fn huge_png() -> Vec<u8> {
    let mut bytes = png();
    bytes[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
    bytes[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
    let crc = crc32(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&crc.to_be_bytes());
    bytes
}

fn packed_png() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 30, 20);
    encoder.add_ztxt_chunk("Comment".to_owned(), "a".repeat(64 << 20)).unwrap();
    encoder.write_header().unwrap().write_image_data(&[90; 600]).unwrap();
    bytes
}

fn profiled_png() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut info = png::Info::with_size(30, 20);
    info.icc_profile = Some(vec![0; 64 << 20].into());
    let encoder = png::Encoder::with_info(&mut bytes, info).unwrap();
    encoder.write_header().unwrap().write_image_data(&[90; 600]).unwrap();
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 }
        })
    }) ^ !0
}
