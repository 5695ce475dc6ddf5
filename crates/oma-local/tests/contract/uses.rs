//! The races that the port of artifacts tells of, each with the production adapters.

use std::sync::Arc;

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use oma_core::brief::Fallbacks;
use oma_core::contract::Job;
use oma_core::ports::{
    ArtifactIndex, ArtifactUses as _, CLOSER_PATIENCE_MINUTES, Claim, Clock, ManageObjects as _,
    Videos as _,
};
use oma_core::step::{MadeFile, Output, Step};
use oma_core::video::{VideoStatus, keys};
use oma_core::{ErrorKind, Result};
use tokio::task::JoinSet;

use crate::artifacts::{making, record, set_status};
use crate::{State, owner, step_key};

struct Later(i64);

impl Clock for Later {
    fn now(&self) -> Timestamp {
        Timestamp::now() + SignedDuration::from_mins(self.0)
    }
}

/// What an erasure does with the artifacts of a video.
async fn erase(state: &State, job: &Job) -> Result<()> {
    for key in state.table.used_by(job.video_id).await? {
        if state.table.let_go(&job.owner, &key, job.video_id).await? {
            for object in state.bucket.list(&keys::artifact_file(&job.owner, &key, "")).await? {
                state.bucket.delete(&object).await?;
            }
            state.table.forget(&job.owner, &key, job.video_id).await?;
        }
    }
    Ok(())
}

/// Deletes a video, as often as it takes.
async fn delete(state: &State, job: &Job) {
    set_status(state, job, VideoStatus::Deleting).await;
    while let Err(error) = erase(state, job).await {
        assert_eq!(error.kind, ErrorKind::Conflict);
    }
    assert_eq!(state.table.used_by(job.video_id).await.unwrap(), []);
}

/// Makes the artifact of a seed as an agent does.
async fn make(state: &State, job: &Job, seed: u64) -> Result<()> {
    let step = Step { name: "s", version: 1, provider: "p", model: "m", item: None };
    let file = MadeFile::bytes("made.txt", "text/plain", Bytes::from_static(b"made"));
    let work = || async {
        tokio::task::yield_now().await;
        Ok(Output::free(vec![file]))
    };
    state.steps().run(job, step, &seed, Fallbacks::Allow, work).await.map(|_| ())
}

async fn files(state: &State) -> Vec<String> {
    state.bucket.list("artifacts/").await.unwrap()
}

#[tokio::test]
async fn a_shared_artifact_goes_with_its_last_user() {
    let state = State::new().await;
    let (first, second) = (making(&state, 1).await, making(&state, 2).await);
    for job in [&first, &second] {
        make(&state, job, 1).await.unwrap();
    }
    let ana = owner("ana");
    for _ in 0..2 {
        assert!(!state.table.let_go(&ana, &step_key(1), first.video_id).await.unwrap());
    }
    assert_eq!(state.table.used_by(first.video_id).await.unwrap(), []);
    assert!(matches!(state.table.claim(&second, &step_key(1)).await.unwrap(), Claim::Found(_)));
    for _ in 0..2 {
        assert!(state.table.let_go(&ana, &step_key(1), second.video_id).await.unwrap());
    }
    assert_eq!(state.table.used_by(second.video_id).await.unwrap(), [step_key(1)]);
    assert_eq!(ArtifactIndex::find(&state.table, &ana, &step_key(1)).await.unwrap(), None);
    assert!(
        !state.table.let_go(&ana, &step_key(1), first.video_id).await.unwrap(),
        "it is the second's to delete"
    );
    for _ in 0..2 {
        state.table.forget(&ana, &step_key(1), second.video_id).await.unwrap();
    }
    assert_eq!(state.table.used_by(second.video_id).await.unwrap(), []);
    assert_eq!(state.table.claim(&second, &step_key(1)).await.unwrap(), Claim::Make);
}

#[tokio::test]
async fn a_closed_entry_is_not_claimed_until_it_is_forgotten_or_its_closer_is_dead() {
    let state = State::new().await;
    let (first, second) = (making(&state, 1).await, making(&state, 2).await);
    make(&state, &first, 1).await.unwrap();
    assert!(state.table.let_go(&first.owner, &step_key(1), first.video_id).await.unwrap());
    let error = state.table.claim(&second, &step_key(1)).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict);
    assert_eq!(state.table.used_by(second.video_id).await.unwrap(), []);
    let later = state.table.clone().with_clock(Arc::new(Later(CLOSER_PATIENCE_MINUTES + 1)));
    assert_eq!(later.claim(&second, &step_key(1)).await.unwrap(), Claim::Make);
    // The erasure that comes back after all leaves the artifact to its new user.
    assert!(!state.table.let_go(&first.owner, &step_key(1), first.video_id).await.unwrap());
    state.table.forget(&first.owner, &step_key(1), first.video_id).await.unwrap();
    later.record(&second, &record(1)).await.unwrap();
}

