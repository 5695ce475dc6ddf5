//! What stands before and around every route.

use std::sync::Arc;

use api_function::Settings;
use axum::http::{Method, StatusCode, header};
use oma_core::limits::Figures;
use oma_core::{Error, ErrorKind};
use serde_json::json;

use crate::support::{Api, Ask, Failing, brief};

fn few() -> Settings {
    let figures = Figures {
        requests_per_minute: 2,
        requests_per_minute_per_address: 4,
        ..Figures::default()
    };
    Settings { figures, ..Settings::default() }
}

#[tokio::test]
async fn a_user_is_told_the_limit_and_then_held_to_it() {
    let api = Api::new().with_settings(few());
    let ask = || Ask::get("/v1/usage").by("ana", "viewer");
    let first = api.ask(ask()).await;
    assert_eq!(first.status, StatusCode::OK);
    assert_eq!(first.header("ratelimit-policy"), "\"user\";q=2;w=60");
    assert_eq!(first.header("ratelimit"), "\"user\";r=1;t=60");
    api.ask(ask()).await;
    let refused = api.ask(ask()).await;
    refused.is_problem(429, "Oma.RateLimited");
    assert!(refused.json["detail"].as_str().unwrap().contains("\"user\""), "{}", refused.json);
    assert_eq!(refused.header(header::RETRY_AFTER), "60");
    assert_eq!(refused.header("ratelimit"), "\"user\";r=0;t=60");
    let other = api.ask(Ask::get("/v1/usage").by("ben", "viewer")).await;
    assert_eq!(other.status, StatusCode::OK);
    assert_eq!(api.ask(Ask::get("/v1/health/live")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_address_is_counted_with_and_without_a_token() {
    let router = Api::new().with_settings(few()).router();
    let ask = |path: &str| Ask::get(path).from("192.0.2.1").header("x-forwarded-for", "10.0.0.1");
    for (path, status) in [("/v1/health", 200), ("/nowhere", 404), ("/v1/videos/x", 401)] {
        let answer = ask(path).send_to(router.clone()).await;
        assert_eq!(answer.status.as_u16(), status, "{path}");
        assert!(answer.header("ratelimit").starts_with("\"address\";r="), "{path}");
    }
    ask("/v1/health").send_to(router.clone()).await;
    for _ in 0..2 {
        let refused = ask("/v1/health").send_to(router.clone()).await;
        refused.is_problem(429, "Oma.RateLimited");
        assert!(!refused.header(header::RETRY_AFTER).is_empty());
    }
    let other = Ask::get("/v1/health").from("192.0.2.2").send_to(router).await;
    assert_eq!(other.status, StatusCode::OK);
}

#[tokio::test]
async fn counters_that_fail_let_requests_pass() {
    let error = Error::new(ErrorKind::StorageUnavailable, "down");
    let api = Api::new().with_counters(Arc::new(Failing(error)));
    let answer = api.ask(Ask::get("/v1/audit").by("ana", "viewer").from("192.0.2.1")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
    assert_eq!(answer.header("ratelimit"), "");
}

#[tokio::test]
async fn every_answer_has_the_headers_that_keep_browsers_from_harm() {
    let api = Api::new();
    for path in ["/v1/health", "/v1/docs", "/v1/openapi.json", "/nowhere", "/v1/videos/x"] {
        let answer = api.ask(Ask::get(path)).await;
        for (name, value) in [
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-origin"),
            ("vary", "Origin"),
        ] {
            assert_eq!(answer.header(name), value, "{path} {name}");
        }
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(answer.header("strict-transport-security").starts_with("max-age=63072000"));
        assert!(answer.header("permissions-policy").contains("camera=()"));
    }
}

#[tokio::test]
async fn only_pages_of_listed_origins_may_ask() {
    let origins = Settings { origins: ["https://a.example".to_owned()].into(), ..few() };
    let api = Api::new().with_settings(Settings { figures: Figures::default(), ..origins });
    let preflight = |path: &str, origin: &str| {
        Ask::get(path)
            .method(Method::OPTIONS)
            .header("origin", origin)
            .header("access-control-request-method", "POST")
    };
    let answer = api.ask(preflight("/v1/videos/x", "https://a.example")).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(answer.header("access-control-allow-origin"), "https://a.example");
    assert!(answer.header("access-control-allow-methods").contains("GET"));
    assert!(answer.header("access-control-allow-headers").contains("idempotency-key"));
    assert_eq!(answer.header("access-control-allow-credentials"), "");
    api.ask(preflight("/nowhere", "https://a.example")).await.is_problem(404, "Oma.NotFound");
    for other in ["https://b.example", "https://a.example.evil.example", "http://a.example", "null"]
    {
        let answer = api.ask(preflight("/v1/videos", other)).await;
        answer.is_problem(405, "Oma.MethodNotAllowed");
        assert_eq!(answer.header("access-control-allow-origin"), "", "{other}");
    }
    let ask = Ask::get("/v1/videos/x").header("origin", "https://a.example");
    let answer = api.ask(ask).await;
    answer.is_problem(401, "Oma.Unauthenticated");
    assert_eq!(answer.header("access-control-allow-origin"), "https://a.example");
    assert_eq!(answer.header("vary"), "Origin");
}

#[tokio::test]
async fn the_trail_holds_what_was_done_and_what_was_refused() {
    let api = Api::new();
    let made = api.ask(Ask::post("/v1/videos", &brief()).by("ana", "editor").traced("t-1")).await;
    api.ask(Ask::post("/v1/videos", &brief()).by("ana", "viewer")).await;
    api.ask(Ask::get("/v1/usage").by("ana", "viewer")).await;
    let trail = api.ask(Ask::get("/v1/audit?limit=1").by("ana", "viewer")).await;
    assert_eq!(trail.json["items"].as_array().unwrap().len(), 1);
    let cursor = trail.json["next_cursor"].as_str().unwrap();
    let rest = api.ask(Ask::get(&format!("/v1/audit?cursor={cursor}")).by("ana", "viewer")).await;
    let mut entries = [trail.json["items"][0].clone(), rest.json["items"][0].clone()];
    entries.sort_by_key(|entry| entry["status"].as_u64());
    assert_eq!((&entries[0]["status"], &entries[1]["status"]), (&json!(202), &json!(403)));
    assert_eq!(entries[0]["target"], made.json["video_id"]);
    assert_eq!(
        (&entries[0]["action"], &entries[0]["trace_id"]),
        (&json!("videos.create"), &json!("t-1"))
    );
    let foreign = api.ask(Ask::get("/v1/audit").by("ben", "viewer")).await;
    assert_eq!(foreign.json["items"], json!([]));
    let admin = api.ask(Ask::get("/v1/admin/audit?user_id=ana").by("root", "admin")).await;
    assert_eq!(admin.json["items"].as_array().unwrap().len(), 2);
    let missing = api.ask(Ask::get("/v1/admin/audit").by("root", "admin")).await;
    missing.is_problem(422, "Oma.InvalidRequest");
    assert_eq!(missing.json["detail"], "The request has a problem.");
    api.ask(Ask::get("/v1/admin/audit?user_id=ana").by("ana", "editor"))
        .await
        .is_problem(403, "Oma.Forbidden");
}

#[tokio::test]
async fn an_administrator_sees_how_videos_do_and_not_what_they_show() {
    let api = Api::new();
    let made = api.ask(Ask::post("/v1/videos", &brief()).by("ana", "editor")).await;
    api.ask(Ask::post("/v1/videos", &brief()).by("ben", "editor")).await;
    let path = "/v1/admin/videos?status=running&limit=1";
    let first = api.ask(Ask::get(path).by("root", "admin")).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.json);
    let cursor = first.json["next_cursor"].as_str().unwrap();
    let next = api.ask(Ask::get(&format!("{path}&cursor={cursor}")).by("root", "admin")).await;
    let ids = [&first.json["items"][0]["video_id"], &next.json["items"][0]["video_id"]];
    assert!(ids.contains(&&made.json["video_id"]) && ids[0] != ids[1], "{ids:?}");
    assert!(!first.json.to_string().contains("Tide pools"));
    api.ask(Ask::get(path).by("ana", "editor")).await.is_problem(403, "Oma.Forbidden");
    let usage = api.ask(Ask::get("/v1/admin/usage?month=2026-13").by("root", "admin")).await;
    usage.is_problem(422, "Oma.InvalidRequest");
}
