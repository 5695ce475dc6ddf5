use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Map;

use super::*;
use crate::batch::{BatchDesk, BatchId, BatchOptions, BatchStatus, Source};
use crate::id::Owner;
use crate::lifecycle::Lifecycle;
use crate::ports::memory::Memory;
use crate::{ErrorKind, Result};

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);
const ID: &str = "01K9ZZZZZZZZZZZZZZZZZZZZZZ";

fn desk(memory: &Memory) -> ScheduleDesk<'_> {
    let videos = Lifecycle {
        objects: memory,
        videos: memory,
        events: memory,
        executions: memory,
        clock: memory,
    };
    let batches = BatchDesk { documents: memory, counters: memory, batches: memory, videos };
    ScheduleDesk { batches, timers: memory }
}

fn hourly(overlap: Overlap) -> NewSchedule {
    NewSchedule {
        owner: Owner::local(),
        schedule_id: ID.to_owned(),
        name: "Mondays".to_owned(),
        expression: "rate(1 hour)".to_owned(),
        time_zone: "UTC".to_owned(),
        overlap,
        enabled: true,
        starts_at: None,
        ends_at: None,
        source: Source { rows: vec![Map::new()], ..Source::default() },
        options: BatchOptions::default(),
    }
}

/// The `n`th hour of the memory's clock.
fn hour(n: i64) -> Timestamp {
    Timestamp::from_second(n * 3600).unwrap()
}

fn started(run: Option<ScheduleRun>) -> BatchId {
    match run.unwrap().outcome {
        RunOutcome::Started { batch_id } => batch_id,
        other => panic!("{other:?}"),
    }
}

/// As the batch workflow does when it ends.
async fn end_batch(desk: &ScheduleDesk<'_>, batch: BatchId) -> Result<()> {
    let end = |record: &mut crate::batch::BatchRecord| {
        record.status = BatchStatus::Succeeded;
        Ok(())
    };
    let record = desk.batches.change(&Owner::local(), batch, end).await?;
    desk.after_batch(&record).await
}

async fn outcomes(desk: &ScheduleDesk<'_>) -> Vec<(i64, RunOutcome)> {
    let page = desk.runs(&Owner::local(), ID, None, 100).await.unwrap();
    let hours = |run: ScheduleRun| (run.planned_at.as_second() / 3600, run.outcome);
    page.runs.into_iter().map(hours).collect()
}

#[tokio::test]
async fn a_run_is_one_batch_however_often_its_timer_fires() {
    let memory = Arc::new(Memory::default());
    let (desk, owner) = (desk(&memory), Owner::local());
    let record = desk.create(hourly(Overlap::Skip)).await.unwrap();
    assert_eq!(record.next_at, Some(hour(1)));
    assert_eq!(memory.timers()[0].starts_at, Some(hour(1)));
    assert!(record.source.rows.is_empty());
    memory.pass(HOUR);
    let batch = started(desk.fire(&owner, ID, Some(hour(1))).await.unwrap());
    assert_eq!(started(desk.fire(&owner, ID, Some(hour(1))).await.unwrap()), batch);
    assert_eq!(memory.executions().len(), 1);
    let made = desk.batches.find(&owner, batch).await.unwrap();
    assert_eq!(
        (made.name.as_str(), made.schedule_id.as_deref()),
        ("Mondays 1970-01-01 01:00", Some(ID))
    );
    assert_eq!(desk.batches.source(batch).await.unwrap().rows.len(), 1);
    let record = desk.find(&owner, ID).await.unwrap();
    assert_eq!((record.next_at, record.latest), (Some(hour(2)), Some(batch)));
    // The same schedule again is the one that is there.
    assert_eq!(desk.create(hourly(Overlap::Queue)).await.unwrap(), record);
}

#[tokio::test]
async fn a_timer_that_does_not_say_its_time_fires_for_the_last_one() {
    let memory = Arc::new(Memory::default());
    let (desk, owner) = (desk(&memory), Owner::local());
    desk.create(hourly(Overlap::Skip)).await.unwrap();
    memory.pass(MINUTE * 59);
    assert_eq!(desk.fire(&owner, ID, None).await.unwrap(), None);
    memory.pass(MINUTE * 3);
    let run = desk.fire(&owner, ID, None).await.unwrap().unwrap();
    assert_eq!(run.planned_at, hour(1));
    assert_eq!(run.fired_at, Some(hour(1) + MINUTE * 2));
    assert_eq!(desk.fire(&owner, "01K9YYYYYYYYYYYYYYYYYYYYYY", None).await.unwrap(), None);
}

