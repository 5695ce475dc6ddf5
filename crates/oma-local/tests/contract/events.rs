use oma_core::contract::ApprovalStage;
use oma_core::event::{EventKind, Fallback, StepRecord, VideoEvent};
use oma_core::id::VideoId;
use oma_core::money::MicroUsd;
use oma_core::ports::EventLog;
use oma_core::video::{Failure, VideoStatus};
use ulid::Ulid;

use crate::{State, owner, step_key, video};

fn event(video_id: VideoId, n: u64, kind: EventKind) -> VideoEvent {
    VideoEvent {
        event_id: Ulid::from_parts(1_700_000_000_000 + n, 1),
        video_id,
        owner: n.is_multiple_of(2).then(|| owner("ana")),
        execution: "e".to_owned(),
        at: "2026-01-02T03:04:05.678Z".parse().unwrap(),
        kind,
    }
}

fn fallback(reason: String) -> EventKind {
    let text = |text: &str| text.to_owned();
    EventKind::FallbackUsed(Fallback {
        what: text("voice"),
        wanted: text("a"),
        used: text("b"),
        reason,
    })
}

#[tokio::test]
async fn every_kind_of_event_comes_back_as_it_was_written() {
    let state = State::new().await;
    let step = StepRecord {
        step: "editor.segment".to_owned(),
        item: Some(3),
        artifact: step_key(1),
        cached: true,
        wall_ms: 12,
        memory_mb: Some(1024),
        cost_micro_usd: MicroUsd(0),
        saved_micro_usd: MicroUsd(u64::MAX),
        saved_ms: 9,
        provider: "offline".to_owned(),
        model: "m".to_owned(),
    };
    let kinds = [
        EventKind::StepFinished(StepRecord { item: None, ..step.clone() }),
        EventKind::StepFinished(step),
        fallback("not to be had".to_owned()),
        EventKind::StatusChanged { status: VideoStatus::WaitingForApproval },
        EventKind::ApprovalAsked { stage: ApprovalStage::Script },
        EventKind::Failed(Failure {
            step: "s".to_owned(),
            name: "States.Timeout".to_owned(),
            message: "m".to_owned(),
        }),
    ];
    let written: Vec<_> = (0..).zip(kinds).map(|(n, kind)| event(video(1), n, kind)).collect();
    for event in &written {
        state.table.append(event).await.unwrap();
    }
    assert_eq!(state.table.list(video(1)).await.unwrap(), written);
}

#[tokio::test]
async fn events_are_listed_by_video_the_oldest_first() {
    let state = State::new().await;
    for n in [3, 1, 2] {
        state.table.append(&event(video(1), n, fallback(n.to_string()))).await.unwrap();
    }
    state.table.append(&event(video(2), 0, fallback(String::new()))).await.unwrap();
    let listed = state.table.list(video(1)).await.unwrap();
    let times: Vec<_> = listed.iter().map(|event| event.event_id.timestamp_ms() % 10).collect();
    assert_eq!(times, [1, 2, 3]);
    assert_eq!(state.table.list(video(3)).await.unwrap(), []);
}

/// A page of a query ends at 1 MB.
#[tokio::test]
async fn events_of_more_than_one_page_are_all_listed() {
    let state = State::new().await;
    let written: Vec<_> =
        (0..12).map(|n| event(video(1), n, fallback("x".repeat(300_000)))).collect();
    for event in &written {
        state.table.append(event).await.unwrap();
    }
    assert_eq!(state.table.list(video(1)).await.unwrap(), written);
}

#[tokio::test]
async fn erasing_takes_the_events_of_one_video() {
    let state = State::new().await;
    for which in [1, 2] {
        for n in 0..3 {
            state.table.append(&event(video(which), n, fallback(String::new()))).await.unwrap();
        }
    }
    for _ in 0..2 {
        state.table.erase(video(1)).await.unwrap();
    }
    assert_eq!(state.table.list(video(1)).await.unwrap(), []);
    assert_eq!(state.table.list(video(2)).await.unwrap().len(), 3);
}
