//! The Lambda service's side of the Runtime API, for one real function binary.

use std::collections::HashMap;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio::sync::{Mutex, mpsc, oneshot, watch};

/// How long an invocation may take: far more than any needs.
const PATIENCE: Duration = Duration::from_mins(2);

/// What a function posted.
#[derive(Debug, Clone, PartialEq)]
pub enum Posted {
    /// Its result.
    Response(Value),
    /// Its error: `errorType` and `errorMessage`.
    Error(String, String),
}

/// A running function. It is killed when this is dropped.
pub struct Function {
    events: mpsc::Sender<(String, Value)>,
    service: Arc<Service>,
    child: Child,
    started: Instant,
    asked: watch::Receiver<Option<Instant>>,
}

struct Service {
    queue: Mutex<mpsc::Receiver<(String, Value)>>,
    waiting: Mutex<HashMap<String, oneshot::Sender<Posted>>>,
    count: AtomicU64,
    /// When it first asked for something to do.
    asked: watch::Sender<Option<Instant>>,
}

impl Function {
    /// Starts a binary against a Runtime API of its own, with an environment.
    pub async fn start(binary: &std::path::Path, environment: &[(String, String)]) -> Self {
        let (events, queue) = mpsc::channel(8);
        let (first_asked, asked) = watch::channel(None);
        let service = Arc::new(Service {
            queue: Mutex::new(queue),
            waiting: Mutex::default(),
            count: AtomicU64::new(0),
            asked: first_asked,
        });
        let api = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
            .with_state(service.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move { axum::serve(listener, api).await });
        let started = Instant::now();
        let child = Command::new(binary)
            .env("AWS_LAMBDA_RUNTIME_API", address)
            .env("AWS_LAMBDA_FUNCTION_NAME", "function")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
            .envs(environment.iter().cloned())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        Self { events, service, child, started, asked }
    }

    /// Invokes the function and waits for what it posts.
    pub async fn invoke(&self, event: Value) -> Posted {
        let id = format!("request-{}", self.service.count.fetch_add(1, Ordering::Relaxed));
        let (posted, answer) = oneshot::channel();
        self.service.waiting.lock().await.insert(id.clone(), posted);
        self.events.send((id, event)).await.unwrap();
        tokio::time::timeout(PATIENCE, answer).await.expect("the function answers").unwrap()
    }

    /// The time from the start of the process to the moment it asked for its first event: what
    /// Lambda bills as initialisation, less what Lambda itself does before.
    pub async fn init_time(&mut self) -> Duration {
        let asked = tokio::time::timeout(PATIENCE, self.asked.wait_for(Option::is_some)).await;
        let asked = asked.expect("the function starts").unwrap().unwrap();
        asked - self.started
    }

    /// The most memory that the process itself has had resident, in kilobytes; Linux only.
    pub fn peak_memory_kb(&self) -> u64 {
        let path = format!("/proc/{}/status", self.child.id().unwrap());
        let status = std::fs::read_to_string(path).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    }

    /// Whether the process is still there.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }
}

async fn next(State(service): State<Arc<Service>>) -> (HeaderMap, Json<Value>) {
    service
        .asked
        .send_if_modified(|asked| asked.replace(asked.unwrap_or_else(Instant::now)).is_none());
    let Some((id, event)) = service.queue.lock().await.recv().await else {
        // The test is over; the function is about to be killed.
        return std::future::pending().await;
    };
    let deadline = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() + PATIENCE;
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("lambda-runtime-aws-request-id", id),
        ("lambda-runtime-deadline-ms", deadline.as_millis().to_string()),
        (
            "lambda-runtime-invoked-function-arn",
            "arn:aws:lambda:local:000000000000:function:function".to_owned(),
        ),
    ] {
        headers.insert(name, value.parse().unwrap());
    }
    (headers, Json(event))
}

async fn response(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
    body: String,
) -> (StatusCode, Json<Value>) {
    answer(&service, &id, Posted::Response(serde_json::from_str(&body).unwrap())).await
}

async fn error(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
    body: String,
) -> (StatusCode, Json<Value>) {
    let body: Value = serde_json::from_str(&body).unwrap();
    let text = |field: &str| body[field].as_str().unwrap_or_default().to_owned();
    answer(&service, &id, Posted::Error(text("errorType"), text("errorMessage"))).await
}

async fn answer(service: &Service, id: &str, posted: Posted) -> (StatusCode, Json<Value>) {
    if let Some(waiting) = service.waiting.lock().await.remove(id) {
        // A test that gave up is no concern of the function's.
        let _ = waiting.send(posted);
    }
    (StatusCode::ACCEPTED, Json(json!({ "status": "OK" })))
}
