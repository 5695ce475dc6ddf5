//! What is left of videos that end and of deleted ones.

use std::sync::Arc;

use bytes::Bytes;
use jiff::SignedDuration;
use notifier_function::{Housekeeping as _, Tidy};
use oma_core::id::VideoId;
use oma_core::limits::{Figures, Limits};
use oma_core::money::MicroUsd;
use oma_core::ports::memory::Memory;
use oma_core::ports::{EventLog, Objects as _, Videos};
use oma_core::usage::usage_of;
use oma_core::video::VideoRecord;
use serde_json::json;
use ulid::Ulid;

use crate::world::ana;

fn tidy(memory: &Arc<Memory>) -> Tidy {
    Tidy {
        limits: Limits {
            documents: memory.clone(),
            counters: memory.clone(),
            videos: memory.clone(),
            clock: memory.clone(),
            figures: Figures { videos_at_once: 1, ..Figures::default() },
        },
        events: memory.clone(),
        uses: memory.clone(),
        objects: memory.clone(),
        bucket: memory.clone(),
        grace: SignedDuration::ZERO,
    }
}

fn record(number: u128, status: &str) -> VideoRecord {
    let id = VideoId(Ulid::from_parts(1, number));
    serde_json::from_value(json!({
        "owner": "ana", "video_id": id, "version": 1, "title": "T", "brief_hash": "h",
        "status": status, "execution": id, "created_at": "1970-01-01T00:00:00Z",
        "updated_at": "1970-01-01T00:00:00Z",
    }))
    .unwrap()
}

#[tokio::test]
async fn a_video_that_ends_gives_its_place_back_and_its_use_is_written_once() {
    let memory = Arc::new(Memory::default());
    let tidy = tidy(&memory);
    let (first, second) = (record(1, "failed"), record(2, "running"));
    let reserve = |record: &VideoRecord| {
        let (limits, execution) = (tidy.limits.clone(), record.execution.clone());
        async move { limits.reserve(&ana(), execution, MicroUsd(1)).await }
    };
    memory.create(&VideoRecord { status: second.status, ..first.clone() }).await.unwrap();
    reserve(&first).await.unwrap();
    assert!(reserve(&second).await.is_err());
    for _ in 0..2 {
        tidy.ended(&first).await.unwrap();
    }
    reserve(&second).await.unwrap();
    let usage = usage_of(memory.as_ref(), &ana(), "1970-01").await.unwrap();
    assert_eq!((usage.executions, usage.succeeded), (1, 0));
}

#[tokio::test]
async fn a_deleted_video_leaves_nothing() {
    let memory = Arc::new(Memory::default());
    let gone = record(1, "deleting");
    memory.create(&gone).await.unwrap();
    let file = format!("videos/{}/video.mp4", gone.video_id);
    memory.put_bytes(&file, Bytes::from_static(b"film"), "video/mp4").await.unwrap();
    let event = json!({
        "event_id": Ulid::nil(), "video_id": gone.video_id, "execution": "e", "at": gone.created_at,
        "event": "status_changed", "status": "running",
    });
    memory.append(&serde_json::from_value(event).unwrap()).await.unwrap();
    for _ in 0..2 {
        tidy(&memory).erase(&gone).await.unwrap();
    }
    assert_eq!(memory.size(&file).await.unwrap(), None);
    assert!(EventLog::list(memory.as_ref(), gone.video_id).await.unwrap().is_empty());
    assert!(Videos::get(memory.as_ref(), &ana(), gone.video_id).await.is_err());
}
