use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use oma_core::event::Fallback;
use oma_core::money::MicroUsd;
use oma_core::ports::{ArtifactIndex, Clock};
use oma_core::step::{ArtifactRecord, FileRecord};

use crate::{State, owner, step_key};

struct At(Timestamp);

impl Clock for At {
    fn now(&self) -> Timestamp {
        self.0
    }
}

fn record(seed: u64) -> ArtifactRecord {
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
async fn an_artifact_is_found_by_its_owner_only() {
    let state = State::new().await;
    let written = record(1);
    assert_eq!(state.table.find(&written.owner, &written.key).await.unwrap(), None);
    state.table.record(&written).await.unwrap();
    assert_eq!(state.table.find(&written.owner, &written.key).await.unwrap(), Some(written));
    assert_eq!(state.table.find(&owner("ben"), &step_key(1)).await.unwrap(), None);
}

#[tokio::test]
async fn a_second_making_replaces_the_first() {
    let state = State::new().await;
    let first = record(1);
    let second = ArtifactRecord { fallbacks: Vec::new(), files: Vec::new(), ..first.clone() };
    state.table.record(&first).await.unwrap();
    state.table.record(&second).await.unwrap();
    assert_eq!(state.table.find(&first.owner, &first.key).await.unwrap(), Some(second));
}

#[tokio::test]
async fn an_expired_artifact_is_absent_before_it_is_removed() {
    let state = State::new().await;
    let written = record(1);
    state.table.record(&written).await.unwrap();
    let after = |hours| written.made_at + SignedDuration::from_hours(hours);
    for (now, there) in [(after(29 * 24 - 1), true), (after(29 * 24 + 1), false)] {
        let table = state.table.clone().with_clock(Arc::new(At(now)));
        let found = table.find(&written.owner, &written.key).await.unwrap();
        assert_eq!(found.is_some(), there, "at {now}");
    }
}
