use std::time::Duration;

use serde_json::{Map, Value, json};
use ulid::Ulid;

use super::*;
use crate::ErrorKind;
use crate::brief::Brief;
use crate::id::Owner;
use crate::lifecycle::Lifecycle;
use crate::ports::memory::Memory;
use crate::ports::{Documents as _, Expected, Objects as _};
use crate::submission::NewVideo;
use crate::video::VideoStatus;

fn desk(memory: &Memory) -> BatchDesk<'_> {
    let videos = Lifecycle {
        objects: memory,
        videos: memory,
        events: memory,
        executions: memory,
        clock: memory,
    };
    BatchDesk { documents: memory, counters: memory, batches: memory, videos }
}

fn batch() -> BatchId {
    BatchId(Ulid::from_parts(1_700_000_000_000, 1))
}

fn rows(count: usize) -> Vec<Map<String, Value>> {
    vec![json!({"title": "Tide pools"}).as_object().unwrap().clone(); count]
}

async fn created(memory: &Memory) -> BatchRecord {
    desk(memory).create(NewBatch::of_rows(&Owner::local(), batch(), rows(3))).await.unwrap()
}

fn brief(title: &str) -> Brief {
    let json = json!({"title": title, "description": "Life between tides.", "language": "en-US"});
    Brief::from_value(json).unwrap()
}

/// A batch of five rows in files of two, of which the second has its film and the fourth failed.
async fn begun(memory: &Memory) -> BatchRecord {
    let record = created(memory).await;
    let drafts: Vec<_> = (1..=5)
        .map(|n| ItemDraft {
            n,
            id: format!("row-{n}"),
            line: u64::from(n) + 1,
            brief: brief("Tide pools"),
            tags: Vec::new(),
        })
        .collect();
    for (chunk, drafts) in drafts.chunks(2).enumerate() {
        let lines: Vec<_> = drafts.iter().map(|d| serde_json::to_string(d).unwrap()).collect();
        let key = keys::items(batch(), u32::try_from(chunk).unwrap());
        memory.put_bytes(&key, lines.join("\n").into(), "application/jsonl").await.unwrap();
    }
    for (n, status) in [(2, ItemStatus::Succeeded), (4, ItemStatus::Failed)] {
        let draft = &drafts[usize::try_from(n - 1).unwrap()];
        let item = BatchItem { status, ..BatchItem::waiting(draft) };
        let document = crate::ports::Document {
            place: keys::item_place(batch(), n),
            version: 0,
            body: serde_json::to_value(item).unwrap(),
            listing: None,
            expires_at: None,
        };
        memory.write(&document, Expected::Absent).await.unwrap();
    }
    let counted = |record: &mut BatchRecord| {
        (record.items, record.chunk_size, record.status) = (5, 2, BatchStatus::Running);
        Ok(())
    };
    desk(memory).change(&record.owner, batch(), counted).await.unwrap()
}

