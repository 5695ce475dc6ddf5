use oma_core::batch::{BatchStatus, ItemStatus, Summary, Tally};

use super::*;

#[tokio::test]
async fn a_batch_ends_with_its_table_and_its_summary() {
    let mut all = rows(4);
    all[2].insert("title".to_owned(), json!("=HYPERLINK(\"http://x\")"));
    let world = World::prepared(all, BatchOptions::default()).await;
    for n in 1..=3 {
        world.make(n, VideoStatus::Succeeded).await;
    }
    world.make(4, VideoStatus::Failed).await;
    world.memory.pass(std::time::Duration::from_secs(90));
    assert_eq!(world.conclude().await, "finished");
    let summary: Summary = serde_json::from_value(world.json(keys::SUMMARY).await).unwrap();
    assert_eq!((summary.counts.succeeded, summary.counts.failed, summary.waiting), (3, 1, 0));
    assert_eq!((summary.counts.cost_micro_usd.0, summary.counts.saved_micro_usd.0), (40, 28));
    assert_eq!((summary.counts.steps, summary.counts.steps_found), (8, 4));
    assert_eq!(summary.failures, [("Oma.ProviderRefused".to_owned(), 1)].into());
    assert_eq!(summary.wall_ms, 90_000);
    let table = world.text(keys::RESULTS).await;
    let lines: Vec<_> = table.lines().collect();
    assert_eq!(lines.len(), 5);
    assert!(lines[1].contains("succeeded") && lines[4].contains("Oma.ProviderRefused"), "{table}");
    assert!(!table.contains(",=HYPERLINK") && !table.contains("\"=HYPERLINK"), "{table}");
    let record = world.record().await;
    assert_eq!((record.status, record.ended_at), (BatchStatus::Finished, Some(summary.ended_at)));
    // Again it changes nothing.
    world.memory.pass(std::time::Duration::from_secs(90));
    assert_eq!(world.conclude().await, "finished");
    assert_eq!(world.json(keys::SUMMARY).await["wall_ms"], 90_000);
}

#[tokio::test]
async fn with_all_films_a_batch_succeeds() {
    let world = World::prepared(rows(2), BatchOptions::default()).await;
    world.make(1, VideoStatus::Succeeded).await;
    world.make(2, VideoStatus::Succeeded).await;
    assert_eq!(world.conclude().await, "succeeded");
    assert!(world.record().await.failure.is_none());
}

#[tokio::test]
async fn a_row_whose_child_execution_died_is_closed_by_its_video() {
    let mut world = World::prepared(rows(4), BatchOptions::default()).await;
    world.make(1, VideoStatus::Succeeded).await;
    for n in [2, 3] {
        world.open(n).await.unwrap();
    }
    world.video_ends(2, VideoStatus::Succeeded, 5).await;
    // The third is said to be made; the fourth was never begun.
    assert_eq!(world.conclude().await, "failed");
    assert_eq!(world.item(2).await.status, ItemStatus::Succeeded);
    let lost = world.item(3).await;
    assert_eq!(lost.failure.unwrap().name, "Oma.Interrupted");
    assert_eq!(world.video(3).await.status, VideoStatus::Failed);
    let summary = world.json(keys::SUMMARY).await;
    assert_eq!((&summary["running"], &summary["waiting"]), (&json!(0), &json!(1)));
    assert_eq!(world.desk().counts(batch()).await.unwrap().running, 0);
    let prepared = world.resume().await;
    let chunks = world.chunks(&prepared).await;
    assert_eq!(chunks, json!([{"first": 3, "last": 3}, {"first": 4, "last": 4}]));
}

#[tokio::test]
async fn what_the_state_machine_caught_is_why_the_batch_failed() {
    let world = World::prepared(rows(2), BatchOptions::default()).await;
    let error =
        json!({"Error": "States.ItemReaderFailed", "Cause": "No.", "State": "Make the rows"});
    let answer: Value = world.ask(json!({"action": "conclude", "error": error})).await.unwrap();
    assert_eq!(answer["status"], "failed");
    let failure = world.record().await.failure.unwrap();
    assert_eq!((failure.step.as_str(), failure.name.as_str()), ("Make the rows", "Oma.Internal"));
    assert!(failure.message.contains("States.ItemReaderFailed"));
}

#[tokio::test]
async fn counters_that_a_death_left_behind_are_put_right() {
    let world = World::prepared(rows(2), BatchOptions::default()).await;
    world.make(1, VideoStatus::Succeeded).await;
    world.make(2, VideoStatus::Succeeded).await;
    for (tally, by) in [(Tally::Succeeded, -1), (Tally::Spent, 500), (Tally::Cost, -3)] {
        world.desk().tallies(batch()).add(tally, by, None).await.unwrap();
    }
    assert_eq!(world.conclude().await, "succeeded");
    let counts = world.desk().counts(batch()).await.unwrap();
    assert_eq!((counts.succeeded, counts.cost_micro_usd.0, world.spent().await), (2, 20, 0));
}

#[tokio::test]
async fn an_execution_that_is_not_the_batchs_latest_changes_nothing() {
    let mut world = World::prepared(rows(2), BatchOptions::default()).await;
    world.make(1, VideoStatus::Succeeded).await;
    world.make(2, VideoStatus::Failed).await;
    world.conclude().await;
    let old = world.execution.clone();
    world.resume().await;
    let new = std::mem::replace(&mut world.execution, old);
    assert!(!world.prepare().await.unwrap().go);
    assert_eq!(world.open(2).await.unwrap(), crate::open::skip());
    assert_eq!(world.conclude().await, "running");
    world.execution = new;
    assert_eq!(world.record().await.status, BatchStatus::Running);
}
