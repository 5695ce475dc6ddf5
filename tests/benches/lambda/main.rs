//! What the functions weigh and how they start: the release binaries that `scripts/lambda/build.sh`
//! left, on a Runtime API of this machine. Writes the figures into `docs/lambda.md`.
//!
//! No network is asked for anything before the first invocation, so the time to it is the
//! function's own. Lambda adds loading the package and starting the sandbox.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)] // A bench may fail loudly.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use oma_tests::binaries::FUNCTIONS;
use oma_tests::cloud::Cloud;
use oma_tests::lambda_service::{Function, Posted};
use oma_tests::{small_brief_with, studio};
use serde_json::{Value, json};

/// How often each is started.
const STARTS: usize = 20;
const API: &str = "api";
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/lambda.md");
const START: &str = "<!-- figures: written by make bench -->";
const END: &str = "<!-- end of figures -->";

/// What one function takes.
struct Figures {
    name: &'static str,
    zipped_b: u64,
    unzipped_b: u64,
    /// Milliseconds from the start of the process to its first question, in ascending order.
    starts_ms: Vec<f64>,
    /// Peak memory after that, and after its part of a film, in kilobytes.
    idle_kb: u64,
    worked_kb: u64,
}

#[tokio::main]
async fn main() {
    // This program lies in target/PROFILE/deps.
    let exe = std::env::current_exe().unwrap();
    let folder = exe.ancestors().nth(3).unwrap().join("lambda");
    if !folder.join(FUNCTIONS[0]).join("bootstrap.zip").is_file() {
        println!("there is nothing in {}: run scripts/lambda/build.sh first", folder.display());
        return;
    }
    let mut all = Vec::new();
    for name in FUNCTIONS {
        all.push(measure(name, &folder.join(name)).await);
    }
    note_work(&folder, &mut all).await;
    all.push(api(&folder.join(API)).await);
    let figures = table(&all);
    println!("{figures}");
    let page = fs::read_to_string(PAGE).unwrap();
    let (before, rest) = page.split_once(START).expect(START);
    let (_, after) = rest.split_once(END).expect(END);
    fs::write(PAGE, format!("{before}{START}\n\n{figures}\n{END}{after}")).unwrap();
}

async fn measure(name: &'static str, folder: &Path) -> Figures {
    let bootstrap = folder.join("bootstrap");
    let mut starts_ms = Vec::new();
    let mut idle_kb = 0;
    for _ in 0..STARTS {
        let mut function = Function::start(&bootstrap, &in_the_cloud()).await;
        starts_ms.push(function.init_time().await.as_secs_f64() * 1000.0);
        idle_kb = idle_kb.max(function.peak_memory_kb());
    }
    starts_ms.sort_by(f64::total_cmp);
    let size = |path: PathBuf| path.metadata().unwrap().len();
    let (unzipped_b, zipped_b) = (size(bootstrap), size(folder.join("bootstrap.zip")));
    Figures { name, zipped_b, unzipped_b, starts_ms, idle_kb, worked_kb: 0 }
}

/// One process of each function makes a whole film at full size, step after step.
async fn note_work(folder: &Path, all: &mut [Figures]) {
    let state = tempfile::tempdir().unwrap();
    let studio = studio(state.path(), "").await;
    let cloud = Cloud::start(folder, &studio).await;
    let brief = small_brief_with(&json!({ "voice": "af_heart", "resolution": "1080p" }));
    let report = cloud.make(&studio, brief).await;
    assert_eq!(report.error, None);
    for figures in all {
        figures.worked_kb = cloud.peak_memory_kb(figures.name);
    }
}

/// The one function that no film calls; its work is to answer a request.
async fn api(folder: &Path) -> Figures {
    let mut figures = measure(API, folder).await;
    let state = tempfile::tempdir().unwrap();
    let studio = studio(state.path(), "").await;
    let mut environment = studio.environment();
    environment.push(workflow());
    let function = Function::start(&folder.join("bootstrap"), &environment).await;
    let Posted::Response(answer) = function.invoke(health()).await else { panic!("no answer") };
    assert_eq!(answer["statusCode"], 200, "{answer}");
    figures.worked_kb = function.peak_memory_kb();
    figures
}

/// `GET /v1/health` as API Gateway hands it on.
fn health() -> Value {
    let path = "/v1/health";
    json!({
        "resource": path, "path": path, "httpMethod": "GET", "headers": {"Host": "localhost"},
        "multiValueHeaders": {"Host": ["localhost"]}, "body": null, "isBase64Encoded": false,
        "requestContext": {
            "accountId": "123456789012", "apiId": "x", "stage": "live", "httpMethod": "GET",
            "path": "/live/v1/health", "resourcePath": path, "requestId": "r-1",
        },
    })
}

fn workflow() -> (String, String) {
    let arn = "arn:aws:states:us-east-1:123456789012:stateMachine:oma:live";
    ("OMA_STATE_MACHINE_ARN".to_owned(), arn.to_owned())
}

/// What Lambda sets: addresses of AWS, over TLS. Nothing is asked of them before an invocation.
fn in_the_cloud() -> Vec<(String, String)> {
    [
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "ASIAEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "example"),
        ("AWS_SESSION_TOKEN", "example"),
        ("OMA_TABLE", "oma"),
        ("OMA_BUCKET", "oma"),
        ("OMA_ENVIRONMENT", "bench"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into_iter()
    .chain([workflow()])
    .collect()
}

fn table(all: &[Figures]) -> String {
    let mut table = "| Function | Zipped | Unzipped | Start, median | slowest | Memory, started \
                     | after a film |\n|---|---:|---:|---:|---:|---:|---:|\n"
        .to_owned();
    for f in all {
        let (median, slowest) = (f.starts_ms[STARTS / 2], f.starts_ms[STARTS - 1]);
        let mb = |bytes: u64| bytes as f64 / 1e6;
        writeln!(
            table,
            "| {} | {:.1} MB | {:.1} MB | {median:.1} ms | {slowest:.1} ms | {:.0} MB | {:.0} MB |",
            f.name,
            mb(f.zipped_b),
            mb(f.unzipped_b),
            mb(f.idle_kb * 1024),
            mb(f.worked_kb * 1024)
        )
        .unwrap();
    }
    table
}
