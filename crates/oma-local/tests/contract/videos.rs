use oma_core::ErrorKind;
use oma_core::contract::ApprovalStage;
use oma_core::id::{Owner, VideoId};
use oma_core::ports::Videos;
use oma_core::video::{Failure, PendingApproval, VideoRecord, VideoStatus};

use crate::{State, owner, step_key, video};

pub(crate) fn record(owner: &Owner, video_id: VideoId) -> VideoRecord {
    VideoRecord {
        owner: owner.clone(),
        video_id,
        version: 1,
        title: "Tide pools — für alle".to_owned(),
        brief_hash: "h".repeat(64),
        status: VideoStatus::Running,
        execution: format!("{video_id}-1"),
        created_at: "2026-01-02T03:04:05Z".parse().unwrap(),
        updated_at: "2026-01-02T03:04:05Z".parse().unwrap(),
        failure: None,
        approval: None,
        revision: 1,
        tags: Vec::new(),
        variant_of: None,
        siblings: Vec::new(),
        film: None,
    }
}

#[tokio::test]
async fn a_record_comes_back_as_it_was_written() {
    let state = State::new().await;
    let ana = owner("ana");
    let full = VideoRecord {
        failure: Some(Failure {
            step: "RenderSegments".to_owned(),
            name: "Oma.MediaFailed".to_owned(),
            message: String::new(),
        }),
        approval: Some(PendingApproval {
            stage: ApprovalStage::Script,
            token: "T".repeat(700),
            asked_at: "2026-01-02T03:04:05.123456789Z".parse().unwrap(),
        }),
        film: Some(step_key(1)),
        ..record(&ana, video(2))
    };
    for written in [record(&ana, video(1)), full] {
        state.table.create(&written).await.unwrap();
        assert_eq!(state.table.get(&ana, written.video_id).await.unwrap(), written);
    }
}

#[tokio::test]
async fn a_video_is_created_once() {
    let state = State::new().await;
    let first = record(&owner("ana"), video(1));
    state.table.create(&first).await.unwrap();
    let second = VideoRecord { title: "other".to_owned(), ..first.clone() };
    assert_eq!(state.table.create(&second).await.unwrap_err().kind, ErrorKind::Conflict);
    assert_eq!(state.table.get(&first.owner, first.video_id).await.unwrap(), first);
}

#[tokio::test]
async fn nobody_reads_what_is_not_theirs() {
    let state = State::new().await;
    state.table.create(&record(&owner("ana"), video(1))).await.unwrap();
    for (who, which) in [("ben", 1), ("ana", 2)] {
        let error = state.table.get(&owner(who), video(which)).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::NotFound);
    }
}

#[tokio::test]
async fn an_update_raises_the_version_and_a_late_one_loses() {
    let state = State::new().await;
    let read = record(&owner("ana"), video(1));
    state.table.create(&read).await.unwrap();
    let done = VideoRecord { status: VideoStatus::Succeeded, ..read.clone() };
    let stored = state.table.update(&done).await.unwrap();
    assert_eq!(stored, VideoRecord { version: 2, ..done });
    assert_eq!(state.table.get(&read.owner, read.video_id).await.unwrap(), stored);

    let late = VideoRecord { status: VideoStatus::Failed, ..read.clone() };
    assert_eq!(state.table.update(&late).await.unwrap_err().kind, ErrorKind::Conflict);
    assert_eq!(state.table.get(&read.owner, read.video_id).await.unwrap(), stored);

    let never_created = record(&owner("ana"), video(9));
    assert_eq!(state.table.update(&never_created).await.unwrap_err().kind, ErrorKind::Conflict);
}

#[tokio::test]
async fn a_list_has_the_owners_videos_the_newest_first() {
    let state = State::new().await;
    let ana = owner("ana");
    for n in [2, 1, 3] {
        state.table.create(&record(&ana, video(n))).await.unwrap();
    }
    state.table.create(&record(&owner("ben"), video(4))).await.unwrap();
    let listed = state.table.list(&ana).await.unwrap();
    let ids: Vec<_> = listed.iter().map(|record| record.video_id).collect();
    assert_eq!(ids, [video(3), video(2), video(1)]);
    assert_eq!(state.table.list(&owner("eve")).await.unwrap(), []);
}

#[tokio::test]
async fn operators_find_videos_by_status_the_longest_unchanged_first() {
    let state = State::new().await;
    let times = ["2026-01-02T03:04:05.5Z", "2026-01-02T03:04:05Z", "2026-01-02T03:04:04.9Z"];
    for (n, time) in (1..).zip(times) {
        let updated_at = time.parse().unwrap();
        let record = VideoRecord { updated_at, ..record(&owner("ana"), video(n)) };
        state.table.create(&record).await.unwrap();
    }
    let waiting =
        VideoRecord { status: VideoStatus::WaitingForApproval, ..record(&owner("ben"), video(4)) };
    state.table.create(&waiting).await.unwrap();

    let running = state.table.videos_with_status(VideoStatus::Running).await.unwrap();
    let ids: Vec<_> = running.iter().map(|(_, id)| *id).collect();
    assert_eq!(ids, [video(3), video(2), video(1)]);

    let done = VideoRecord { status: VideoStatus::Succeeded, ..waiting };
    state.table.update(&done).await.unwrap();
    let left = state.table.videos_with_status(VideoStatus::WaitingForApproval).await.unwrap();
    assert_eq!(left, [], "a changed status moves the video within the index");
    let moved = state.table.videos_with_status(VideoStatus::Succeeded).await.unwrap();
    assert_eq!(moved, [(owner("ben"), video(4))]);
}

#[tokio::test]
async fn a_removed_video_is_gone_and_does_not_come_back() {
    let state = State::new().await;
    let written = record(&owner("ana"), video(1));
    state.table.create(&written).await.unwrap();
    for _ in 0..2 {
        Videos::remove(&state.table, &written.owner, video(1)).await.unwrap();
    }
    let error = state.table.get(&written.owner, video(1)).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
    let late = state.table.update(&written).await.unwrap_err();
    assert_eq!(late.kind, ErrorKind::Conflict, "an update does not make a video");
}
