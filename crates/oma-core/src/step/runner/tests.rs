use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::json;

use super::*;
use crate::id::VideoId;
use crate::money::MicroUsd;
use crate::ports::memory::Memory;
use crate::ports::{ArtifactUses, Videos as _};
use crate::video::{VideoRecord, VideoStatus};

fn job() -> Job {
    let video_id = VideoId(Ulid::from_parts(1, 1));
    Job { owner: Owner::local(), video_id, execution: "run-1".to_owned() }
}

/// A memory in which the job's video is being made.
async fn memory() -> Arc<Memory> {
    let memory = Arc::new(Memory::default());
    memory.create(&video(VideoStatus::Running)).await.unwrap();
    memory
}

fn video(status: VideoStatus) -> VideoRecord {
    VideoRecord {
        owner: job().owner,
        video_id: job().video_id,
        version: 1,
        title: String::new(),
        brief_hash: String::new(),
        status,
        execution: job().execution,
        revision: 1,
        tags: Vec::new(),
        variant_of: None,
        siblings: Vec::new(),
        created_at: jiff::Timestamp::UNIX_EPOCH,
        updated_at: jiff::Timestamp::UNIX_EPOCH,
        failure: None,
        approval: None,
        film: None,
    }
}

async fn objects(memory: &Memory, prefix: &str) -> Vec<String> {
    ManageObjects::list(memory, prefix).await.unwrap()
}

async fn set_status(memory: &Memory, status: VideoStatus) {
    let record = memory.get(&job().owner, job().video_id).await.unwrap();
    memory.update(&VideoRecord { status, ..record }).await.unwrap();
}

/// What an erasure does to the artifacts of the job's video.
async fn erase_artifacts(memory: &Memory) {
    for key in memory.used_by(job().video_id).await.unwrap() {
        if memory.let_go(&job().owner, &key, job().video_id).await.unwrap() {
            for object in objects(memory, &keys::artifact_file(&job().owner, &key, "")).await {
                memory.delete(&object).await.unwrap();
            }
            ArtifactUses::forget(memory, &job().owner, &key, job().video_id).await.unwrap();
        }
    }
}

fn step() -> Step<'static> {
    Step { name: "test.make", version: 1, provider: "offline", model: "m", item: Some(2) }
}

fn paid(fallbacks: Vec<Fallback>) -> Output {
    let files = vec![MadeFile::json("made.json", &json!({"words": 3})).unwrap()];
    let bill = Bill { cost_micro_usd: MicroUsd(700), ..Bill::default() };
    Output { files, bill, fallbacks }
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
    let (memory, made) = (memory().await, AtomicU32::new(0));
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
    let (memory, made) = (memory().await, AtomicU32::new(0));
    let artifact = run(&memory, &made, Fallbacks::Allow).await.unwrap();
    let file: serde_json::Value =
        memory.steps().read(&job().owner, &artifact.key, "made.json").await.unwrap();
    assert_eq!(file, json!({"words": 3}));
}

