use std::sync::Mutex;

use notifier_function::ChangeKind;
use oma_core::ErrorKind;
use oma_core::event::{EventKind, VideoEvent};
use oma_core::id::VideoId;
use oma_core::ports::EventLog;
use oma_core::video::VideoStatus;
use ulid::Ulid;

use super::*;
use crate::embedded::Embedded;

#[derive(Default)]
struct Told {
    sorts: Mutex<Vec<String>>,
    fails_at: Option<usize>,
}

#[async_trait]
impl OnChange for Told {
    async fn on_change(&self, change: &Change) -> Result<()> {
        let mut sorts = self.sorts.lock().unwrap();
        sorts.push(change.sort.clone());
        assert_eq!(change.kind, ChangeKind::Insert);
        assert_eq!(change.new.as_ref().unwrap()["sk"], change.sort.as_str());
        if self.fails_at == Some(sorts.len()) {
            return Err(Error::new(ErrorKind::StorageUnavailable, "once"));
        }
        Ok(())
    }

    async fn sweep(&self, _now: Timestamp) -> Result<()> {
        Ok(())
    }
}

async fn append(embedded: &Embedded, n: u64) {
    let event = VideoEvent {
        owner: None,
        event_id: Ulid::from_parts(n, 0),
        video_id: VideoId(Ulid::from_parts(1, 1)),
        execution: "e".to_owned(),
        at: Timestamp::UNIX_EPOCH,
        kind: EventKind::StatusChanged { status: VideoStatus::Running },
    };
    embedded.storage().table.append(&event).await.unwrap();
}

#[tokio::test]
async fn each_change_is_told_also_over_a_restart_and_one_that_fails_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(POSITION_FILE);
    let told = Told { fails_at: Some(2), ..Told::default() };
    {
        let embedded = Embedded::start(folder.path()).await.unwrap();
        let stream = embedded.stream().unwrap();
        let mut position = read(&path).unwrap();
        assert!(!step(&stream, &mut position, &path, &told).await.unwrap());
        for n in 0..3 {
            append(&embedded, n).await;
        }
        assert!(step(&stream, &mut position, &path, &told).await.unwrap());
        assert!(!step(&stream, &mut position, &path, &told).await.unwrap());
        append(&embedded, 3).await;
    }
    let embedded = Embedded::start(folder.path()).await.unwrap();
    let stream = embedded.stream().unwrap();
    let mut position = read(&path).unwrap();
    append(&embedded, 4).await;
    assert!(step(&stream, &mut position, &path, &told).await.unwrap());
    let event = |n: u64| format!("EVENT#{}", Ulid::from_parts(n, 0));
    let expected = [event(0), event(1), event(2), event(1), event(3), event(4)];
    assert_eq!(*told.sorts.lock().unwrap(), expected, "the one that failed came twice");
}
