//! Somebody's server, to which webhooks are delivered.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Takes whatever is posted to it, on a free port of the loopback address, until it is dropped.
pub struct Receiver {
    /// Where it listens.
    pub url: String,
    messages: mpsc::UnboundedReceiver<Message>,
    task: JoinHandle<()>,
}

/// What was posted.
#[derive(Debug)]
pub struct Message {
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, null where it is no JSON.
    pub body: Value,
}

impl Receiver {
    /// Starts to listen.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let (sender, messages) = mpsc::unbounded_channel();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let sender = sender.clone();
                tokio::spawn(async move {
                    if let Some(message) = take(stream).await {
                        let _ = sender.send(message);
                    }
                });
            }
        });
        Self { url, messages, task }
    }

    /// The next message; waits for it.
    pub async fn next(&mut self) -> Message {
        self.messages.recv().await.expect("the receiver listens")
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Reads one request, answers 204 and closes. Nothing if the caller goes away.
async fn take(mut stream: TcpStream) -> Option<Message> {
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    let (headers, start) = loop {
        let read = stream.read(&mut part).await.ok().filter(|&read| read > 0)?;
        bytes.extend_from_slice(&part[..read]);
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break (parse(&bytes[..end]), end + 4);
        }
    };
    let length = headers.get("content-length")?.to_str().ok()?.parse::<usize>().ok()?;
    while bytes.len() < start + length {
        let read = stream.read(&mut part).await.ok().filter(|&read| read > 0)?;
        bytes.extend_from_slice(&part[..read]);
    }
    let body = serde_json::from_slice(&bytes[start..start + length]).unwrap_or_default();
    stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").await.ok()?;
    Some(Message { headers, body })
}

fn parse(head: &[u8]) -> HeaderMap {
    let lines = head.split(|&byte| byte == b'\n').skip(1);
    let pair = |line: &[u8]| {
        let colon = line.iter().position(|&byte| byte == b':')?;
        let name = HeaderName::from_bytes(&line[..colon]).ok()?;
        Some((name, HeaderValue::from_bytes(line[colon + 1..].trim_ascii()).ok()?))
    };
    lines.filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_posted_arrives_with_its_headers() {
        let mut receiver = Receiver::start().await;
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let request = client.post(&receiver.url).header("webhook-id", "m-1").body(r#"{"a":1}"#);
        assert_eq!(request.send().await.unwrap().status(), 204);
        let message = receiver.next().await;
        assert_eq!(message.headers["webhook-id"], "m-1");
        assert_eq!(message.body["a"], 1);
    }
}
