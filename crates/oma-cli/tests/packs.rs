//! Films are made without the packs of voices and music, and say what they were made with instead.
#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod support;

use serde_json::{Value, json};
use support::Oma;

const NO_PACKS: (&str, &str) = ("OMA_PACKS", "no-such-folder");

fn brief(fields: &Value) -> String {
    let mut brief = json!({
        "title": "Corner Coffee",
        "description": "A coffee shop for young urban professionals. Fresh beans every morning.",
        "language": "en-US", "duration_s": 15, "resolution": "360p", "cta": "Visit us",
    });
    for (name, value) in fields.as_object().unwrap() {
        brief[name] = value.clone();
    }
    brief.to_string()
}

#[test]
fn voice_and_music_are_replaced_and_the_end_says_so() {
    let oma = Oma::new();
    let run = oma.generate_with(&brief(&json!({})), &[], &[NO_PACKS]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for what in ["Replaced: voice: ", "Replaced: music: synthesised music"] {
        assert!(run.stdout.contains(what), "{what} is not in {}", run.stdout);
    }
    let report = std::fs::read(oma.out().join("report.json")).unwrap();
    let report: Value = serde_json::from_slice(&report).unwrap();
    assert_eq!(report["fallbacks"].as_array().unwrap().len(), 2, "{}", report["fallbacks"]);
}

#[test]
fn without_fallbacks_the_missing_voice_is_an_error_with_a_name() {
    let oma = Oma::new();
    let run = oma.generate_with(&brief(&json!({"fallbacks": "never"})), &[], &[NO_PACKS]);
    assert_eq!(run.code, 1);
    let told = format!("{}{}", run.stdout, run.stderr);
    assert!(told.contains("Oma.FallbackForbidden") && told.contains("voice"), "{told}");
}

#[test]
fn without_fallbacks_the_missing_music_is_an_error_with_a_name() {
    let oma = Oma::new();
    let brief = brief(&json!({"fallbacks": "never", "voice": "espeak-en-us"}));
    let run = oma.generate_with(&brief, &[], &[NO_PACKS]);
    let told = format!("{}{}", run.stdout, run.stderr);
    assert!(told.contains("Oma.FallbackForbidden") && told.contains("music"), "{told}");
}

#[test]
fn doctor_and_licences_say_that_a_pack_is_not_there() {
    let oma = Oma::new();
    let licences = oma.run_with(&["licences"], &[NO_PACKS]);
    assert!(licences.stdout.contains("The music pack is not installed"), "{}", licences.stdout);
    let doctor = oma.run_with(&["doctor"], &[NO_PACKS]);
    assert_eq!(doctor.code, 0, "a missing pack is no failure: {}", doctor.stdout);
    assert!(doctor.stdout.contains("make setup"), "{}", doctor.stdout);
}

#[test]
fn each_piece_of_music_is_listed_with_its_licence() {
    let licences = Oma::new().run(&["licences"]);
    assert_eq!(licences.code, 0);
    let pieces = licences.stdout.lines().filter(|line| line.ends_with(" MIT")).count();
    assert!(pieces >= 25, "run scripts/fetch-packs.sh first: {}", licences.stdout);
}
