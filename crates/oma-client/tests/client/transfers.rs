//! Bytes to and from storage.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::Method;
use oma_api::uploads::Purpose;
use oma_api::videos::FileLink;
use oma_client::auth::{Secret, Tokens};
use oma_client::{Client, KnownUploads, LocalFile, OnBytes, fetch_file};
use serde_json::{Value, json};

use crate::scripted::{Scripted, problem};

/// More than one chunk.
const SIZE: usize = 700_001;

fn bytes() -> Vec<u8> {
    (0..SIZE).map(|i| u8::try_from(i % 251).unwrap()).collect()
}

fn counted() -> (Arc<AtomicU64>, OnBytes) {
    let count = Arc::new(AtomicU64::new(0));
    let seen = Arc::clone(&count);
    (count, Arc::new(move |done, _| seen.store(done, Ordering::Relaxed)))
}

fn link(url: &str, size: u64) -> FileLink {
    FileLink { url: format!("{url}/film?signature=s3cret"), size, content_type: "video/mp4".into() }
}

#[tokio::test]
async fn a_file_comes_whole_after_a_gap() {
    let server = Scripted::default().answers(503, &[], &json!({})).answers_bytes(200, &[], bytes());
    let dir = tempfile::tempdir().unwrap();
    let to = dir.path().join("video.mp4");
    let (count, on_bytes) = counted();
    let link = link(&server.serve().await, SIZE as u64);
    fetch_file(&link, &to, &on_bytes).await.unwrap();
    assert!(std::fs::read(&to).unwrap() == bytes());
    assert_eq!(count.load(Ordering::Relaxed), SIZE as u64);
    assert_eq!(server.asked()[1].header("authorization"), "", "a link carries its own right");
}

#[tokio::test]
async fn a_file_that_does_not_come_leaves_what_was_there() {
    let server = Scripted::default().answers(403, &[], &json!({}));
    let dir = tempfile::tempdir().unwrap();
    let to = dir.path().join("video.mp4");
    std::fs::write(&to, "the film of yesterday").unwrap();
    let link = link(&server.serve().await, 5);
    let error = fetch_file(&link, &to, &counted().1).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
    assert_eq!(std::fs::read_to_string(&to).unwrap(), "the film of yesterday");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "a part was left");
}

#[tokio::test]
async fn a_file_of_another_length_is_not_taken() {
    let server = Scripted::default();
    let server = (0..3).fold(server, |server, _| server.answers_bytes(200, &[], vec![0; 9]));
    let dir = tempfile::tempdir().unwrap();
    let link = link(&server.serve().await, 5);
    fetch_file(&link, &dir.path().join("a"), &counted().1).await.unwrap_err();
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}

fn upload(status: &str) -> Value {
    json!({
        "upload_id": "up-1", "purpose": "image", "name": "a.png", "content_type": "image/png",
        "size": SIZE, "status": status, "created_at": "2026-11-22T10:00:00Z",
    })
}

#[tokio::test]
async fn the_same_file_is_sent_once() {
    let storage = Scripted::default().answers_bytes(200, &[], Vec::new());
    let url = format!("{}/put?signature=s3cret", storage.serve().await);
    let announced = json!({
        "upload": upload("pending"), "url": url, "expires_at": "2026-11-22T10:15:00Z",
        "headers": {"content-type": "image/png", "x-amz-meta-a": "b", "content-length": "700001"},
    });
    let api = Scripted::default()
        .answers(201, &[], &announced)
        .answers(200, &[], &upload("ready"))
        .answers(200, &[], &upload("ready"));
    let client = Client::new(&api.serve().await, Tokens::fixed(Secret::new("t"))).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.png");
    std::fs::write(&path, bytes()).unwrap();
    let file = LocalFile::read(&path).unwrap();
    let (count, on_bytes) = counted();
    for _ in 0..2 {
        let mut known = KnownUploads::open(dir.path().join("cache/uploads.json"));
        let upload = known.ready(&client, "me", &file, Purpose::Image, &on_bytes).await.unwrap();
        assert_eq!(upload.upload_id, "up-1");
    }
    let stored = storage.asked();
    assert_eq!((stored.len(), stored[0].method.clone()), (1, Method::PUT));
    assert!(stored[0].body == bytes());
    assert_eq!(stored[0].header("content-length"), SIZE.to_string());
    assert_eq!((stored[0].header("x-amz-meta-a"), stored[0].header("authorization")), ("b", ""));
    assert_eq!(count.load(Ordering::Relaxed), SIZE as u64);
    let targets: Vec<String> = api.asked().into_iter().map(|asked| asked.target).collect();
    assert_eq!(targets, ["/v1/uploads", "/v1/uploads/up-1/complete", "/v1/uploads/up-1"]);
}

#[tokio::test]
async fn an_upload_that_is_gone_is_sent_again() {
    let storage =
        Scripted::default().answers_bytes(200, &[], vec![]).answers_bytes(200, &[], vec![]);
    let url = format!("{}/put", storage.serve().await);
    let announced = json!({
        "upload": upload("pending"), "url": url, "expires_at": "2026-11-22T10:15:00Z", "headers": {},
    });
    let api = Scripted::default()
        .answers(201, &[], &announced)
        .answers(200, &[], &upload("ready"))
        .answers(404, &[], &problem(404, "Oma.NotFound"))
        .answers(201, &[], &announced)
        .answers(200, &[], &json!({
            "upload_id": "up-1", "purpose": "image", "name": "a.png", "content_type": "image/png",
            "size": 3, "status": "refused", "problem": "it is no image",
            "created_at": "2026-11-22T10:00:00Z",
        }));
    let client = Client::new(&api.serve().await, Tokens::fixed(Secret::new("t"))).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.png");
    std::fs::write(&path, "abc").unwrap();
    let file = LocalFile::read(&path).unwrap();
    let mut known = KnownUploads::open(dir.path().join("uploads.json"));
    let on_bytes = counted().1;
    known.ready(&client, "me", &file, Purpose::Image, &on_bytes).await.unwrap();
    let refused = known.ready(&client, "me", &file, Purpose::Image, &on_bytes).await.unwrap_err();
    assert!(refused.to_string().contains("it is no image"), "{refused}");
    assert_eq!(storage.asked().len(), 2);
}
