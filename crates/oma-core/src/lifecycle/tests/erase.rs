use bytes::Bytes;
use jiff::SignedDuration;

use super::*;
use crate::ports::ManageObjects;

fn eraser(memory: &Memory, grace: SignedDuration) -> Eraser<'_> {
    Eraser { videos: memory, events: memory, uses: memory, bucket: memory, clock: memory, grace }
}

async fn keys_of(memory: &Memory) -> Vec<String> {
    ManageObjects::list(memory, "").await.unwrap()
}

async fn put(memory: &Memory, key: &str) {
    memory.put_bytes(key, Bytes::from_static(b"x"), "").await.unwrap();
}

#[tokio::test]
async fn a_living_video_is_never_erased() {
    for status in ALL.into_iter().filter(|status| *status != VideoStatus::Deleting) {
        let memory = Memory::default();
        video(&memory, status).await;
        let outcome = eraser(&memory, SignedDuration::ZERO).erase(&owner(), id()).await;
        assert_eq!(outcome.unwrap_err().kind, ErrorKind::Conflict);
        assert_eq!(keys_of(&memory).await.len(), 1, "the brief is there");
    }
}

#[tokio::test]
async fn nothing_of_a_deleted_video_is_left() {
    let memory = Memory::default();
    video(&memory, VideoStatus::Running).await;
    over(&memory).cancel(&owner(), id()).await.unwrap();
    put(&memory, &keys::video_file(id(), "video.mp4")).await;
    put(&memory, &keys::video_file(id(), "revisions/1/brief.json")).await;
    put(&memory, "videos/01BX5ZZKBKACTAV9WEVGEMMVRZ/brief.json").await;
    over(&memory).delete(&owner(), id()).await.unwrap();
    let eraser = eraser(&memory, SignedDuration::ZERO);
    assert!(eraser.erase(&owner(), id()).await.unwrap());
    assert_eq!(keys_of(&memory).await, ["videos/01BX5ZZKBKACTAV9WEVGEMMVRZ/brief.json"]);
    assert_eq!(EventLog::list(&memory, id()).await.unwrap(), []);
    assert_eq!(Videos::get(&memory, &owner(), id()).await.unwrap_err().kind, ErrorKind::NotFound);
    assert!(eraser.erase(&owner(), id()).await.unwrap(), "again is no error");
}

#[tokio::test]
async fn what_comes_late_is_taken_by_the_next_round() {
    let memory = Memory::default();
    video(&memory, VideoStatus::Running).await;
    over(&memory).delete(&owner(), id()).await.unwrap();
    let patient = eraser(&memory, Eraser::LAMBDA_GRACE);
    assert!(!patient.erase(&owner(), id()).await.unwrap());
    assert_eq!(keys_of(&memory).await, Vec::<String>::new());
    put(&memory, &keys::video_file(id(), "video.mp4")).await;
    assert_eq!(over(&memory).find(&owner(), id()).await.unwrap_err(), absent());
    // Memory's clock stands still, so the end of the grace is shown by another grace.
    assert!(eraser(&memory, SignedDuration::ZERO).erase(&owner(), id()).await.unwrap());
    assert_eq!(keys_of(&memory).await, Vec::<String>::new());
}
