//! What is wrong with a brief is told at once, and nothing half-made is left behind.
#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod support;

use serde_json::{Value, json};
use support::Oma;

fn good() -> Value {
    json!({
        "title": "Corner Coffee",
        "description": "A coffee shop for young urban professionals.",
        "language": "en-US",
    })
}

fn with(field: &str, value: &Value) -> Value {
    let mut brief = good();
    brief[field] = value.clone();
    brief
}

/// Runs a brief that must be refused, and returns what was told.
fn refused(oma: &Oma, brief: &str) -> String {
    let run = oma.generate(brief, &[]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("Oma.InvalidBrief"), "{}", run.stderr);
    assert!(run.stdout.is_empty(), "{}", run.stdout);
    assert!(!oma.out().exists(), "something was left behind");
    assert!(!oma.state().exists(), "state was left behind");
    run.stderr
}

#[test]
fn a_file_that_is_no_json_says_where() {
    assert!(refused(&Oma::new(), "{\"title\": ").contains("line 1"));
}

#[test]
fn every_problem_is_listed_with_its_path() {
    let brief = json!({
        "title": "ab", "description": 7, "language": "fr", "duration_s": 500, "colour": "red",
        "script": {"scenes": []},
    });
    let told = refused(&Oma::new(), &brief.to_string());
    for path in ["title", "description", "language", "duration_s", "colour", "script.scenes"] {
        assert!(told.contains(&format!("\n  {path} ")), "{path} is not in {told}");
    }
}

#[test]
fn a_description_of_a_megabyte_is_refused_in_few_words() {
    let told =
        refused(&Oma::new(), &with("description", &json!("x".repeat(1_000_000))).to_string());
    assert!(told.contains("1000000 characters"), "{told}");
    assert!(told.len() < 1000);
}

#[test]
fn control_characters_are_named() {
    let told = refused(&Oma::new(), &with("title", &json!("Coffee\u{7}shop")).to_string());
    assert!(told.contains("U+0007"), "{told}");
}

#[test]
fn files_that_are_missing_or_no_media_are_named_with_their_field() {
    let oma = Oma::new();
    oma.write("notes.jpg", "These are no pixels.");
    oma.write("empty.png", "");
    let assets = json!([
        {"source": "missing.png"}, {"source": "notes.jpg"}, {"source": "empty.png"},
        {"source": "https://example.com/a.png"},
    ]);
    let told = refused(&oma, &with("assets", &assets).to_string());
    for i in 0..4 {
        assert!(told.contains(&format!("assets[{i}].source")), "{i} is not in {told}");
    }
}

#[test]
fn a_brief_that_does_not_exist_is_named() {
    let oma = Oma::new();
    let run = oma.run(&["generate", "nowhere.json"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("nowhere.json"), "{}", run.stderr);
}

#[test]
fn with_json_the_problems_are_data() {
    let oma = Oma::new();
    let run = oma.generate(&with("title", &json!("ab")).to_string(), &["--json"]);
    assert_eq!(run.code, 2);
    let line: Value = serde_json::from_str(run.stdout.trim()).unwrap();
    assert_eq!(line["event"], "error");
    assert_eq!(line["kind"], "Oma.InvalidBrief");
    assert_eq!(line["problems"][0]["path"], "title");
}

#[test]
fn what_is_not_installed_is_said_with_its_own_exit_code() {
    let oma = Oma::new();
    let run = oma.generate_with(&good().to_string(), &[], &[("PATH", "/nowhere")]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert!(run.stderr.contains("ffmpeg"), "{}", run.stderr);
    assert_eq!(oma.run_with(&["doctor"], &[("PATH", "/nowhere")]).code, 3);
}
