use bytes::Bytes;
use jiff::SignedDuration;

use super::*;
use crate::contract::Job;
use crate::ports::{
    ArtifactIndex as _, Document, Documents, Expected, ManageObjects, Partition, Place,
};
use crate::step::{Step, StepKey};

fn eraser(memory: &Memory, grace: SignedDuration) -> Eraser<'_> {
    Eraser {
        videos: memory,
        events: memory,
        uses: memory,
        documents: memory,
        bucket: memory,
        clock: memory,
        grace,
    }
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

#[tokio::test]
async fn an_artifact_that_another_video_uses_stays() {
    let memory = Memory::default();
    let record = video(&memory, VideoStatus::Running).await;
    let other = VideoId(Ulid::from_parts(1_700_000_000_000, 8));
    let twin =
        over(&memory).desk().accept(&NewVideo::new(&owner(), other, &brief())).await.unwrap();
    let job = |record: &VideoRecord| Job {
        owner: owner(),
        video_id: record.video_id,
        execution: record.execution.clone(),
    };
    let key = |name| {
        let step = Step { name, version: 1, provider: "x", model: "x", item: None };
        StepKey::new(&step, &()).unwrap()
    };
    for (artifact, jobs) in
        [("shared", vec![job(&record), job(&twin)]), ("own", vec![job(&record)])]
    {
        put(&memory, &keys::artifact_file(&owner(), &key(artifact), "a.json")).await;
        for job in jobs {
            memory.claim(&job, &key(artifact)).await.unwrap();
        }
    }
    over(&memory).delete(&owner(), id()).await.unwrap();
    assert!(eraser(&memory, SignedDuration::ZERO).erase(&owner(), id()).await.unwrap());
    let shared = keys::artifact_file(&owner(), &key("shared"), "a.json");
    let brief = keys::video_file(other, "brief.json");
    assert_eq!(keys_of(&memory).await, [shared, brief]);
}

/// A bucket at each of whose deletions somebody else erases the same video.
struct Meanwhile<'a> {
    memory: &'a Memory,
    outcomes: Mutex<Vec<bool>>,
}

#[async_trait]
impl ManageObjects for Meanwhile<'_> {
    async fn delete(&self, key: &str) -> Result<()> {
        let before = keys_of(self.memory).await;
        let other = eraser(self.memory, SignedDuration::ZERO).erase(&owner(), id()).await?;
        assert_eq!(keys_of(self.memory).await, before, "the other deletes nothing");
        self.outcomes.lock().unwrap_or_else(PoisonError::into_inner).push(other);
        self.memory.delete(key).await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>> {
        ManageObjects::list(self.memory, prefix).await
    }
}

#[tokio::test]
async fn two_erasures_at_once_are_one() {
    let memory = Memory::default();
    video(&memory, VideoStatus::Running).await;
    put(&memory, &keys::video_file(id(), "video.mp4")).await;
    over(&memory).delete(&owner(), id()).await.unwrap();
    let bucket = Meanwhile { memory: &memory, outcomes: Mutex::default() };
    let first = Eraser { bucket: &bucket, ..eraser(&memory, SignedDuration::ZERO) };
    assert!(first.erase(&owner(), id()).await.unwrap());
    assert_eq!(*bucket.outcomes.lock().unwrap(), [false, false]);
    assert_eq!(keys_of(&memory).await, Vec::<String>::new());
}

#[tokio::test]
async fn the_lease_of_one_that_died_ends() {
    let memory = Memory::default();
    video(&memory, VideoStatus::Running).await;
    over(&memory).delete(&owner(), id()).await.unwrap();
    let place = Place { partition: Partition::Video(id()), sort: "ERASURE".to_owned() };
    let now = memory.now();
    for (expires_at, erased) in
        [(now + SignedDuration::from_mins(1), false), (now - SignedDuration::from_mins(1), true)]
    {
        let lease = Document {
            place: place.clone(),
            version: 1,
            body: json!({}),
            listing: None,
            expires_at: Some(expires_at),
        };
        memory.write(&lease, Expected::Any).await.unwrap();
        let outcome = eraser(&memory, SignedDuration::ZERO).erase(&owner(), id()).await;
        assert_eq!(outcome.unwrap(), erased);
    }
    assert_eq!(memory.read(&place).await.unwrap(), None, "the lease is given back");
}
