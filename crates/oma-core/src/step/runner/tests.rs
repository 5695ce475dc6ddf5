use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::json;

use super::*;
use crate::id::VideoId;
use crate::ports::memory::Memory;

fn job() -> Job {
    let video_id = VideoId(Ulid::from_parts(1, 1));
    Job { owner: Owner::local(), video_id, execution: "run-1".to_owned() }
}

fn step() -> Step<'static> {
    Step { name: "test.make", version: 1, provider: "offline", model: "m", item: Some(2) }
}

fn paid(fallbacks: Vec<Fallback>) -> Output {
    let files = vec![MadeFile::json("made.json", &json!({"words": 3})).unwrap()];
    Output { files, cost_micro_usd: MicroUsd(700), fallbacks }
}

fn voice_fallback() -> Fallback {
    Fallback {
        what: "voice".into(),
        wanted: "ana".into(),
        used: "espeak".into(),
        reason: "not installed".into(),
    }
}

async fn records(memory: &Memory) -> Vec<StepRecord> {
    let events = EventLog::list(memory, job().video_id).await;
    let records = events.unwrap().into_iter().filter_map(|event| match event.kind {
        EventKind::StepFinished(record) => Some(record),
        _ => None,
    });
    records.collect()
}

/// Runs the step over a memory and counts in `made` how often the work was really done.
async fn run(memory: &Arc<Memory>, made: &AtomicU32, fallbacks: Fallbacks) -> Result<Artifact> {
    let work = || async {
        made.fetch_add(1, Ordering::SeqCst);
        Ok(paid(Vec::new()))
    };
    memory.steps().run(&job(), step(), &json!({"text": "x"}), fallbacks, work).await
}

#[tokio::test]
async fn the_second_run_finds_the_first_ones_artifact_and_says_what_that_saved() {
    let (memory, made) = (Arc::new(Memory::default()), AtomicU32::new(0));
    let first = run(&memory, &made, Fallbacks::Allow).await.unwrap();
    let second = run(&memory, &made, Fallbacks::Allow).await.unwrap();
    assert_eq!((first.cached, second.cached), (false, true));
    assert_eq!(first.key, second.key);
    assert_eq!(made.load(Ordering::SeqCst), 1);

    let records = records(&memory).await;
    assert_eq!(records[0].cost_micro_usd, MicroUsd(700));
    assert_eq!(records[1].cost_micro_usd, MicroUsd(0));
    assert_eq!(records[1].saved_micro_usd, MicroUsd(700));
    assert_eq!(records[1].item, Some(2));
}

#[tokio::test]
async fn an_artifact_is_read_back() {
    let (memory, made) = (Arc::new(Memory::default()), AtomicU32::new(0));
    let artifact = run(&memory, &made, Fallbacks::Allow).await.unwrap();
    let file: serde_json::Value =
        memory.steps().read(&job().owner, &artifact.key, "made.json").await.unwrap();
    assert_eq!(file, json!({"words": 3}));
}

#[tokio::test]
async fn an_artifact_whose_file_is_gone_is_made_again() {
    let (memory, made) = (Arc::new(Memory::default()), AtomicU32::new(0));
    let artifact = run(&memory, &made, Fallbacks::Allow).await.unwrap();
    memory.forget(&keys::artifact_file(&job().owner, &artifact.key, "made.json"));
    assert!(!run(&memory, &made, Fallbacks::Allow).await.unwrap().cached);
    assert_eq!(made.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn work_that_failed_leaves_nothing_and_is_tried_again() {
    let (memory, made) = (Arc::new(Memory::default()), AtomicU32::new(0));
    let broken = || async { Err(Error::new(ErrorKind::ProviderUnavailable, "down")) };
    let inputs = json!({"text": "x"});
    let error = memory.steps().run(&job(), step(), &inputs, Fallbacks::Allow, broken).await;
    assert_eq!(error.unwrap_err().kind, ErrorKind::ProviderUnavailable);
    assert!(records(&memory).await.is_empty());
    assert!(!run(&memory, &made, Fallbacks::Allow).await.unwrap().cached);
}

#[tokio::test]
async fn a_replacement_is_reported_each_time_it_is_used() {
    let memory = Arc::new(Memory::default());
    for _ in 0..2 {
        let work = || async { Ok(paid(vec![voice_fallback()])) };
        memory.steps().run(&job(), step(), &json!(1), Fallbacks::Allow, work).await.unwrap();
    }
    let events = EventLog::list(memory.as_ref(), job().video_id).await.unwrap();
    let used = events.iter().filter(|e| matches!(e.kind, EventKind::FallbackUsed(_))).count();
    assert_eq!(used, 2);
}

#[tokio::test]
async fn a_brief_without_fallbacks_takes_no_replacement_fresh_or_finished() {
    let memory = Arc::new(Memory::default());
    let work = || async { Ok(paid(vec![voice_fallback()])) };
    memory.steps().run(&job(), step(), &json!(1), Fallbacks::Allow, work).await.unwrap();
    let error = memory.steps().run(&job(), step(), &json!(1), Fallbacks::Never, work).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind, ErrorKind::FallbackForbidden);
    assert!(error.message.contains("espeak"), "{error}");
}
