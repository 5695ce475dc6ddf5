use std::time::Instant;

use jiff::Timestamp;
use oma_core::event::{EventKind, StepRecord, VideoEvent};
use oma_core::id::VideoId;
use oma_core::money::MicroUsd;
use oma_core::ports::EventLog as _;
use oma_core::ports::memory::Memory;
use oma_core::step::{Step, StepKey};
use oma_core::video::{Failure, VideoStatus};
use serde_json::Value;
use ulid::Ulid;

use super::*;
use crate::Telemetry;
use crate::telemetry::capture::Captured;
use crate::telemetry::{Context, Lines};

/// The rules of the embedded metric format that CloudWatch drops a line for breaking.
pub(crate) fn assert_emf(line: &Value) {
    let aws = &line["_aws"];
    assert!(aws["Timestamp"].is_u64(), "{line}");
    let directives = aws["CloudWatchMetrics"].as_array().unwrap();
    assert!(!directives.is_empty());
    for directive in directives {
        let namespace = directive["Namespace"].as_str().unwrap();
        assert!((1..=256).contains(&namespace.len()) && !namespace.starts_with("AWS/"));
        for set in directive["Dimensions"].as_array().unwrap() {
            let set = set.as_array().unwrap();
            assert!(set.len() <= 30);
            for dimension in set {
                let value = line[dimension.as_str().unwrap()].as_str().unwrap_or_default();
                assert!((1..=1024).contains(&value.len()), "{dimension} of {line}");
                assert!(value.is_ascii() && !value.starts_with(':'), "{dimension} of {line}");
            }
        }
        let metrics = directive["Metrics"].as_array().unwrap();
        assert!((1..=100).contains(&metrics.len()));
        for metric in metrics {
            let name = metric["Name"].as_str().unwrap();
            assert!((1..=1024).contains(&name.len()));
            assert!(line[name].is_number(), "{name} of {line}");
            assert!(["Count", "Milliseconds", "None"].contains(&metric["Unit"].as_str().unwrap()));
        }
    }
    assert!(line.to_string().len() < 256 * 1024);
}

fn metered() -> (Captured, Metered<Memory>) {
    let lines = Captured::default();
    let context = Context::new("supervisor", "test".to_owned(), Lines::to(lines.clone()));
    let telemetry = Telemetry::new(context, Instant::now());
    (lines, telemetry.metered(Memory::default()))
}

fn event(execution: &str, kind: EventKind) -> VideoEvent {
    VideoEvent {
        event_id: Ulid::generate(),
        video_id: VideoId(Ulid::from_parts(1, 1)),
        owner: None,
        execution: execution.to_owned(),
        at: Timestamp::UNIX_EPOCH,
        kind,
    }
}

fn finished(cost: u64, cached: bool) -> EventKind {
    let name = "audio.narrate";
    let step = Step { name, version: 1, provider: "offline", model: "m", item: Some(3) };
    EventKind::StepFinished(StepRecord {
        step: name.to_owned(),
        item: Some(3),
        artifact: StepKey::new(&step, &cost).unwrap(),
        cached,
        wall_ms: 812,
        memory_mb: Some(1024),
        cost_micro_usd: MicroUsd(cost),
        saved_micro_usd: MicroUsd::default(),
        saved_ms: 0,
        provider: "offline".to_owned(),
        model: "m".to_owned(),
    })
}

fn called(cost: u64) -> EventKind {
    serde_json::from_value(serde_json::json!({
        "event": "provider_called", "call": "0".repeat(64), "purpose": "audio.narrate",
        "provider": "x", "model": "x", "outcome": "answered", "units": {},
        "cost_micro_usd": cost, "price": "table", "saved_micro_usd": 0, "wall_ms": 5,
    }))
    .unwrap()
}

fn succeeded() -> EventKind {
    EventKind::StatusChanged { status: VideoStatus::Succeeded }
}

#[tokio::test]
async fn a_finished_step_is_one_valid_line_with_its_duration_and_whether_it_was_cached() {
    let (lines, log) = metered();
    log.append(&event("e", finished(1250, true))).await.unwrap();
    let lines = lines.lines();
    assert_eq!(lines.len(), 1);
    assert_emf(&lines[0]);
    assert_eq!(lines[0]["StepDuration"], 812);
    assert_eq!(lines[0]["StepCached"], 1);
    assert_eq!(lines[0]["Step"], "audio.narrate");
    assert_eq!(lines[0]["Environment"], "test");
    assert_eq!(lines[0]["cost_micro_usd"], 1250);
    assert_eq!(lines[0]["video_id"], VideoId(Ulid::from_parts(1, 1)).to_string());
    assert_eq!(lines[0]["message"], "audio.narrate finished (cached)");
}

#[tokio::test]
async fn a_film_counts_once_with_the_cost_of_its_own_execution() {
    let (lines, log) = metered();
    log.append(&event("first", called(5000))).await.unwrap();
    log.append(&event("second", called(100))).await.unwrap();
    log.append(&event("second", called(20))).await.unwrap();
    log.append(&event("second", succeeded())).await.unwrap();
    // The state machine tried the releasing state again.
    log.append(&event("second", succeeded())).await.unwrap();
    let ends = lines.lines();
    assert_eq!(ends.len(), 1);
    assert_emf(&ends[0]);
    assert_eq!(ends[0]["VideosSucceeded"], 1);
    assert_eq!(ends[0]["VideoCost"], 120);
}

#[tokio::test]
async fn a_failure_counts_by_its_name_and_its_message_stays_out() {
    let (lines, log) = metered();
    let failure = Failure {
        step: "script.write".to_owned(),
        name: "Oma.ContentRejected".to_owned(),
        message: "The words \"grandma's recipe\" are refused.".to_owned(),
    };
    log.append(&event("e", EventKind::Failed(failure))).await.unwrap();
    let line = &lines.lines()[0];
    assert_emf(line);
    assert_eq!(line["VideosFailed"], 1);
    assert_eq!(line["Error"], "Oma.ContentRejected");
    assert!(!lines.text().contains("grandma"));
}

#[test]
fn the_page_lists_what_is_written() {
    let page = include_str!("../../../../docs/observability.md");
    assert!(page.contains(&metrics_markdown()), "put this in:\n{}", metrics_markdown());
    let fields = crate::log_fields_markdown();
    assert!(page.contains(&fields), "put this in:\n{fields}");
}

/// What a caller forgets to give would be dropped by CloudWatch without a word.
#[tokio::test]
async fn every_metric_of_the_catalogue_can_be_written() {
    let (lines, log) = metered();
    let mut emf = Emf::default();
    for metric in METRICS {
        emf = emf.put(metric, 1);
        for dimension in metric.dimensions.iter().copied().flatten() {
            emf = emf.dimension(dimension, "x");
        }
    }
    log.metrics.print(emf, "all of them");
    assert_emf(&lines.lines()[0]);
}
