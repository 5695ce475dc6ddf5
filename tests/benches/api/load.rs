//! Load by `wrk`: as many requests as the other side answers, for some seconds.

use std::path::Path;
use std::process::Command;

/// As many connections as a small service has clients at a time.
const CONNECTIONS: &str = "32";
const SECONDS: &str = "5s";

/// What a server did under load.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Load {
    pub(crate) per_second: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
}

/// Asks for a path with GET.
pub(crate) fn get(url: &str) -> Load {
    run(Command::new("wrk").arg(url))
}

/// Posts a brief.
pub(crate) fn post(url: &str, brief: &Path) -> Load {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/api/post.lua");
    run(Command::new("wrk").args(["-s", script, url]).env("OMA_BENCH_BRIEF", brief))
}

fn run(command: &mut Command) -> Load {
    command.args(["--latency", "-t", "1", "-c", CONNECTIONS, "-d", SECONDS]);
    let output = command.output().expect("wrk; scripts/setup-bench.sh api installs it");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    assert!(!text.contains("Non-2xx"), "not every answer was good: {text}");
    Load {
        per_second: field(&text, "Requests/sec:").parse().unwrap(),
        p50_ms: milliseconds(field(&text, "50%")),
        p99_ms: milliseconds(field(&text, "99%")),
    }
}

/// The word behind a label.
fn field<'a>(text: &'a str, label: &str) -> &'a str {
    let rest = text.split_once(label).unwrap_or_else(|| panic!("no {label} in {text}")).1;
    rest.split_whitespace().next().unwrap()
}

/// `812.00us`, `3.10ms`, `1.20s`.
fn milliseconds(text: &str) -> f64 {
    let (number, factor) = match text {
        t if t.ends_with("us") => (t.trim_end_matches("us"), 0.001),
        t if t.ends_with("ms") => (t.trim_end_matches("ms"), 1.0),
        t => (t.trim_end_matches('s'), 1000.0),
    };
    number.parse::<f64>().unwrap() * factor
}
