//! What AWS's own services tell through EventBridge, and the emulator's do not.

use serde_json::{Value, json};

use crate::Clients;

/// Puts an event on the default bus. The service itself lets nobody name a source `aws.*`.
pub async fn put(clients: &Clients, source: &str, kind: &str, detail: &Value) {
    let entry = json!({ "Source": source, "DetailType": kind, "Detail": detail.to_string() });
    let request = clients
        .http
        .post(&clients.url)
        .header("content-type", "application/x-amz-json-1.1")
        .header("x-amz-target", "AWSEvents.PutEvents")
        .body(json!({ "Entries": [entry] }).to_string());
    let answer = request.send().await.unwrap().text().await.unwrap();
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["FailedEntryCount"], 0, "{answer}");
}