#[tokio::test]
async fn a_run_that_crashed_before_its_batch_was_made_is_gone_on_with() {
    let memory = Arc::new(Memory::default());
    let (desk, owner) = (desk(&memory), Owner::local());
    desk.create(hourly(Overlap::Skip)).await.unwrap();
    memory.pass(HOUR);
    let outcome = RunOutcome::Started { batch_id: batch_of(ID, hour(1)) };
    let run = ScheduleRun { planned_at: hour(1), fired_at: Some(hour(1)), by_hand: false, outcome };
    desk.ledger().write_new(&owner, ID, &run).await.unwrap();
    let batch = started(desk.fire(&owner, ID, Some(hour(1))).await.unwrap());
    assert!(desk.batches.find(&owner, batch).await.is_ok());
}

#[tokio::test]
async fn a_run_that_falls_into_the_one_before_is_skipped() {
    let memory = Arc::new(Memory::default());
    let (desk, owner) = (desk(&memory), Owner::local());
    desk.create(hourly(Overlap::Skip)).await.unwrap();
    memory.pass(HOUR);
    let first = started(desk.fire(&owner, ID, None).await.unwrap());
    memory.pass(HOUR);
    let second = desk.fire(&owner, ID, None).await.unwrap().unwrap();
    assert_eq!(second.outcome, RunOutcome::Skipped);
    // Told again, it stays skipped, even when the one before is over.
    end_batch(&desk, first).await.unwrap();
    let again = desk.fire(&owner, ID, Some(hour(2))).await.unwrap().unwrap();
    assert_eq!(again.outcome, RunOutcome::Skipped);
    memory.pass(HOUR);
    started(desk.fire(&owner, ID, None).await.unwrap());
    assert_eq!(memory.executions().len(), 2);
}

#[tokio::test]
async fn a_run_that_waits_begins_when_the_one_before_is_over() {
    let memory = Arc::new(Memory::default());
    let (desk, owner) = (desk(&memory), Owner::local());
    desk.create(hourly(Overlap::Queue)).await.unwrap();
    memory.pass(HOUR);
    let first = started(desk.fire(&owner, ID, None).await.unwrap());
    for _ in 0..2 {
        memory.pass(HOUR);
        let run = desk.fire(&owner, ID, None).await.unwrap().unwrap();
        assert_eq!(run.outcome, RunOutcome::Queued);
    }
    desk.fire(&owner, ID, Some(hour(3))).await.unwrap();
    assert_eq!(desk.find(&owner, ID).await.unwrap().queued, [hour(2), hour(3)]);
    end_batch(&desk, first).await.unwrap();
    end_batch(&desk, first).await.unwrap();
    let record = desk.find(&owner, ID).await.unwrap();
    assert_eq!(
        (record.latest, record.queued.as_slice()),
        (Some(batch_of(ID, hour(2))), &[hour(3)][..])
    );
    end_batch(&desk, batch_of(ID, hour(2))).await.unwrap();
    assert_eq!(memory.executions().len(), 3);
    let all = outcomes(&desk).await;
    assert!(
        all.iter().all(|(_, outcome)| matches!(outcome, RunOutcome::Started { .. })),
        "{all:?}"
    );
}

#[tokio::test]
async fn a_queue_has_an_end_and_a_pause_empties_it() {
    let memory = Arc::new(Memory::default());
    let (desk, owner) = (desk(&memory), Owner::local());
    desk.create(hourly(Overlap::Queue)).await.unwrap();
    for _ in 0..MAX_QUEUED + 2 {
        memory.pass(HOUR);
        desk.fire(&owner, ID, None).await.unwrap();
    }
    assert_eq!(outcomes(&desk).await[0].1, RunOutcome::Skipped);
    let paused = desk.update(&owner, ID, |record| record.enabled = false).await.unwrap();
    assert_eq!((paused.next_at, paused.queued.len()), (None, 0));
    assert!(!memory.timers()[0].enabled);
    let skipped = |run: &(i64, RunOutcome)| run.1 == RunOutcome::Skipped;
    assert_eq!(outcomes(&desk).await.iter().filter(|run| skipped(run)).count(), MAX_QUEUED + 1);
    memory.pass(HOUR);
    assert_eq!(desk.fire(&owner, ID, None).await.unwrap(), None);
}

