//! `oma batch run`: rows that fail do so alone, and a batch that was killed goes on where it stopped.
#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod support;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::Stdio;

use serde_json::Value;
use support::Oma;

const COLUMNS: &str = "id,title,description,language,duration_s,resolution,captions,voice";

/// The smallest films. `id` also makes their stories differ.
fn row(id: &str) -> String {
    format!(
        "{id},Corner {id},A coffee shop called {id}. Fresh beans every morning.,en-US,15,360p,none,espeak-en-us"
    )
}

fn manifest(ids: &[&str]) -> String {
    let rows: Vec<String> = ids.iter().map(|id| row(id)).collect();
    format!("{COLUMNS}\n{}\n", rows.join("\n"))
}

fn run(oma: &Oma, more: &[&str], env: &[(&str, &str)]) -> (i32, Vec<Value>) {
    let args = [&["batch", "run", "films.csv", "--out", "films", "--json"], more].concat();
    let run = oma.run_with(&args, env);
    let lines = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (run.code, lines)
}

fn of<'a>(lines: &'a [Value], event: &str) -> Vec<&'a Value> {
    lines.iter().filter(|line| line["event"] == event).collect()
}

fn films(oma: &Oma) -> BTreeMap<PathBuf, Vec<u8>> {
    let dirs =
        std::fs::read_dir(oma.dir().join("films")).unwrap().map(|entry| entry.unwrap().path());
    let film = |dir: PathBuf| Some((dir.clone(), std::fs::read(dir.join("video.mp4")).ok()?));
    dirs.filter_map(film).collect()
}

#[test]
fn a_manifest_with_bad_rows_starts_nothing_and_says_which() {
    let oma = Oma::new();
    let bad = row("bad").replace("en-US", "xx-XX");
    oma.write("films.csv", &format!("{COLUMNS}\n{}\n{bad}\n", row("good")));
    let (code, lines) = run(&oma, &[], &[]);
    assert_eq!(code, 2, "{lines:?}");
    let problems = of(&lines, "problems");
    assert_eq!(problems[0]["problems"][0]["line"], "3", "{lines:?}");
    assert_eq!(problems[0]["problems"][0]["id"], "bad");
    assert_eq!(problems[0]["problems"][0]["field"], "language");
    let report = std::fs::read_to_string(oma.dir().join("films/problems.csv")).unwrap();
    assert!(report.contains("3,bad,language"), "{report}");
    assert!(films(&oma).is_empty());

    let (code, lines) = run(&oma, &["--skip-invalid"], &[]);
    assert_eq!(code, 0, "{lines:?}");
    assert_eq!(of(&lines, "summary")[0]["invalid"], 1);
    assert_eq!(films(&oma).len(), 1);
}

#[test]
fn a_batch_that_was_killed_goes_on_and_repeats_nothing() {
    let (ids, oma) = (["ada", "ben", "cid", "dov"], Oma::new());
    oma.write("films.csv", &manifest(&ids));
    let args = ["batch", "run", "films.csv", "--out", "films", "--json", "--concurrency", "1"];
    let mut child =
        oma.command(&args, &[]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut next = |event: &str| -> Value {
        loop {
            let line: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
            if line["event"] == event {
                return line;
            }
        }
    };
    let batch = next("started")["batch_id"].clone();
    // Two films are there, and the third is under way.
    next("row");
    next("row");
    child.kill().unwrap();
    child.wait().unwrap();
    let before = films(&oma);
    assert_eq!(before.len(), 2);

    let (code, lines) = run(&oma, &["--concurrency", "1"], &[]);
    assert_eq!(code, 0, "{lines:?}");
    let started = of(&lines, "started")[0];
    assert_eq!((&started["batch_id"], &started["resumed"]), (&batch, &Value::Bool(true)));
    let rows: Vec<_> = of(&lines, "row").iter().map(|row| row["id"].clone()).collect();
    assert_eq!(rows, ["cid", "dov"], "a film was made twice, or none");
    let summary = of(&lines, "summary")[0];
    assert_eq!((&summary["succeeded"], &summary["failed"]), (&4.into(), &0.into()));
    let after = films(&oma);
    assert_eq!(after.len(), 4);
    for (dir, film) in before {
        assert!(after[&dir] == film, "{} has changed", dir.display());
    }

    // Once more there is nothing to do.
    let (code, lines) = run(&oma, &["--concurrency", "1"], &[]);
    assert_eq!(code, 0);
    assert!(of(&lines, "row").is_empty());
    assert!(films(&oma) == after);
}

#[test]
fn a_row_whose_film_cannot_be_made_fails_alone_and_by_name() {
    let oma = Oma::new();
    // Without the packs there is no music; only these rows mind.
    let strict = |id: &str| format!("{},never", row(id));
    let rows = [strict("bad"), format!("{},allow", row("ada")), strict("worse")].join("\n");
    oma.write("films.csv", &format!("{COLUMNS},fallbacks\n{rows}\n"));
    let (code, lines) = run(&oma, &[], &[("OMA_PACKS", "no-such-folder")]);
    assert_eq!(code, 1, "{lines:?}");
    let rows = of(&lines, "row");
    for id in ["bad", "worse"] {
        let row = rows.iter().find(|row| row["id"] == id).unwrap();
        assert_eq!(row["status"], "failed", "{row}");
        assert_eq!(row["failure"]["name"], "Oma.FallbackForbidden", "{row}");
    }
    let summary = of(&lines, "summary")[0];
    assert_eq!((&summary["succeeded"], &summary["failed"]), (&1.into(), &2.into()));
    assert_eq!(summary["failures"]["Oma.FallbackForbidden"], 2);
    assert_eq!(films(&oma).len(), 1);
    let results = std::fs::read_to_string(oma.dir().join("films/results.csv")).unwrap();
    assert_eq!(results.matches("Oma.FallbackForbidden").count(), 2, "{results}");
}

#[test]
fn a_row_with_a_broken_file_is_refused_alone_with_its_line() {
    let oma = Oma::new();
    // Its file is a text that calls itself a picture: refused by name, with its line.
    let header = format!("{COLUMNS},assets");
    let asset = r#""[{""source"":""broken.jpg""}]""#;
    oma.write("broken.jpg", "no picture");
    let rows = format!("{header}\n{},\n{},{asset}\n{},\n", row("ada"), row("bad"), row("cid"));
    oma.write("films.csv", &rows);
    let (code, lines) = run(&oma, &["--skip-invalid"], &[]);
    assert_eq!(code, 0, "{lines:?}");
    let problem = &of(&lines, "problems")[0]["problems"][0];
    assert_eq!((&problem["line"], &problem["field"]), (&"3".into(), &"assets[0].source".into()));
    assert_eq!(films(&oma).len(), 2);
    let results = std::fs::read_to_string(oma.dir().join("films/results.csv")).unwrap();
    assert!(results.contains("ada") && results.contains("cid"), "{results}");
}
