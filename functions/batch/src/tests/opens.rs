use std::sync::Arc;

use futures::future::join_all;
use oma_core::batch::{BatchOptions, BatchStatus, ItemStatus, video_of};
use oma_core::contract::Decision;
use oma_core::lifecycle::next_execution;
use oma_core::video::VideoStatus;

use super::*;

#[tokio::test]
async fn a_row_begins_once_and_every_answer_is_the_same() {
    let world = World::prepared(rows(3), BatchOptions::default()).await;
    let first = world.open(2).await.unwrap();
    assert_eq!(first.decision, Decision::Make);
    assert_eq!(first.video_id, video_of(batch(), 2).to_string());
    assert_eq!(first.execution, first.video_id);
    assert_eq!(world.open(2).await.unwrap(), first);
    assert_eq!(world.item(2).await.status, ItemStatus::Running);
    assert_eq!(world.video(2).await.status, VideoStatus::Running);
    assert_eq!(world.desk().counts(batch()).await.unwrap().running, 1);
    assert_eq!((world.places_taken().await, world.begun_today().await), (1, 1));
    // Starting is the state machine's.
    assert!(!world.memory.executions().iter().any(|(name, _)| *name == first.execution));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_that_open_one_row_begin_it_once() {
    let options = BatchOptions { budget_usd: Some(1.0), ..BatchOptions::default() };
    let world = Arc::new(World::prepared(dear_rows(&[1000]), options).await);
    let opens = (0..50).map(|_| {
        let world = world.clone();
        tokio::spawn(async move { world.open(1).await })
    });
    // Who finds too many others at it says so, and is asked again by the state machine.
    for opened in join_all(opens).await {
        match opened.unwrap() {
            Ok(opened) => assert_eq!(opened.decision, Decision::Make),
            Err(error) => assert_eq!(error.kind, oma_core::ErrorKind::Conflict),
        }
    }
    assert_eq!((world.places_taken().await, world.begun_today().await), (1, 1));
    assert_eq!((world.spent().await, world.item(1).await.reserved_micro_usd.0), (2000, 2000));
    assert_eq!(world.desk().counts(batch()).await.unwrap().running, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_rows_begin_at_once_and_end_at_once() {
    let world = Arc::new(World::prepared(rows(50), BatchOptions::default()).await);
    let each = |close: bool| {
        let tasks = (1..=50).map(|n| {
            let world = world.clone();
            tokio::spawn(async move {
                if close {
                    assert!(world.close(n).await.unwrap().done);
                } else {
                    assert_eq!(world.open(n).await.unwrap().decision, Decision::Make);
                }
            })
        });
        join_all(tasks.collect::<Vec<_>>())
    };
    each(false).await.into_iter().for_each(|task| task.unwrap());
    assert_eq!(world.desk().counts(batch()).await.unwrap().running, 50);
    for n in 1..=50 {
        let status = if n % 10 == 0 { VideoStatus::Failed } else { VideoStatus::Succeeded };
        world.video_ends(n, status, 3).await;
    }
    each(true).await.into_iter().for_each(|task| task.unwrap());
    let counts = world.desk().counts(batch()).await.unwrap();
    assert_eq!((counts.running, counts.succeeded, counts.failed), (0, 45, 5));
    assert_eq!((counts.cost_micro_usd.0, counts.saved_micro_usd.0), (150, 350));
    assert_eq!((counts.steps, counts.steps_found), (100, 50));
    assert_eq!(world.places_taken().await, 0);
}

#[tokio::test]
async fn a_row_that_no_film_says_fails_by_name_and_nothing_else_does() {
    let mut all = rows(3);
    all[1].insert("cta".to_owned(), json!("Buy cocaine online"));
    let world = World::prepared(all, BatchOptions::default()).await;
    for (n, decision) in [(1, Decision::Make), (2, Decision::Skip), (3, Decision::Make)] {
        assert_eq!(world.open(n).await.unwrap().decision, decision);
    }
    let failed = world.item(2).await;
    assert_eq!(failed.failure.unwrap().name, "Oma.ContentRejected");
    assert_eq!(world.open(2).await.unwrap().decision, Decision::Skip);
    let counts = world.desk().counts(batch()).await.unwrap();
    assert_eq!((counts.running, counts.failed), (2, 1));
    assert_eq!((world.places_taken().await, world.begun_today().await), (2, 2));
}

#[tokio::test]
async fn a_row_waits_for_a_place_and_fails_by_name_when_the_day_is_full() {
    let mut world = World::prepared(rows(4), BatchOptions::default()).await;
    world.function.services.settings.figures.videos_at_once = 1;
    world.open(1).await.unwrap();
    let waits = world.open(2).await.unwrap();
    assert_eq!((waits.decision, waits.wait_s > 0), (Decision::Wait, true));
    assert!(world.desk().item(batch(), 2).await.unwrap().is_none());
    world.video_ends(1, VideoStatus::Succeeded, 1).await;
    world.close(1).await.unwrap();
    assert_eq!(world.open(2).await.unwrap().decision, Decision::Make);
    world.function.services.settings.figures.videos_at_once = 9;
    world.function.services.settings.figures.videos_per_day = 2;
    assert_eq!(world.open(3).await.unwrap().decision, Decision::Skip);
    assert_eq!(world.item(3).await.failure.unwrap().name, "Oma.QuotaExceeded");
}

#[tokio::test]
async fn when_too_many_have_failed_no_further_row_begins() {
    let options = BatchOptions { tolerated_failure_percent: 25, ..BatchOptions::default() };
    let mut world = World::prepared(rows(8), options).await;
    world.make(1, VideoStatus::Failed).await;
    world.make(2, VideoStatus::Failed).await;
    assert_eq!(world.open(3).await.unwrap().decision, Decision::Make, "25 % are tolerated");
    world.make(4, VideoStatus::Failed).await;
    assert_eq!(world.open(5).await.unwrap().decision, Decision::Skip);
    assert_eq!(world.item(5).await.status, ItemStatus::Skipped);
    let record = world.record().await;
    assert_eq!(record.status, BatchStatus::Stopping);
    assert!(record.failure.unwrap().message.contains("3 of 8"));
    // Those under way end.
    world.video_ends(3, VideoStatus::Succeeded, 1).await;
    assert!(world.close(3).await.unwrap().done);
    assert_eq!(world.conclude().await, "stopped");
    // A resumed batch counts its failures anew.
    assert!(world.resume().await.go);
    assert_eq!(world.open(1).await.unwrap().decision, Decision::Make);
    assert_eq!(world.open(5).await.unwrap().decision, Decision::Make);
    assert_eq!(world.open(3).await.unwrap().decision, Decision::Skip, "it has its film");
}

#[tokio::test]
async fn a_row_that_failed_is_made_again_by_its_next_execution() {
    let options = BatchOptions { budget_usd: Some(1.0), ..BatchOptions::default() };
    let mut world = World::prepared(dear_rows(&[1000, 1000]), options).await;
    for n in [1, 2] {
        world.open(n).await.unwrap();
        world.video_ends(n, VideoStatus::Failed, 300).await;
        world.close(n).await.unwrap();
    }
    assert_eq!((world.conclude().await.as_str(), world.spent().await), ("finished", 600));
    assert!(world.resume().await.go);
    let again = world.open(1).await.unwrap();
    assert_eq!(again.decision, Decision::Make);
    assert_eq!(again.execution, next_execution(&video_of(batch(), 1).to_string()));
    assert_eq!(world.open(1).await.unwrap(), again);
    assert_eq!(world.video(1).await.execution, again.execution);
    // What it was charged before, and twice its estimate.
    assert_eq!(world.brief(1).await.budget_usd.unwrap().0.0, 2300);
    assert_eq!(world.spent().await, 2600);
    let counts = world.desk().counts(batch()).await.unwrap();
    assert_eq!((counts.running, counts.failed), (1, 1));
    world.video_ends(1, VideoStatus::Succeeded, 200).await;
    world.close(1).await.unwrap();
    assert_eq!(world.item(1).await.cost_micro_usd.0, 500);
    assert_eq!(world.spent().await, 800);
}

#[tokio::test]
async fn a_batch_that_its_owner_stops_begins_nothing_and_cancels_what_is_under_way() {
    let mut world = World::prepared(rows(3), BatchOptions::default()).await;
    world.open(1).await.unwrap();
    world.desk().stop(&owner(), batch()).await.unwrap();
    assert_eq!(world.video(1).await.status, VideoStatus::Cancelled);
    assert_eq!(world.open(2).await.unwrap().decision, Decision::Skip);
    assert!(world.close(1).await.unwrap().done);
    for n in [1, 2] {
        assert_eq!(world.item(n).await.status, ItemStatus::Skipped);
    }
    assert_eq!(world.conclude().await, "stopped");
    assert!(world.resume().await.go);
    let again = world.open(1).await.unwrap();
    assert_eq!(again.execution, format!("{}-2", video_of(batch(), 1)));
    assert_eq!(world.open(2).await.unwrap().decision, Decision::Make);
}

#[tokio::test]
async fn a_row_that_begins_while_its_batch_is_stopped_cancels_its_own_video() {
    let world = World::prepared(rows(1), BatchOptions::default()).await;
    // It dies when its video is there and before it asked how the batch stands.
    let mut writes = 0;
    loop {
        world.shaky.dies_after(writes);
        let opened = world.open(1).await;
        world.shaky.lives();
        if world.memory.get(&owner(), video_of(batch(), 1)).await.is_ok() {
            assert!(opened.is_ok());
            break;
        }
        assert!(opened.is_err());
        writes += 1;
    }
    world.desk().tallies(batch()).end(1).await.unwrap();
    world.desk().stop(&owner(), batch()).await.unwrap();
    assert_eq!(world.video(1).await.status, VideoStatus::Running, "nobody knew of it");
    assert_eq!(world.open(1).await.unwrap().decision, Decision::Skip);
    assert_eq!(world.video(1).await.status, VideoStatus::Cancelled);
    assert_eq!(world.item(1).await.status, ItemStatus::Skipped);
}