#[tokio::test]
async fn a_batch_is_written_down_once_and_its_rows_lie_in_the_bucket() {
    let memory = Memory::default();
    let record = created(&memory).await;
    assert_eq!(record, created(&memory).await);
    assert!(record.source.rows.is_empty());
    assert_eq!(desk(&memory).source(batch()).await.unwrap().rows.len(), 3);
    let names: Vec<_> = memory.executions().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, [batch().to_string()]);
    let active = desk(&memory).active(10).await.unwrap();
    assert_eq!(active, [(Owner::local(), batch())]);
    let other = Owner::try_from("other".to_owned()).unwrap();
    let error = desk(&memory).find(&other, batch()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn batches_are_listed_the_newest_first() {
    let memory = Memory::default();
    let id = |time| BatchId(Ulid::from_parts(time, 1));
    for time in 1..=3 {
        let new = NewBatch::of_rows(&Owner::local(), id(time), rows(1));
        desk(&memory).create(new).await.unwrap();
    }
    let page = desk(&memory).list(&Owner::local(), None, 2).await.unwrap();
    let ids: Vec<_> = page.batches.iter().map(|record| record.batch_id).collect();
    assert_eq!((ids, page.next), (vec![id(3), id(2)], Some(id(2))));
    let rest = desk(&memory).list(&Owner::local(), page.next, 2).await.unwrap();
    assert_eq!((rest.batches[0].batch_id, rest.next), (id(1), None));
}

#[tokio::test]
async fn rows_are_shown_whether_begun_or_not() {
    let memory = Memory::default();
    let record = begun(&memory).await;
    let page = |status, after, limit| {
        let record = record.clone();
        let memory = &memory;
        async move {
            let query = ItemQuery { status, after, limit };
            let page = desk(memory).items(&record, &query).await.unwrap();
            (page.items.iter().map(|item| item.n).collect::<Vec<_>>(), page.next)
        }
    };
    assert_eq!(page(None, None, 3).await, (vec![1, 2, 3], Some(3)));
    assert_eq!(page(None, Some(3), 3).await, (vec![4, 5], None));
    assert_eq!(page(Some(ItemStatus::Waiting), None, 2).await, (vec![1, 3], Some(3)));
    assert_eq!(page(Some(ItemStatus::Waiting), Some(3), 2).await, (vec![5], None));
    assert_eq!(page(Some(ItemStatus::Failed), None, 10).await, (vec![4], None));
}

#[tokio::test]
async fn stopping_cancels_the_videos_under_way_and_may_be_repeated() {
    let memory = Memory::default();
    let record = begun(&memory).await;
    let desk = desk(&memory);
    let (owner, video) = (Owner::local(), video_of(batch(), 1));
    desk.videos.desk().accept(&NewVideo::new(&owner, video, &brief("One"))).await.unwrap();
    desk.tallies(batch()).begin(1).await.unwrap();
    // Its video is not written down yet.
    desk.tallies(batch()).begin(3).await.unwrap();
    for _ in 0..2 {
        let stopped = desk.stop(&record.owner, batch()).await.unwrap();
        assert_eq!(stopped.status, BatchStatus::Stopping);
        assert_eq!(stopped.failure.unwrap().name, "Oma.Cancelled");
    }
    let status = desk.videos.find(&owner, video).await.unwrap().status;
    assert_eq!(status, VideoStatus::Cancelled);
}

#[tokio::test]
async fn what_is_over_and_lacks_films_can_be_resumed() {
    use BatchStatus::{Checking, Failed, Finished, Refused, Running, Stopped, Stopping, Succeeded};
    let memory = Memory::default();
    let record = begun(&memory).await;
    let desk = desk(&memory);
    let stand = |status| {
        move |record: &mut BatchRecord| {
            record.status = status;
            Ok(())
        }
    };
    for status in [Checking, Running, Stopping, Succeeded, Refused] {
        desk.change(&record.owner, batch(), stand(status)).await.unwrap();
        let error = desk.resume(&record.owner, batch()).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Conflict, "{status}");
    }
    for (count, status) in [(2, Finished), (3, Stopped), (4, Failed)] {
        desk.change(&record.owner, batch(), stand(status)).await.unwrap();
        let resumed = desk.resume(&record.owner, batch()).await.unwrap();
        assert_eq!(resumed.execution, format!("{}-{count}", batch()));
        assert_eq!((resumed.status, resumed.items), (Checking, 5));
        assert!(memory.executions().iter().any(|(name, _)| *name == resumed.execution));
    }
}

#[tokio::test]
async fn films_are_packed_when_there_are_some_and_nothing_is_under_way() {
    let memory = Memory::default();
    let record = begun(&memory).await;
    let desk = desk(&memory);
    assert!(desk.archive(&record.owner, batch()).await.is_err(), "running");
    let over = |record: &mut BatchRecord| {
        record.status = BatchStatus::Finished;
        Ok(())
    };
    desk.change(&record.owner, batch(), over).await.unwrap();
    assert!(desk.archive(&record.owner, batch()).await.is_err(), "no film");
    desk.tallies(batch()).add(Tally::Succeeded, 1, None).await.unwrap();
    memory.pass(Duration::from_millis(5));
    let name = desk.archive(&record.owner, batch()).await.unwrap();
    assert_eq!(name, format!("{}-archive-5", batch()));
    assert_eq!(desk.archived(batch()).await.unwrap(), None);
}

#[tokio::test]
async fn counters_are_put_right_by_the_rows() {
    let memory = Memory::default();
    let tallies = Tallies { counters: &memory, batch: batch() };
    tallies.add(Tally::Failed, 3, None).await.unwrap();
    tallies.add(Tally::Spent, 50, None).await.unwrap();
    let counts = BatchCounts { succeeded: 2, failed: 1, ..BatchCounts::default() };
    tallies.put_right(&counts, crate::money::MicroUsd(20)).await.unwrap();
    assert_eq!(tallies.counts().await.unwrap(), counts);
    assert_eq!(tallies.count(Tally::Spent).await.unwrap(), 20);
}