#[tokio::test]
async fn what_nothing_started_is_reported_and_not_made_late() {
    let memory = Arc::new(Memory::default());
    let (desk, owner) = (desk(&memory), Owner::local());
    desk.create(hourly(Overlap::Skip)).await.unwrap();
    memory.pass(HOUR);
    let first = started(desk.fire(&owner, ID, None).await.unwrap());
    end_batch(&desk, first).await.unwrap();
    memory.pass(HOUR * 3 + MINUTE * 5);
    // The fourth hour may still be started; two and three are missed.
    desk.find(&owner, ID).await.unwrap();
    let missed: Vec<_> = outcomes(&desk).await.into_iter().take(2).collect();
    assert_eq!(missed, [(3, RunOutcome::Missed), (2, RunOutcome::Missed)]);
    started(desk.fire(&owner, ID, None).await.unwrap());
    let late = desk.fire(&owner, ID, Some(hour(2))).await.unwrap().unwrap();
    assert_eq!(late.outcome, RunOutcome::Missed);
    assert_eq!(memory.executions().len(), 2);
}

#[tokio::test]
async fn a_sweep_reports_for_those_whom_nobody_looks_at_and_not_for_a_pause() {
    let memory = Arc::new(Memory::default());
    let (desk, owner) = (desk(&memory), Owner::local());
    desk.create(hourly(Overlap::Skip)).await.unwrap();
    memory.pass(HOUR * 200);
    let now = hour(200);
    assert_eq!(desk.ledger().due(now, 10).await.unwrap(), [(owner.clone(), ID.to_owned())]);
    desk.ledger().sweep(now, 10).await.unwrap();
    let all = outcomes(&desk).await;
    // The latest hundred until ten minutes ago, so not the run of this moment.
    assert_eq!((all.len(), all[0].0, all[99].0), (100, 199, 100));
    assert_eq!(desk.find(&owner, ID).await.unwrap().next_at, Some(hour(200)));
    desk.update(&owner, ID, |record| record.enabled = false).await.unwrap();
    memory.pass(HOUR * 5);
    let on = desk.update(&owner, ID, |record| record.enabled = true).await.unwrap();
    assert_eq!((on.since, on.next_at), (hour(205), Some(hour(206))));
    assert_eq!(outcomes(&desk).await.len(), 100);
}

#[tokio::test]
async fn a_run_by_hand_keeps_the_times_as_they_are() {
    let memory = Arc::new(Memory::default());
    let (desk, owner) = (desk(&memory), Owner::local());
    desk.create(hourly(Overlap::Skip)).await.unwrap();
    memory.pass(MINUTE);
    let run = desk.run_now(&owner, ID, Timestamp::from_second(60).unwrap()).await.unwrap();
    assert!(run.by_hand);
    started(Some(run));
    assert_eq!(desk.find(&owner, ID).await.unwrap().next_at, Some(hour(1)));
}

#[tokio::test]
async fn a_schedule_that_is_gone_fires_nothing_and_another_owner_sees_none() {
    let memory = Arc::new(Memory::default());
    let (desk, owner) = (desk(&memory), Owner::local());
    desk.create(hourly(Overlap::Skip)).await.unwrap();
    let other = Owner::try_from("other".to_owned()).unwrap();
    for result in [
        desk.find(&other, ID).await.err(),
        desk.remove(&other, ID).await.err(),
        desk.update(&other, ID, |_| {}).await.err(),
        desk.run_now(&other, ID, hour(0)).await.err(),
    ] {
        assert_eq!(result.unwrap().kind, ErrorKind::NotFound);
    }
    assert_eq!(desk.list(&owner, None, 10).await.unwrap().schedules.len(), 1);
    desk.remove(&owner, ID).await.unwrap();
    assert!(memory.timers().is_empty());
    memory.pass(HOUR);
    assert_eq!(desk.fire(&owner, ID, Some(hour(1))).await.unwrap(), None);
}

#[test]
fn a_timetable_keeps_its_bounds() {
    let table = |expression, starts, ends| {
        let at = |n: Option<i64>| n.map(hour);
        Timetable::new(expression, "UTC", at(starts), at(ends), hour(0)).unwrap()
    };
    let rate = table("rate(2 hours)", Some(3), Some(8));
    assert_eq!(rate.coming(hour(0), 5), [hour(3), hour(5), hour(7)]);
    assert_eq!(rate.latest_until(hour(100)), Some(hour(7)));
    assert_eq!(rate.latest_until(hour(2)), None);
    let cron = table("cron(0 0/4 * * ? *)", Some(4), None);
    assert_eq!(cron.coming(hour(0), 2), [hour(4), hour(8)]);
    assert_eq!(cron.latest_until(hour(3)), None);
    assert!(table("at(1970-01-01T05:00:00)", None, Some(4)).coming(hour(0), 1).is_empty());
}
