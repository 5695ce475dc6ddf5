//! Requests that are sent twice.

use axum::http::{StatusCode, header};
use oma_core::id::Owner;
use oma_core::ports::{Clock as _, Document, Documents as _, Expected, Partition, Place};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::support::{Api, Ask, brief};

fn create(key: &str) -> Ask {
    Ask::post("/v1/videos", &brief()).by("ana", "editor").header("idempotency-key", key)
}

#[tokio::test]
async fn fifty_equal_requests_at_once_are_one() {
    let api = Api::new();
    let router = api.router();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..50 {
        tasks.spawn(create("k-1").send_to(router.clone()));
    }
    let answers = tasks.join_all().await;
    for answer in &answers {
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.json);
        assert_eq!(answer.json, answers[0].json);
        assert_eq!(answer.header(header::LOCATION), answers[0].header(header::LOCATION));
    }
    let replayed =
        |answer: &&crate::support::Answer| answer.header("idempotency-replayed") == "true";
    assert_eq!(answers.iter().filter(replayed).count(), 49);
    assert_eq!(api.memory.executions().len(), 1);
}

#[tokio::test]
async fn a_key_belongs_to_one_request_of_one_user() {
    let api = Api::new();
    let first = api.ask(create("k-1")).await;
    let other =
        json!({"title": "Another", "description": "Of something else.", "language": "en-US"});
    let ask = |path: &str, body: &serde_json::Value| {
        Ask::post(path, body).header("idempotency-key", "k-1")
    };
    api.ask(ask("/v1/videos", &other).by("ana", "editor"))
        .await
        .is_problem(422, "Oma.IdempotencyMismatch");
    api.ask(ask("/v1/videos?x=1", &brief()).by("ana", "editor"))
        .await
        .is_problem(422, "Oma.IdempotencyMismatch");
    let bens = api.ask(ask("/v1/videos", &other).by("ben", "editor")).await;
    assert_eq!(bens.status, StatusCode::ACCEPTED);
    assert_ne!(bens.json["video_id"], first.json["video_id"]);
    for key in ["", "a b", "k\u{e9}"] {
        api.ask(create(key)).await.is_problem(400, "Oma.MalformedRequest");
    }
    api.ask(ask("/v1/videos", &brief()).by("ana", "viewer")).await.is_problem(403, "Oma.Forbidden");
}

#[tokio::test]
async fn a_refused_request_leaves_its_key_unused() {
    let api = Api::new();
    let bad = Ask::post("/v1/videos", &json!({})).by("ana", "editor");
    let bad = bad.header("idempotency-key", "k-1");
    api.ask(bad.clone()).await.is_problem(422, "Oma.InvalidBrief");
    api.ask(bad).await.is_problem(422, "Oma.InvalidBrief");
    assert_eq!(api.ask(create("k-1")).await.status, StatusCode::ACCEPTED);
}

#[tokio::test]
async fn a_dead_request_is_taken_over_once_its_lease_ends() {
    let api = Api::new();
    let body_sha256 = hex::encode(Sha256::digest(brief().to_string()));
    let reserved = |lease_until: &str| Document {
        place: Place {
            partition: Partition::User(Owner::try_from("ana".to_owned()).unwrap()),
            sort: "IDEMPOTENCY#k-1".to_owned(),
        },
        version: 1,
        body: json!({
            "route": "POST /v1/videos", "body_sha256": body_sha256, "state": "running",
            "id": "01KAPZ3NDEKTSV4RRFFQ69G5FA", "lease_until": lease_until,
        }),
        listing: None,
        expires_at: None,
    };
    let now = api.memory.now().to_string();
    api.memory.write(&reserved(&now), Expected::Absent).await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    let router = api.router();
    for _ in 0..10 {
        tasks.spawn(create("k-1").send_to(router.clone()));
    }
    for answer in tasks.join_all().await {
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.json);
    }
    assert_eq!(api.memory.executions().len(), 1);
}
