//! The router without a network: what a request costs before anything is sent.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use api_function::{Claims, router};
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use serde_json::{Value, json};
use tokio::runtime::Builder;
use tower::ServiceExt as _;

use crate::server::in_memory;

/// How often each route is asked.
const TIMES: usize = 2_000;

/// A brief with words of its own: what a client of the API sends.
pub(crate) fn brief() -> Value {
    let narration = "Fresh beans every morning, roasted on our own corner of the street.";
    let scene = json!({"narration": narration, "on_screen": "Fresh beans"});
    json!({
        "title": "Corner Coffee",
        "description": "A coffee shop for young urban professionals. Fresh beans every day.",
        "language": "en-US", "duration_s": 30, "cta": "Visit us",
        "target_audience": "young urban professionals",
        "script": {"scenes": [scene, scene, scene, scene, scene]},
        "tags": ["coffee", "spring"],
    })
}

/// Creates a video over the network and gives its id.
pub(crate) fn create_one(videos: &str, brief: &Path) -> String {
    let mut curl = Command::new("curl");
    curl.args(["-sS", "-f", "-H", "Content-Type: application/json", "--data"]);
    curl.arg(format!("@{}", brief.display())).arg(videos);
    let output = curl.output().expect("curl");
    let accepted: Value = serde_json::from_slice(&output.stdout).unwrap();
    accepted["video_id"].as_str().unwrap().to_owned()
}

/// The routes' latencies, in process.
pub(crate) fn table() -> String {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let mut table =
        String::from("| In process, state in memory | p50 µs | p99 µs |\n|---|---|---|\n");
    for (name, [p50, p99]) in runtime.block_on(latencies()) {
        let _ = writeln!(table, "| {name} | {p50:.0} | {p99:.0} |");
    }
    table
}

async fn latencies() -> Vec<(&'static str, [f64; 2])> {
    let router = router(in_memory());
    let made = router.clone().oneshot(post()).await.unwrap();
    let made = to_bytes(made.into_body(), usize::MAX).await.unwrap();
    let made: Value = serde_json::from_slice(&made).unwrap();
    let path = format!("/v1/videos/{}", made["video_id"].as_str().unwrap());
    let mut rows = Vec::new();
    let read = move || request("GET", &path, Body::empty());
    let questions: [(&str, &dyn Fn() -> Request<Body>); 2] =
        [("read a video", &read), ("create a video", &post)];
    for (name, ask) in questions {
        let mut taken = Vec::with_capacity(TIMES);
        for _ in 0..TIMES {
            let (router, request) = (router.clone(), ask());
            let started = Instant::now();
            let answer = router.oneshot(request).await.unwrap();
            assert!(answer.status().is_success(), "{}", answer.status());
            to_bytes(answer.into_body(), usize::MAX).await.unwrap();
            taken.push(started.elapsed().as_secs_f64() * 1e6);
        }
        taken.sort_by(f64::total_cmp);
        rows.push((name, [taken[TIMES / 2], taken[TIMES * 99 / 100]]));
    }
    rows
}

fn post() -> Request<Body> {
    request("POST", "/v1/videos", Body::from(brief().to_string()))
}

fn request(method: &str, path: &str, body: Body) -> Request<Body> {
    let claims = json!({"sub": "bench", "cognito:groups": "admin"});
    Request::builder()
        .method(method)
        .uri(path)
        .header(header::CONTENT_TYPE, "application/json")
        .extension(Claims(claims.as_object().unwrap().clone()))
        .body(body)
        .unwrap()
}
