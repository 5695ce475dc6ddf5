//! The API under load: OMA's router and the same three routes in `FastAPI`, one after the other on
//! the same machine, each on one core, the load tool on the other. Writes its table into
//! `docs/performance.md`.
//!
//! Reading order: `server` (who answers) → `load` (who asks) → `handlers` (no network at all).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)] // A bench may fail loudly.

mod handlers;
mod load;
mod server;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use load::Load;
use server::Server;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/performance.md");
const START: &str = "<!-- api: written by make bench -->";
const END: &str = "<!-- end of api -->";

/// One server's figures.
struct Row {
    name: &'static str,
    read: Load,
    create: Load,
    live: Load,
    idle_mb: f64,
    loaded_mb: f64,
}

fn main() {
    server::stand_in();
    let brief = tempfile::NamedTempFile::new().unwrap();
    fs::write(brief.path(), handlers::brief().to_string()).unwrap();
    let mut rows = vec![
        measure("OMA, state in memory", &Server::oma("memory"), brief.path()),
        measure("OMA, embedded table and media", &Server::oma("table"), brief.path()),
    ];
    match Server::fastapi() {
        Some(server) => rows.push(measure("FastAPI, state in memory", &server, brief.path())),
        None => println!("FastAPI is not installed: run scripts/setup-bench.sh api"),
    }
    let table = format!("{}\n{}", under_load(&rows), handlers::table());
    println!("{table}");
    write(&table);
}

fn measure(name: &'static str, server: &Server, brief: &Path) -> Row {
    let idle_mb = server.memory_mb();
    let videos = format!("{}/v1/videos", server.url);
    let id = handlers::create_one(&videos, brief);
    // Reads come first, while little is stored.
    let live = load::get(&format!("{}/v1/health/live", server.url));
    let read = load::get(&format!("{videos}/{id}"));
    let create = load::post(&videos, brief);
    Row { name, read, create, live, idle_mb, loaded_mb: server.memory_mb() }
}

fn under_load(rows: &[Row]) -> String {
    let mut table = String::from(
        "| Server | read a video: per s, p50, p99 ms | create a video: per s, p50, p99 ms \
         | live: per s | memory idle, after, MB |\n|---|---|---|---|---|\n",
    );
    for Row { name, read, create, live, idle_mb, loaded_mb } in rows {
        let cell =
            |load: &Load| format!("{:.0}, {:.2}, {:.2}", load.per_second, load.p50_ms, load.p99_ms);
        let (read, create, live) = (cell(read), cell(create), live.per_second);
        // Writing to a String cannot fail.
        let _ = writeln!(
            table,
            "| {name} | {read} | {create} | {live:.0} | {idle_mb:.0}, {loaded_mb:.0} |"
        );
    }
    if let [oma, _, fastapi] = rows {
        let ratio = |of: fn(&Row) -> f64| of(oma) / of(fastapi);
        let _ = writeln!(
            table,
            "\nOMA in memory : FastAPI, requests per second: read {:.1}, create {:.1}, live {:.1}.",
            ratio(|row| row.read.per_second),
            ratio(|row| row.create.per_second),
            ratio(|row| row.live.per_second),
        );
    }
    table
}

fn write(table: &str) {
    let page = fs::read_to_string(PAGE).unwrap();
    let (before, rest) = page.split_once(START).expect(START);
    let (_, after) = rest.split_once(END).expect(END);
    fs::write(PAGE, format!("{before}{START}\n\n{table}\n{END}{after}")).unwrap();
}
