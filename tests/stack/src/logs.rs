//! What the functions wrote, from CloudWatch Logs.
//!
//! Two plain calls of the JSON protocol: a client crate of its own would cost minutes of compiling.

use serde_json::{Value, json};

use crate::Clients;

/// Every line of every log group, as `group: line`. Pages are followed to the end.
pub async fn all(clients: &Clients) -> Vec<String> {
    let mut lines = Vec::new();
    let groups = pages(clients, "DescribeLogGroups", json!({}), "logGroups").await;
    for group in groups {
        let name = group["logGroupName"].as_str().unwrap();
        let events =
            pages(clients, "FilterLogEvents", json!({ "logGroupName": name }), "events").await;
        let of_event = |event: &Value| event["message"].as_str().unwrap_or_default().to_owned();
        for message in events.iter().map(of_event) {
            lines.extend(message.lines().map(|line| format!("{name}: {line}")));
        }
    }
    lines
}

/// The lines about one video.
pub async fn of(clients: &Clients, video: &str) -> Vec<String> {
    all(clients).await.into_iter().filter(|line| line.contains(video)).collect()
}

async fn pages(clients: &Clients, action: &str, mut request: Value, field: &str) -> Vec<Value> {
    let mut found = Vec::new();
    loop {
        let answer = call(clients, action, &request).await;
        found.extend(answer[field].as_array().cloned().unwrap_or_default());
        match answer.get("nextToken").filter(|token| token.is_string()) {
            Some(token) => request["nextToken"] = token.clone(),
            None => return found,
        }
    }
}

async fn call(clients: &Clients, action: &str, request: &Value) -> Value {
    let response = clients
        .http
        .post(&clients.url)
        .header("content-type", "application/x-amz-json-1.1")
        .header("x-amz-target", format!("Logs_20140328.{action}"))
        .header(
            "authorization",
            format!(
                "AWS4-HMAC-SHA256 Credential=test/20260101/{}/logs/aws4_request, \
                 SignedHeaders=host, Signature=0",
                crate::emulator::REGION
            ),
        )
        .body(request.to_string())
        .send()
        .await
        .unwrap();
    let status = response.status();
    let body = response.text().await.unwrap();
    assert!(status.is_success(), "{action}: {status} {body}");
    serde_json::from_str(&body).unwrap()
}
