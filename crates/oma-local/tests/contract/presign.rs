use std::time::Duration;

use bytes::Bytes;
use oma_core::ports::{Objects, Presign};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::State;

const MINUTE: Duration = Duration::from_mins(1);

struct Answer {
    status: u16,
    head: String,
    body: String,
}

/// What a browser does with a link.
async fn request(method: &str, url: &str, headers: &str, body: &str) -> Answer {
    let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).await.unwrap();
    let text = format!(
        "{method} /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{headers}\r\n{body}"
    );
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head: head.to_lowercase(), body: body.to_owned() }
}

#[tokio::test]
async fn a_link_reads_one_object_with_its_media_type() {
    let state = State::new().await;
    for key in ["videos/1/captions.vtt", "a copy"] {
        if key == "a copy" {
            state.bucket.copy("videos/1/captions.vtt", key).await.unwrap();
        } else {
            let bytes = Bytes::from_static(b"WEBVTT");
            state.bucket.put_bytes(key, bytes, "text/vtt").await.unwrap();
        }
        let link = state.bucket.presign_get(key, MINUTE).await.unwrap();
        let answer = request("GET", &link, "", "").await;
        assert_eq!((answer.status, answer.body.as_str()), (200, "WEBVTT"), "{key}");
        assert!(answer.head.contains("content-type: text/vtt"), "{}", answer.head);
    }
}

#[tokio::test]
async fn a_large_object_has_its_media_type_too() {
    let state = State::new().await;
    let large = state.folder.path().join("large");
    std::fs::write(&large, vec![b'x'; 17 << 20]).unwrap();
    state.bucket.put_file("film", &large, "video/mp4").await.unwrap();
    let link = state.bucket.presign_get("film", MINUTE).await.unwrap();
    let answer = request("GET", &link, "range: bytes=0-3\r\n", "").await;
    assert_eq!((answer.status, answer.body.as_str()), (206, "xxxx"));
    assert!(answer.head.contains("content-type: video/mp4"), "{}", answer.head);
}

#[tokio::test]
async fn a_tampered_link_is_refused() {
    let state = State::new().await;
    for key in ["mine", "other"] {
        state.bucket.put_bytes(key, Bytes::from_static(b"x"), "text/plain").await.unwrap();
    }
    let link = state.bucket.presign_get("mine", MINUTE).await.unwrap();
    let unsigned = link.split('?').next().unwrap();
    let longer = link.replace("X-Amz-Expires=60", "X-Amz-Expires=6000");
    let elsewhere = link.replace("/mine?", "/other?");
    for bad in [unsigned, &longer, &elsewhere] {
        assert_ne!(bad, link);
        assert_eq!(request("GET", bad, "", "").await.status, 403, "{bad}");
    }
    assert_eq!(request("DELETE", &link, "", "").await.status, 403);
}

#[tokio::test]
async fn a_link_writes_an_object_of_the_agreed_type_and_length_only() {
    let state = State::new().await;
    let link = state.bucket.presign_put("uploads/a.png", "image/png", 4, MINUTE).await.unwrap();
    let put = async |kind: &str, body: &str| {
        let headers = format!("content-type: {kind}\r\ncontent-length: {}\r\n", body.len());
        request("PUT", &link, &headers, body).await.status
    };
    assert_eq!(put("text/html", "four").await, 403, "another type");
    assert_eq!(put("image/png", "longer").await, 403, "another length");
    assert_eq!(state.bucket.size("uploads/a.png").await.unwrap(), None);
    assert_eq!(put("image/png", "four").await, 200);
    assert_eq!(state.bucket.get_bytes("uploads/a.png").await.unwrap(), "four");
}
