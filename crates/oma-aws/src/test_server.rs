//! A server that answers requests with canned answers, in order, and remembers them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use aws_config::SdkConfig;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::{Endpoints, sdk};

pub(crate) struct Answer {
    status: u16,
    body: String,
    /// Bytes that are announced and never sent.
    missing: usize,
    /// Whether nothing is sent, not even a head.
    is_silent: bool,
}

impl Answer {
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self { status, body: body.to_string(), missing: 0, is_silent: false }
    }

    /// What S3 answers with.
    pub(crate) fn xml(status: u16, body: &str) -> Self {
        Self { status, body: body.to_owned(), missing: 0, is_silent: false }
    }

    /// An answer that breaks off before its end.
    pub(crate) fn cut(body: &Value) -> Self {
        Self { missing: 100, ..Self::json(200, body) }
    }

    /// The connection stays open, and nothing comes.
    pub(crate) fn silence() -> Self {
        Self { is_silent: true, ..Self::xml(200, "") }
    }

    pub(crate) fn error(status: u16, code: &str) -> Self {
        Self::json(status, &serde_json::json!({ "__type": code, "message": "canned" }))
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Request {
    line: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request {
    /// `POST /path?query HTTP/1.1`
    pub(crate) fn line(&self) -> &str {
        &self.line
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// Stops answering when dropped.
pub(crate) struct TestServer {
    url: String,
    requests: Arc<Mutex<Vec<Request>>>,
    task: tokio::task::JoinHandle<()>,
}

impl TestServer {
    pub(crate) async fn start(answers: Vec<Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        let mut answers = VecDeque::from(answers);
        let task = tokio::spawn(async move {
            let mut silent = Vec::new();
            while let Some(answer) = answers.pop_front() {
                let (stream, _) = listener.accept().await.unwrap();
                let mut stream = BufReader::new(stream);
                let request = read(&mut stream).await;
                seen.lock().unwrap().push(request);
                if answer.is_silent {
                    silent.push(stream);
                } else {
                    write(&mut stream, &answer).await;
                }
            }
            // What was met with silence stays open as long as the server.
            std::future::pending::<()>().await;
            drop(silent);
        });
        Self { url, requests, task }
    }

    /// A client of this server as production builds it.
    pub(crate) fn sdk_config(&self) -> SdkConfig {
        let endpoints = Endpoints {
            dynamodb: self.url.clone(),
            s3: self.url.clone(),
            access_key_id: "id".to_owned(),
            secret_access_key: "secret".to_owned(),
            region: "local".to_owned(),
        };
        sdk::for_endpoints(&endpoints).into_builder().endpoint_url(&self.url).build()
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    pub(crate) fn only_request(&self) -> Request {
        let mut requests = self.requests();
        assert_eq!(requests.len(), 1);
        requests.remove(0)
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn read(stream: &mut BufReader<TcpStream>) -> Request {
    let mut headers = Vec::new();
    let mut line = String::new();
    stream.read_line(&mut line).await.unwrap();
    loop {
        let mut header = String::new();
        stream.read_line(&mut header).await.unwrap();
        let Some((key, value)) = header.trim_end().split_once(": ") else { break };
        headers.push((key.to_owned(), value.to_owned()));
    }
    let mut request = Request { line, headers, body: Vec::new() };
    let length = request.header("content-length").map_or(0, |text| text.parse().unwrap());
    request.body = vec![0; length];
    stream.read_exact(&mut request.body).await.unwrap();
    request
}

async fn write(stream: &mut BufReader<TcpStream>, answer: &Answer) {
    let Answer { status, body, missing, .. } = answer;
    let text = format!(
        "HTTP/1.1 {status} Canned\r\nconnection: close\r\nx-amzn-requestid: R1\r\n\
         content-type: application/x-amz-json-1.1\r\ncontent-length: {}\r\n\r\n{body}",
        body.len() + missing
    );
    stream.write_all(text.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
}
