//! Killed in the middle of any state and started again, a run goes on where it stopped.
#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod support;

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::{Value, json};
use support::Oma;

fn brief() -> String {
    json!({
        "title": "Corner Coffee",
        "description": "A coffee shop for young urban professionals. Fresh beans every morning.",
        "language": "en-US", "duration_s": 15, "resolution": "360p", "cta": "Visit us",
        "voice": "espeak-en-us",
    })
    .to_string()
}

/// Starts a run that hangs where `fault` says, kills it with SIGKILL there, and returns its video.
fn run_and_kill(oma: &Oma, fault: &str) -> String {
    oma.write("brief.json", &brief());
    let args = ["generate", "brief.json", "--out", "film", "--json"];
    let mut child = oma
        .command(&args, &[("OMA_FAULT", fault), ("OMA_LOG", "oma_lambda=warn")])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut started = String::new();
    // Kept open until the end: a reader that goes away is another story.
    let mut progress = BufReader::new(child.stdout.take().unwrap());
    progress.read_line(&mut started).unwrap();
    // The fault says on standard error that it hangs.
    let log = BufReader::new(child.stderr.take().unwrap());
    let hangs = log.lines().any(|line| line.unwrap().contains("on purpose"));
    assert!(hangs, "{fault} never happened");
    child.kill().unwrap();
    child.wait().unwrap();
    let started: Value = serde_json::from_str(&started).unwrap();
    started["video_id"].as_str().unwrap().to_owned()
}

/// The events of a run that must succeed.
fn finish(oma: &Oma) -> Vec<Value> {
    let run = oma.generate(&brief(), &["--json"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn steps(events: &[Value]) -> &Vec<Value> {
    events.last().unwrap()["report"]["steps"].as_array().unwrap()
}

fn cached(events: &[Value]) -> usize {
    steps(events).iter().filter(|step| step["cached"] == true).count()
}

#[test]
fn a_run_killed_in_each_state_is_taken_up_again_and_repeats_nothing() {
    let untouched = Oma::new();
    finish(&untouched);
    let expected = std::fs::read(untouched.out().join("video.mp4")).unwrap();

    let oma = Oma::new();
    let mut video = None;
    for action in [
        "supervisor.check",
        "supervisor.plan",
        "script.write",
        "script.criticise",
        "visual.make",
        "audio.narrate",
        "audio.choose_music",
        "editor.layout",
        "editor.segment",
        "editor.assemble",
        "supervisor.review",
    ] {
        // Once before the state's work and once after it, before the workflow knows.
        for when in ["hang", "hang_after"] {
            let id = run_and_kill(&oma, &format!("{when}@{action}"));
            assert_eq!(video.get_or_insert_with(|| id.clone()), &id, "{action}: another video");
        }
    }
    // After its work the video is finished, and there is nothing to take up.
    run_and_kill(&oma, "hang@supervisor.release");
    let events = finish(&oma);
    assert_eq!(events[0]["resumed"], true);
    assert_eq!(events[0]["video_id"].as_str(), video.as_deref());
    assert_eq!(cached(&events), steps(&events).len(), "something was made again");
    let film = std::fs::read(oma.out().join("video.mp4")).unwrap();
    assert!(film == expected, "the film differs from one made without interruption");
}

#[test]
fn an_interrupted_video_of_another_brief_is_marked_and_not_in_the_way() {
    let oma = Oma::new();
    let interrupted = run_and_kill(&oma, "hang@script.write");
    let other = brief().replace("Corner Coffee", "Corner Tea");
    let run = oma.generate(&other, &["--json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(!run.stdout.contains(&interrupted));
}
