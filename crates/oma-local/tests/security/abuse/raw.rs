//! Requests as bytes: what no HTTP library would send.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::site::Answer;

/// Sends bytes and reads until the server closes the connection: every request here says that it
/// is the last, or is one after which there is nothing to say.
pub(super) async fn send(url: &str, request: &[u8]) -> Vec<Answer> {
    let mut stream = connect(url).await;
    // A server that has heard enough closes while more is sent.
    let _ = stream.write_all(request).await;
    answers(stream).await
}

pub(super) async fn connect(url: &str) -> TcpStream {
    TcpStream::connect(url.trim_start_matches("http://")).await.unwrap()
}

/// Everything that the server says until it closes.
pub(super) async fn answers(mut stream: TcpStream) -> Vec<Answer> {
    let mut bytes = Vec::new();
    // Far beyond any limit of the server: a test that ends here has failed.
    let read = tokio::time::timeout(Duration::from_mins(2), stream.read_to_end(&mut bytes)).await;
    assert!(read.is_ok(), "the server keeps the connection");
    parse(&bytes)
}

fn parse(mut bytes: &[u8]) -> Vec<Answer> {
    let mut answers = Vec::new();
    while let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let pairs = lines.filter_map(|line| line.split_once(": "));
        let headers: HeaderMap = pairs
            .map(|(name, value)| {
                (name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap())
            })
            .collect();
        let length = headers.get("content-length").and_then(|v| v.to_str().ok()?.parse().ok());
        let body = &bytes[end + 4..];
        let body = &body[..length.unwrap_or(body.len()).min(body.len())];
        let status = StatusCode::from_bytes(status.as_bytes()).unwrap();
        let text = String::from_utf8_lossy(body).into_owned();
        bytes = &bytes[end + 4 + body.len()..];
        answers.push(Answer { status, headers, text });
    }
    answers
}