#[tokio::test]
async fn letting_go_of_what_has_no_entry_closes_it_while_its_files_are_deleted() {
    let state = State::new().await;
    let job = making(&state, 1).await;
    assert!(state.table.let_go(&job.owner, &step_key(1), job.video_id).await.unwrap());
    let error = state.table.claim(&job, &step_key(1)).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict);
    state.table.forget(&job.owner, &step_key(1), job.video_id).await.unwrap();
    assert_eq!(state.table.claim(&job, &step_key(1)).await.unwrap(), Claim::Make);
}

#[tokio::test]
async fn a_maker_withdraws_only_what_nobody_uses() {
    let state = State::new().await;
    let (first, second) = (making(&state, 1).await, making(&state, 2).await);
    let key = step_key(1);
    state.table.claim(&second, &key).await.unwrap();
    assert!(!state.table.withdraw(&first, &key).await.unwrap());
    delete(&state, &second).await;
    assert!(state.table.withdraw(&first, &key).await.unwrap());
    assert!(state.table.withdraw(&first, &key).await.unwrap(), "it may ask twice");
    let error = state.table.let_go(&first.owner, &key, first.video_id).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict, "an erasure waits for the maker");
    state.table.withdrawn(&second, &key).await.unwrap();
    let error = state.table.claim(&first, &key).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict, "it is not the second's to open");
    state.table.withdrawn(&first, &key).await.unwrap();
    assert_eq!(state.table.claim(&first, &key).await.unwrap(), Claim::Make);
}

/// Videos that share artifacts are made and deleted at the same time: those that are deleted leave
/// nothing, and those that stay have all their files.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn deleting_races_against_making_without_orphans_or_losses() {
    let state = Arc::new(State::new().await);
    for round in 0..4_u64 {
        let mut jobs = Vec::new();
        for n in 0..6 {
            jobs.push(making(&state, round * 10 + n).await);
        }
        let mut tasks = JoinSet::new();
        for (job, seed) in jobs.iter().flat_map(|job| (0..4).map(move |seed| (job, seed))) {
            let (state, job) = (state.clone(), job.clone());
            // The state machine tries a conflict again.
            tasks.spawn(async move {
                loop {
                    match make(&state, &job, seed).await {
                        Err(error) if error.kind == ErrorKind::Conflict => {}
                        outcome => break (job.video_id, outcome),
                    }
                }
            });
        }
        let (deleted, kept) = jobs.split_at(4);
        for job in deleted {
            let (state, job) = (state.clone(), job.clone());
            tasks.spawn(async move {
                delete(&state, &job).await;
                (job.video_id, Ok(()))
            });
        }
        for (video, outcome) in tasks.join_all().await {
            if let Err(error) = outcome {
                assert_eq!(error.kind, ErrorKind::Cancelled);
                assert!(deleted.iter().any(|job| job.video_id == video), "{error}");
            }
        }
        let listed = files(&state).await;
        assert_eq!(listed.len(), 4, "of what is kept: {listed:?}");
        for job in kept {
            assert_eq!(state.table.used_by(job.video_id).await.unwrap().len(), 4);
            delete(&state, job).await;
        }
        assert_eq!(files(&state).await, Vec::<String>::new());
        for job in &jobs {
            assert_eq!(state.table.used_by(job.video_id).await.unwrap(), []);
            state.table.remove(&job.owner, job.video_id).await.unwrap();
        }
    }
}

/// Work that is under way when its video is erased, to its end.
#[tokio::test]
async fn a_maker_that_comes_after_the_erasure_leaves_nothing() {
    let state = State::new().await;
    let job = making(&state, 1).await;
    let step = Step { name: "s", version: 1, provider: "p", model: "m", item: None };
    let work = || async {
        delete(&state, &job).await;
        state.table.remove(&job.owner, job.video_id).await?;
        Ok(Output::free(vec![MadeFile::bytes("made.txt", "text/plain", "made")]))
    };
    let error = state.steps().run(&job, step, &1, Fallbacks::Allow, work).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Cancelled);
    assert_eq!(files(&state).await, Vec::<String>::new());
    assert_eq!(state.table.used_by(job.video_id).await.unwrap(), []);
    let next = making(&state, 2).await;
    make(&state, &next, 1).await.unwrap();
}
