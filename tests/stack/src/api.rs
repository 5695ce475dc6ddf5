//! The product's API.

use std::time::Duration;

use serde_json::{Value, json};

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

    /// Reads a video until it is finished, well or not.
    pub async fn finished(&self, video: &str, token: &str) -> Value {
        let path = format!("/v1/videos/{video}");
        let finished = async {
            loop {
                let answer = self.get(&path, Some(token)).await;
                assert_eq!(answer.status, 200, "{answer:?}");
                if [json!("succeeded"), json!("failed")].contains(&answer.body["status"]) {
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
    let location = response.headers().get("location");
    let location = location.map(|value| value.to_str().unwrap().to_owned());
    let status = response.status().as_u16();
    let body = serde_json::from_str(&response.text().await.unwrap()).unwrap_or_default();
    Answer { status, location, body }
}
