use std::net::UdpSocket;
use std::time::{Duration, Instant};

use oma_core::brief::{Brief, Fallbacks};
use oma_core::contract::Job;
use oma_core::id::{Owner, VideoId};
use oma_core::ports::Objects as _;
use oma_core::ports::memory::Memory;
use oma_core::step::{Output, Step};
use oma_core::submission::{Desk, NewVideo};
use oma_core::video::VideoRecord;
use oma_core::{Error, ErrorKind, Result};
use serde_json::{Value, json};
use tracing::instrument::WithSubscriber as _;
use ulid::Ulid;

use super::*;
use crate::Telemetry;
use crate::telemetry::capture::Captured;
use crate::telemetry::{Context, Invocation, Lines, subscriber};

/// Runs work as an invocation with a trace header and gives what the daemon got.
async fn traced<T>(header: &str, filter: &str, work: impl Future<Output = T>) -> Vec<Value> {
    let daemon = UdpSocket::bind("127.0.0.1:0").unwrap();
    let context = Context::new("audio", "test".to_owned(), Lines::to(Captured::default()));
    let trace = TraceHeader::parse(header);
    context.set(Some(Invocation { trace, ..Invocation::default() }));
    let telemetry = Telemetry::new(context, Instant::now());
    let client = Daemon::at(daemon.local_addr().unwrap());
    work.with_subscriber(subscriber(&telemetry, filter, client)).await;
    // On one machine a datagram has arrived when it was sent.
    daemon.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
    let mut buffer = vec![0; 65536];
    let mut documents = Vec::new();
    while let Ok(length) = daemon.recv(&mut buffer) {
        let text = std::str::from_utf8(&buffer[..length]).unwrap();
        let (header, document) = text.split_once('\n').unwrap();
        assert_eq!(header, r#"{"format":"json","version":1}"#);
        documents.push(serde_json::from_str(document).unwrap());
    }
    documents
}

const SAMPLED: &str = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

/// A step that stores a file, over observed memory.
async fn step(work: Result<Output>) {
    let context = Context::new("audio", "test".to_owned(), Lines::to(Captured::default()));
    let telemetry = Telemetry::new(context, Instant::now());
    let memory = std::sync::Arc::new(Memory::default());
    let brief =
        json!({"title": "Tide pools", "description": "Life between tides.", "language": "en-US"});
    let desk = Desk { objects: &*memory, videos: &*memory, clock: &*memory };
    let video_id = VideoId(Ulid::from_parts(1, 1));
    let brief = Brief::from_value(brief).unwrap();
    let VideoRecord { owner, execution, .. } =
        desk.accept(&NewVideo::new(&Owner::local(), video_id, &brief)).await.unwrap();
    let job = Job { owner, video_id, execution };
    let steps = oma_core::step::Steps::new(
        std::sync::Arc::new(Traced::new(Memory::default())),
        memory.clone(),
        memory.clone(),
        std::sync::Arc::new(telemetry.metered(Memory::default())),
        memory,
    );
    let (name, provider) = ("audio.narrate", "offline");
    let step = Step { name, version: 1, provider, model: "m", item: Some(3) };
    let _ = steps.run(&job, step, &json!(1), Fallbacks::Allow, || async { work }).await;
}

fn output() -> Output {
    Output::free(vec![oma_core::step::MadeFile::json("x.json", &json!({})).unwrap()])
}

#[tokio::test]
async fn a_step_and_the_calls_within_it_are_subsegments_of_the_trace() {
    let documents = traced(SAMPLED, "", step(Ok(output()))).await;
    let [call, step] = documents.as_slice() else { panic!("{documents:?}") };
    assert_eq!(step["name"], "audio.narrate");
    assert_eq!(step["parent_id"], "53995c3f42cd8ad8");
    assert_eq!(step["annotations"], json!({"item": 3, "provider": "offline", "model": "m"}));
    assert_eq!(call["name"], "S3");
    assert_eq!(call["namespace"], "aws");
    assert_eq!(call["aws"]["operation"], "PutObject");
    assert_eq!(call["parent_id"], step["id"]);
    for document in [call, step] {
        assert_eq!(document["type"], "subsegment");
        assert_eq!(document["trace_id"], "1-5759e988-bd862e3fe1be46a994272793");
        let id = document["id"].as_str().unwrap();
        assert!(id.len() == 16 && id.chars().all(|c| c.is_ascii_hexdigit()));
        assert!(document["end_time"].as_f64() >= document["start_time"].as_f64());
        assert_eq!(document.get("fault"), None);
    }
}

#[tokio::test]
async fn a_trace_is_complete_whatever_is_logged() {
    assert_eq!(traced(SAMPLED, "error", step(Ok(output()))).await.len(), 2);
}

#[tokio::test]
async fn nothing_is_sent_of_a_trace_that_is_not_kept() {
    let header = SAMPLED.replace("Sampled=1", "Sampled=0");
    assert_eq!(traced(&header, "", step(Ok(output()))).await, Vec::<Value>::new());
    assert_eq!(traced("", "", step(Ok(output()))).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_failure_is_marked_as_whose_it_is() {
    let cases = [
        (ErrorKind::MediaFailed, "fault"),
        (ErrorKind::InvalidAsset, "error"),
        (ErrorKind::ProviderThrottled, "throttle"),
    ];
    for (kind, flag) in cases {
        let documents = traced(SAMPLED, "", step(Err(Error::new(kind, "No.")))).await;
        let [step] = documents.as_slice() else { panic!("{documents:?}") };
        assert_eq!(step[flag], true, "{step}");
        assert_eq!(step["annotations"]["error"], kind.info().name);
    }
    let missing = Traced::new(Memory::default());
    let documents = traced(SAMPLED, "", missing.get_bytes("no")).await;
    assert_eq!(documents[0]["error"], true);
    assert_eq!(documents[0]["annotations"]["error"], "Oma.NotFound");
}
