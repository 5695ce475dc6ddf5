//! The product's API.

use std::time::Duration;

use serde_json::Value;

use crate::{Clients, Stack};

/// The API of a stack.
pub struct Api {
    http: reqwest::Client,
    /// Its root on the emulator, to which `/v1/…` is added.
    pub url: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The `Location` header.
    pub location: Option<String>,
    /// All headers.
    pub headers: reqwest::header::HeaderMap,
    /// The body, null where it is no JSON.
    pub body: Value,
}

impl Api {
    /// The API that the stack's outputs name. The emulator answers for its host name under a path.
    pub fn of(clients: &Clients, stack: &Stack) -> Self {
        let url = stack.output("ApiUrl").trim_end_matches('/');
        let (host, stage) = url.trim_start_matches("https://").split_once('/').unwrap();
        let (id, _) = host.split_once('.').unwrap();
        let url = format!("{}/restapis/{id}/{stage}/_user_request_", clients.url);
        Self { http: clients.http.clone(), url }
    }

    /// Reads.
    pub async fn get(&self, path: &str, token: Option<&str>) -> Answer {
        send(self.http.get(format!("{}{path}", self.url)), token).await
    }

    /// Sends JSON.
    pub async fn post(&self, path: &str, token: Option<&str>, body: &Value) -> Answer {
        let request = self.http.post(format!("{}{path}", self.url));
        let request = request.header("content-type", "application/json").body(body.to_string());
        send(request, token).await
    }

    /// Sends JSON under a key, by which a repetition is known.
    pub async fn post_once(&self, path: &str, token: &str, key: &str, body: &Value) -> Answer {
        let request = self.http.post(format!("{}{path}", self.url));
        let request = request.header("content-type", "application/json").body(body.to_string());
        send(request.header("idempotency-key", key), Some(token)).await
    }

    /// Deletes.
    pub async fn delete(&self, path: &str, token: Option<&str>) -> Answer {
        send(self.http.delete(format!("{}{path}", self.url)), token).await
    }

    /// What a browser asks before a page of this origin may post.
    pub async fn preflight(&self, path: &str, origin: &str) -> Answer {
        let request = self.http.request(reqwest::Method::OPTIONS, format!("{}{path}", self.url));
        let request = request.header("origin", origin);
        send(request.header("access-control-request-method", "POST"), None).await
    }

    /// Reads a video until it is finished, well or not.
    pub async fn finished(&self, video: &str, token: &str) -> Value {
        let path = format!("/v1/videos/{video}");
        let finished = async {
            loop {
                let answer = self.get(&path, Some(token)).await;
                assert_eq!(answer.status, 200, "{answer:?}");
                let ended = ["succeeded", "failed", "cancelled"].map(Value::from);
                if ended.contains(&answer.body["status"]) {
                    return answer.body;
                }
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
        };
        let finished = tokio::time::timeout(Duration::from_mins(10), finished).await;
        finished.unwrap_or_else(|_| panic!("{video} is not finished"))
    }
}

async fn send(request: reqwest::RequestBuilder, token: Option<&str>) -> Answer {
    let request = match token {
        Some(token) => request.header("authorization", format!("Bearer {token}")),
        None => request,
    };
    let response = request.send().await.unwrap();
    let headers = response.headers().clone();
    let location = headers.get("location").map(|value| value.to_str().unwrap().to_owned());
    let status = response.status().as_u16();
    let body = serde_json::from_str(&response.text().await.unwrap()).unwrap_or_default();
    Answer { status, location, headers, body }
}