#[tokio::test]
async fn an_artifact_whose_file_is_gone_is_made_again() {
    let (memory, made) = (memory().await, AtomicU32::new(0));
    let artifact = run(&memory, &made, Fallbacks::Allow).await.unwrap();
    memory.forget(&keys::artifact_file(&job().owner, &artifact.key, "made.json"));
    assert!(!run(&memory, &made, Fallbacks::Allow).await.unwrap().cached);
    assert_eq!(made.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn work_that_failed_leaves_nothing_and_is_tried_again() {
    let (memory, made) = (memory().await, AtomicU32::new(0));
    let broken = || async { Err(Error::new(ErrorKind::ProviderUnavailable, "down")) };
    let inputs = json!({"text": "x"});
    let error = memory.steps().run(&job(), step(), &inputs, Fallbacks::Allow, broken).await;
    assert_eq!(error.unwrap_err().kind, ErrorKind::ProviderUnavailable);
    assert!(records(&memory).await.is_empty());
    assert!(!run(&memory, &made, Fallbacks::Allow).await.unwrap().cached);
}

#[tokio::test]
async fn a_replacement_is_reported_each_time_it_is_used() {
    let memory = memory().await;
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
    let memory = memory().await;
    let work = || async { Ok(paid(vec![voice_fallback()])) };
    memory.steps().run(&job(), step(), &json!(1), Fallbacks::Allow, work).await.unwrap();
    let error = memory.steps().run(&job(), step(), &json!(1), Fallbacks::Never, work).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind, ErrorKind::FallbackForbidden);
    assert!(error.message.contains("espeak"), "{error}");
}

#[tokio::test]
async fn a_video_that_is_not_its_own_to_make_gets_no_work_done() {
    for status in [VideoStatus::Cancelled, VideoStatus::Deleting, VideoStatus::Succeeded] {
        let (memory, made) = (memory().await, AtomicU32::new(0));
        set_status(&memory, status).await;
        let error = run(&memory, &made, Fallbacks::Allow).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Cancelled);
        assert_eq!(made.load(Ordering::SeqCst), 0);
        assert!(memory.used_by(job().video_id).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn work_for_a_video_that_is_cancelled_meanwhile_is_kept_for_a_retry() {
    let (memory, made) = (memory().await, AtomicU32::new(0));
    let work = || async {
        set_status(&memory, VideoStatus::Cancelled).await;
        Ok(paid(Vec::new()))
    };
    let inputs = json!({"text": "x"});
    memory.steps().run(&job(), step(), &inputs, Fallbacks::Allow, work).await.unwrap();
    let error = run(&memory, &made, Fallbacks::Allow).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Cancelled);
    set_status(&memory, VideoStatus::Running).await;
    assert!(run(&memory, &made, Fallbacks::Allow).await.unwrap().cached);
}

#[tokio::test]
async fn work_for_a_video_that_is_erased_meanwhile_leaves_nothing() {
    let (memory, made) = (memory().await, AtomicU32::new(0));
    let work = || async {
        set_status(&memory, VideoStatus::Deleting).await;
        erase_artifacts(&memory).await;
        Ok(paid(Vec::new()))
    };
    let inputs = json!({"text": "x"});
    let error = memory.steps().run(&job(), step(), &inputs, Fallbacks::Allow, work).await;
    assert_eq!(error.unwrap_err().kind, ErrorKind::Cancelled);
    assert!(objects(&memory, "").await.is_empty());
    assert!(memory.used_by(job().video_id).await.unwrap().is_empty());
    assert!(records(&memory).await.is_empty());
    // Nor is the key closed: another video can make the same.
    set_status(&memory, VideoStatus::Running).await;
    assert!(!run(&memory, &made, Fallbacks::Allow).await.unwrap().cached);
}

#[tokio::test]
async fn work_that_is_refused_leaves_the_files_of_a_video_that_made_the_same() {
    let memory = memory().await;
    let other = Job { video_id: VideoId(Ulid::from_parts(2, 2)), ..job() };
    memory
        .create(&VideoRecord { video_id: other.video_id, ..video(VideoStatus::Running) })
        .await
        .unwrap();
    let inputs = json!({"text": "x"});
    let work = || async {
        set_status(&memory, VideoStatus::Deleting).await;
        erase_artifacts(&memory).await;
        let work = || async { Ok(paid(Vec::new())) };
        memory.steps().run(&other, step(), &inputs, Fallbacks::Allow, work).await?;
        Ok(paid(Vec::new()))
    };
    let error = memory.steps().run(&job(), step(), &inputs, Fallbacks::Allow, work).await;
    assert_eq!(error.unwrap_err().kind, ErrorKind::Cancelled);
    assert_eq!(objects(&memory, "").await.len(), 1);
    let again = || async { Err(Error::internal("it is there")) };
    let found = memory.steps().run(&other, step(), &inputs, Fallbacks::Allow, again).await;
    assert!(found.unwrap().cached);
}
