//! Every brief in `examples/` is a film.
#![allow(clippy::unwrap_used, clippy::panic)] // A test fails by panicking.

use std::path::{Path, PathBuf};

use oma_core::video::VideoStatus;
use oma_tests::{make_from, studio};
use serde_json::Value;

fn briefs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|e| e == "json")).collect()
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[tokio::test]
async fn each_example_becomes_a_film_of_the_asked_length() {
    let state = tempfile::tempdir().unwrap();
    let studio = studio(state.path(), "").await;
    for path in briefs() {
        let mut brief = read(&path);
        brief["resolution"] = "360p".into();
        let asked_ms = brief["duration_s"].as_u64().unwrap() * 1000;
        let report = make_from(&studio, brief, path.parent().unwrap()).await.report;
        let name = path.display();
        assert_eq!(report.status, VideoStatus::Succeeded, "{name}: {:?}", report.error);
        let off_ms = report.duration_ms.unwrap().abs_diff(asked_ms);
        assert!(off_ms * 20 <= asked_ms, "{name} is off by {off_ms} ms");
        assert!(report.fallbacks.is_empty(), "{name}: {:?}", report.fallbacks);
    }
}

#[test]
fn the_examples_show_every_aspect_template_and_language() {
    let shown = |field: &str| -> Vec<String> {
        briefs().iter().filter_map(|p| Some(read(p)[field].as_str()?.to_owned())).collect()
    };
    let all = |field: &str, values: &[&str]| {
        for value in values {
            assert!(shown(field).iter().any(|v| v == value), "no example has {field} {value}");
        }
    };
    all("aspect", &["9:16", "16:9", "1:1", "4:5"]);
    all("template", &["custom", "product_tech", "educational", "social_media", "corporate"]);
    all("language", &["en-US", "pt-BR"]);
}
