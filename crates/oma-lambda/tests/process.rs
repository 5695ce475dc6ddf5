//! One invocation of a real process: its Runtime API, its AWS and its X-Ray daemon are sockets
//! here, and its standard output is read.
#![allow(clippy::unwrap_used, clippy::panic)] // A test fails by panicking.

use std::env;
use std::net::UdpSocket;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio::sync::Notify;

const TRACE: &str = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
const VIDEO: &str = "01JD9Z8S4M7Q2W6E5R3T1Y0V9P";

/// What the process did.
#[derive(Default)]
struct Seen {
    invocations: Mutex<usize>,
    posted: Notify,
    /// The trace header of each call of AWS.
    calls: Mutex<Vec<Option<String>>>,
}

async fn next(State(seen): State<Arc<Seen>>) -> (HeaderMap, Json<Value>) {
    let first = {
        let mut count = seen.invocations.lock().unwrap();
        *count += 1;
        *count == 1
    };
    if !first {
        return std::future::pending().await;
    }
    let headers = [
        ("lambda-runtime-aws-request-id", "request-1"),
        ("lambda-runtime-deadline-ms", "4102444800000"),
        ("lambda-runtime-trace-id", TRACE),
    ];
    let headers =
        headers.map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value)));
    let event = json!({
        "owner": "local", "video_id": VIDEO, "execution": VIDEO, "action": "work",
        "state": "Probe",
    });
    (HeaderMap::from_iter(headers), Json(event))
}

async fn posted(State(seen): State<Arc<Seen>>, _: Bytes) -> StatusCode {
    seen.posted.notify_one();
    StatusCode::ACCEPTED
}

/// S3 and `DynamoDB` that are content with everything and have nothing.
async fn aws(State(seen): State<Arc<Seen>>, _: Uri, headers: HeaderMap, _: Bytes) -> Json<Value> {
    let trace = headers.get("x-amzn-trace-id").map(|value| value.to_str().unwrap().to_owned());
    seen.calls.lock().unwrap().push(trace);
    Json(json!({}))
}

async fn listen(seen: Arc<Seen>) -> String {
    let api = Router::new()
        .route("/2018-06-01/runtime/invocation/next", get(next))
        .route("/2018-06-01/runtime/invocation/request-1/response", post(posted))
        .route("/2018-06-01/runtime/invocation/request-1/error", post(posted))
        .fallback(aws)
        .with_state(seen);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move { axum::serve(listener, api).await });
    address
}

/// Cargo builds examples with the tests, beside them.
fn probe() -> PathBuf {
    let test = env::current_exe().unwrap();
    test.ancestors().nth(2).unwrap().join("examples/probe")
}

/// Invokes the process once and gives its lines.
async fn run(seen: &Arc<Seen>, daemon: &UdpSocket) -> Vec<Value> {
    let address = listen(seen.clone()).await;
    let url = format!("http://{address}");
    let environment = [
        ("AWS_LAMBDA_RUNTIME_API", address.as_str()),
        ("AWS_LAMBDA_FUNCTION_NAME", "probe"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
        ("AWS_ENDPOINT_URL", &url),
        ("AWS_REGION", "eu-central-1"),
        ("AWS_ACCESS_KEY_ID", "id"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("AWS_XRAY_DAEMON_ADDRESS", &daemon.local_addr().unwrap().to_string()),
        ("OMA_ENVIRONMENT", "test"),
        ("OMA_TABLE", "table"),
        ("OMA_BUCKET", "bucket"),
        ("OMA_S3_PATH_STYLE", "true"),
        ("NO_PROXY", "127.0.0.1"),
    ];
    let mut child = Command::new(probe())
        .env_clear()
        .envs(environment)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    tokio::time::timeout(Duration::from_mins(1), seen.posted.notified()).await.unwrap();
    child.start_kill().unwrap();
    let output = child.wait_with_output().await.unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}")))
        .collect()
}

#[tokio::test]
async fn an_invocation_can_be_followed_through_its_lines_its_trace_and_its_calls() {
    let seen = Arc::new(Seen::default());
    let daemon = UdpSocket::bind("127.0.0.1:0").unwrap();
    let lines = run(&seen, &daemon).await;

    assert!(!lines.is_empty());
    for line in &lines {
        assert_eq!(line["correlation_id"], VIDEO, "{line}");
        assert_eq!(line["function_request_id"], "request-1", "{line}");
        assert_eq!(line["xray_trace_id"], "1-5759e988-bd862e3fe1be46a994272793", "{line}");
        assert_eq!(line["step"], "probe.work", "{line}");
    }
    for metric in ["ColdStart", "InitDuration", "StepDuration", "StepCached"] {
        assert!(lines.iter().any(|line| line[metric].is_u64()), "{metric} of {lines:?}");
    }

    // Every call of AWS takes the trace on.
    let calls = seen.calls.lock().unwrap().clone();
    assert!(calls.len() >= 3, "{calls:?}");
    assert!(calls.iter().all(|trace| trace.as_deref() == Some(TRACE)), "{calls:?}");

    // The daemon got one subsegment for each thing that was asked for (a claim takes two requests),
    // and one for the step.
    daemon.set_nonblocking(true).unwrap();
    let mut buffer = vec![0; 65536];
    let mut names = Vec::new();
    while let Ok(length) = daemon.recv(&mut buffer) {
        let text = std::str::from_utf8(&buffer[..length]).unwrap();
        let document: Value = serde_json::from_str(text.split_once('\n').unwrap().1).unwrap();
        names.push(document["name"].as_str().unwrap().to_owned());
    }
    assert_eq!(names, ["DynamoDB", "S3", "DynamoDB", "DynamoDB", "probe.work"]);
}
