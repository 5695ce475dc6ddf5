//! The real functions make a film, and what they wrote tells no secrets.

use std::process::Command;
use std::sync::Arc;

use aws_sdk_sfn::types::ExecutionStatus;
use libtest_mimic::Trial;
use oma_core::ports::Objects;
use oma_core::video::{VideoStatus, keys};
use oma_stack_tests::{logs, paths, videos};
use serde_json::{Value, json};

use crate::lab::{Lab, case, report};

pub(crate) fn cases(lab: &Arc<Lab>) -> Vec<Trial> {
    vec![case(lab, "film::real_functions_make_a_film_from_a_brief", made)]
}

/// After everything else, when there is most to find.
pub(crate) fn last_cases(lab: &Arc<Lab>) -> Vec<Trial> {
    vec![case(lab, "logs::every_function_logs_json_with_its_video", structured)]
}

async fn made(lab: Arc<Lab>) {
    let clients = lab.clients().await;
    let stack = lab.stack().await.read().await;
    let started = std::time::Instant::now();
    let video = videos::submit(&stack, "film-maker", &videos::small_brief()).await;
    let execution = videos::start(clients, &stack, &video).await;
    assert!(execution.ends_with(&video.video_id.to_string()), "{execution}");
    let ended = videos::ended(clients, &execution).await;
    assert_eq!(ended.status, ExecutionStatus::Succeeded, "{:?} {:?}", ended.error, ended.cause);
    report(&format!("a film of 15 seconds took {:?}", started.elapsed()));
    let output: Value = serde_json::from_str(ended.output().unwrap()).unwrap();
    assert_eq!(output, json!({ "video_id": video.video_id, "status": "succeeded" }));

    let record = videos::record(&stack, &video).await;
    assert_eq!(record.status, VideoStatus::Succeeded);
    assert!(record.film.is_some() && record.failure.is_none(), "{record:?}");

    let film = paths::kept().join("film.mp4");
    let key = keys::video_file(video.video_id, "video.mp4");
    stack.storage().bucket.get_file(&key, &film).await.unwrap();
    probe(&film);
}

/// A film of the length, the size and the codecs that were asked for.
fn probe(film: &std::path::Path) {
    let probed = Command::new("ffprobe")
        .args(["-v", "error", "-of", "json", "-show_format", "-show_streams"])
        .arg(film)
        .output()
        .unwrap();
    assert!(probed.status.success(), "{}", String::from_utf8_lossy(&probed.stderr));
    let facts: Value = serde_json::from_slice(&probed.stdout).unwrap();
    let seconds: f64 = facts["format"]["duration"].as_str().unwrap().parse().unwrap();
    assert!((14.0..17.0).contains(&seconds), "{seconds} s");
    let streams = facts["streams"].as_array().unwrap();
    let of = |kind: &str| streams.iter().find(|stream| stream["codec_type"] == kind).unwrap();
    // Upright, so the shorter side is the width.
    assert_eq!((&of("video")["codec_name"], &of("video")["width"]), (&json!("h264"), &json!(360)));
    assert_eq!(of("audio")["codec_name"], "aac");
}

async fn structured(lab: Arc<Lab>) {
    let clients = lab.clients().await;
    let lines = logs::all(clients).await;
    for service in ["supervisor", "script", "visual", "audio", "editor"] {
        let finished = lines.iter().filter_map(|line| {
            let object: Value = serde_json::from_str(line.split_once(": ")?.1).ok()?;
            let is_outcome = object["service"] == service && !object["duration_ms"].is_null();
            (is_outcome && object.get("_aws").is_none()).then_some(object)
        });
        let finished: Vec<Value> = finished.collect();
        assert!(!finished.is_empty(), "{service} logged no step's end");
        for field in ["level", "timestamp", "step", "correlation_id", "video_id"] {
            let lacking = finished.iter().find(|line| line[field].is_null());
            assert!(lacking.is_none(), "{service} logged no {field}: {lacking:?}");
        }
    }
}
