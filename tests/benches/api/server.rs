//! The servers, each a process of its own so that its memory can be read.

use std::env;
use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use api_function::{Claims, Services, Settings, router};
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use oma_core::limits::Figures;
use oma_core::ports::SystemClock;
use oma_local::embedded::Embedded;
use serde_json::json;
use tokio::runtime::Builder;

const SERVE: &str = "OMA_BENCH_SERVE";
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// A server under load. It ends when this is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) url: String,
}

impl Server {
    /// OMA's router with its state in this kind of storage: `memory`, as `app.py` has it, or
    /// `table`, the embedded `DynamoDB` and S3 of `oma serve`.
    pub(crate) fn oma(storage: &str) -> Self {
        let mut command = Command::new(env::current_exe().unwrap());
        command.env(SERVE, storage).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, url: line.trim().to_owned() }
    }

    /// `app.py` on uvicorn with one worker; `None` when it is not installed.
    pub(crate) fn fastapi() -> Option<Self> {
        let uvicorn = Path::new(ROOT).join(".venv-bench-api/bin/uvicorn");
        if !uvicorn.is_file() {
            return None;
        }
        let port = free_port();
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/api");
        let mut command = Command::new(uvicorn);
        command.args(["app:app", "--no-access-log", "--log-level", "error", "--app-dir", folder]);
        command.args(["--port", &port.to_string()]);
        let child = command.spawn().unwrap();
        let server = Self { child, url: format!("http://127.0.0.1:{port}") };
        server.wait(port);
        Some(server)
    }

    /// Resident memory now, in megabytes.
    pub(crate) fn memory_mb(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
    }

    fn wait(&self, port: u16) {
        for _ in 0..200 {
            if std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("{} does not answer", self.url);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap().port()
}

/// Becomes the server that [`Server::oma`] asked for, if it did.
pub(crate) fn stand_in() {
    let Some(storage) = env::var_os(SERVE) else { return };
    // One thread, like uvicorn's one worker.
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(serve(storage.to_str().unwrap()));
}

async fn serve(storage: &str) {
    let folder = tempfile::tempdir().unwrap();
    let embedded = match storage {
        "table" => Some(Embedded::start(folder.path()).await.unwrap()),
        _ => None,
    };
    let services = embedded.as_ref().map_or_else(in_memory, on_table);
    let router = router(services).layer(from_fn(signed_in));
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    println!("http://{}", listener.local_addr().unwrap());
    axum::serve(listener, router).await.unwrap();
}

/// Both sides are measured without tokens.
async fn signed_in(mut request: Request, next: Next) -> axum::response::Response {
    let claims = json!({"sub": "bench", "cognito:groups": "admin"});
    request.extensions_mut().insert(Claims(claims.as_object().unwrap().clone()));
    next.run(request).await
}

/// The API's ports in memory.
pub(crate) fn in_memory() -> Services {
    let settings = Settings { figures: without_limits(), ..Settings::default() };
    Services { settings, ..Services::in_memory(&Arc::default()) }
}

/// The limits are checked and counted, and never reached.
fn without_limits() -> Figures {
    Figures {
        requests_per_minute: u32::MAX,
        requests_per_minute_per_address: u32::MAX,
        videos_at_once: u32::MAX,
        videos_per_day: u32::MAX,
        usd_per_month: 0,
    }
}

fn on_table(embedded: &Embedded) -> Services {
    let storage = embedded.storage();
    Services {
        videos: Arc::new(storage.table.clone()),
        events: Arc::new(storage.table.clone()),
        documents: Arc::new(storage.table.clone()),
        counters: Arc::new(storage.table.clone()),
        // The table lets counters expire by its own clock, so the API must go by the same.
        clock: Arc::new(SystemClock),
        objects: Arc::new(storage.bucket.clone()),
        bucket: Arc::new(storage.bucket.clone()),
        presign: Arc::new(storage.bucket.clone()),
        ..in_memory()
    }
}
