use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use oma_core::ErrorKind;
use oma_core::contract::Job;
use oma_core::event::Fallback;
use oma_core::id::VideoId;
use oma_core::money::MicroUsd;
use oma_core::ports::{ArtifactIndex, ArtifactUses as _, Claim, Clock, Videos as _};
use oma_core::step::{ArtifactRecord, FileRecord};
use oma_core::video::{VideoRecord, VideoStatus};

use crate::{State, owner, step_key, video, videos};

struct At(Timestamp);

impl Clock for At {
    fn now(&self) -> Timestamp {
        self.0
    }
}

pub(crate) fn job(video_id: VideoId) -> Job {
    let record = videos::record(&owner("ana"), video_id);
    Job { owner: record.owner, video_id, execution: record.execution }
}

/// A video of Ana's that is being made.
pub(crate) async fn making(state: &State, n: u64) -> Job {
    state.table.create(&videos::record(&owner("ana"), video(n))).await.unwrap();
    job(video(n))
}

pub(crate) async fn set_status(state: &State, job: &Job, status: VideoStatus) {
    let record = state.table.get(&job.owner, job.video_id).await.unwrap();
    state.table.update(&VideoRecord { status, ..record }).await.unwrap();
}

pub(crate) fn record(seed: u64) -> ArtifactRecord {
    ArtifactRecord {
        owner: owner("ana"),
        key: step_key(seed),
        step: "audio.narrate".to_owned(),
        files: vec![
            FileRecord { name: "narration.wav".to_owned(), size: 5_000_000_000 },
            FileRecord { name: "words.json".to_owned(), size: 0 },
        ],
        cost_micro_usd: MicroUsd(1_250),
        made_in_ms: 900,
        fallbacks: vec![Fallback {
            what: "voice".to_owned(),
            wanted: "a".to_owned(),
            used: "b".to_owned(),
            reason: String::new(),
        }],
        made_at: Timestamp::now(),
    }
}

#[tokio::test]
async fn an_artifact_is_made_once_and_found_by_its_owner_only() {
    let state = State::new().await;
    let (first, second) = (making(&state, 1).await, making(&state, 2).await);
    let made = record(1);
    assert_eq!(state.table.claim(&first, &made.key).await.unwrap(), Claim::Make);
    assert_eq!(state.table.claim(&first, &made.key).await.unwrap(), Claim::Make);
    assert_eq!(
        ArtifactIndex::find(&state.table, &made.owner, &made.key).await.unwrap(),
        None,
        "unfinished"
    );
    state.table.record(&first, &made).await.unwrap();
    assert_eq!(
        ArtifactIndex::find(&state.table, &made.owner, &made.key).await.unwrap(),
        Some(made.clone())
    );
    for job in [&first, &second, &second] {
        let found = state.table.claim(job, &made.key).await.unwrap();
        assert_eq!(found, Claim::Found(made.clone()));
        assert_eq!(state.table.used_by(job.video_id).await.unwrap(), [made.key.clone()]);
    }
    assert_eq!(ArtifactIndex::find(&state.table, &owner("ben"), &step_key(1)).await.unwrap(), None);
}

#[tokio::test]
async fn a_second_making_replaces_the_first() {
    let state = State::new().await;
    let job = making(&state, 1).await;
    let first = record(1);
    let second = ArtifactRecord { fallbacks: Vec::new(), files: Vec::new(), ..first.clone() };
    state.table.claim(&job, &first.key).await.unwrap();
    state.table.record(&job, &first).await.unwrap();
    state.table.record(&job, &second).await.unwrap();
    assert_eq!(
        ArtifactIndex::find(&state.table, &first.owner, &first.key).await.unwrap(),
        Some(second)
    );
}

#[tokio::test]
async fn an_expired_artifact_is_absent_before_it_is_removed_and_is_begun_anew() {
    let state = State::new().await;
    let (first, second) = (making(&state, 1).await, making(&state, 2).await);
    let made = record(1);
    state.table.claim(&first, &made.key).await.unwrap();
    state.table.record(&first, &made).await.unwrap();
    let after = |hours| {
        let now = made.made_at + SignedDuration::from_hours(hours);
        state.table.clone().with_clock(Arc::new(At(now)))
    };
    let fresh = after(29 * 24 - 1);
    assert!(ArtifactIndex::find(&fresh, &made.owner, &made.key).await.unwrap().is_some());
    assert!(matches!(fresh.claim(&first, &made.key).await.unwrap(), Claim::Found(_)));
    let late = after(29 * 24 + 1);
    assert_eq!(ArtifactIndex::find(&late, &made.owner, &made.key).await.unwrap(), None);
    assert_eq!(late.claim(&second, &made.key).await.unwrap(), Claim::Make);
    // Whoever made it again in the meantime is told to look again.
    let error = late.record(&first, &made).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict);
    late.record(&second, &made).await.unwrap();
}

#[tokio::test]
async fn only_the_execution_at_work_claims() {
    let state = State::new().await;
    let job = making(&state, 1).await;
    let superseded = Job { execution: "another".to_owned(), ..job.clone() };
    let absent = crate::artifacts::job(video(9));
    for stranger in [&superseded, &absent] {
        let error = state.table.claim(stranger, &step_key(1)).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Cancelled);
    }
    for status in
        [VideoStatus::Succeeded, VideoStatus::Failed, VideoStatus::Cancelled, VideoStatus::Deleting]
    {
        set_status(&state, &job, status).await;
        let error = state.table.claim(&job, &step_key(1)).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Cancelled, "{status}");
    }
    assert_eq!(state.table.used_by(job.video_id).await.unwrap(), []);
    for status in [VideoStatus::WaitingForApproval, VideoStatus::Running] {
        set_status(&state, &job, status).await;
        assert_eq!(state.table.claim(&job, &step_key(1)).await.unwrap(), Claim::Make);
    }
}

#[tokio::test]
async fn what_was_not_claimed_is_not_recorded() {
    let state = State::new().await;
    let job = making(&state, 1).await;
    let error = state.table.record(&job, &record(1)).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict, "the video is being made: it tries again");
    set_status(&state, &job, VideoStatus::Deleting).await;
    let error = state.table.record(&job, &record(1)).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Cancelled);
}

/// Steps of one video check its record at the same time, and videos share artifacts.
#[tokio::test]
async fn many_claims_at_once_all_come_through() {
    let state = Arc::new(State::new().await);
    let mut jobs = Vec::new();
    for n in 0..5 {
        jobs.push(making(&state, n).await);
    }
    let mut tasks = tokio::task::JoinSet::new();
    for job in &jobs {
        for seed in 0..10 {
            let (state, job) = (state.clone(), job.clone());
            tasks.spawn(async move { state.table.claim(&job, &step_key(seed)).await.unwrap() });
        }
    }
    let claims = tasks.join_all().await;
    assert!(claims.iter().all(|claim| *claim == Claim::Make));
    for job in &jobs {
        assert_eq!(state.table.used_by(job.video_id).await.unwrap().len(), 10);
    }
}
