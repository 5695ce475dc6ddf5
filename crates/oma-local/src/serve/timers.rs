//! Schedules on one machine: the table says which are due, and a ticker begins them.
//!
//! A schedule's document stands in the table's list of what is due, so there is nothing to keep
//! beside it: after a restart the ticker goes on, and what was to begin meanwhile is written down as
//! missed.

use std::sync::Arc;
use std::time::Duration;

use api_function::Services;
use async_trait::async_trait;
use batch_function::fire;
use jiff::Timestamp;
use oma_core::Result;
use oma_core::ports::{Timer, Timers};
use serde_json::json;
use tokio::sync::Notify;

/// How often the ticker looks. A look costs one indexed query.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// The most schedules of one look.
const MOST: u32 = 100;

/// Wakes the ticker: a schedule that was just written may be due at once.
#[derive(Clone, Default)]
pub(super) struct LocalTimers(Arc<Notify>);

#[async_trait]
impl Timers for LocalTimers {
    async fn set(&self, _: &Timer) -> Result<()> {
        self.0.notify_one();
        Ok(())
    }

    async fn clear(&self, _: &str) -> Result<()> {
        Ok(())
    }
}

/// Begins what is due, for as long as the server runs.
pub(super) async fn tick(services: Services, timers: LocalTimers) {
    loop {
        if let Err(error) = fire_due(&services, services.clock.now()).await {
            tracing::error!(error = %error.full_text(), "schedules cannot be looked at");
        }
        // Whichever comes first.
        let _ = tokio::time::timeout(LOOK_EVERY, timers.0.notified()).await;
    }
}

/// Begins what is due at a time, as the batch function does when its timer calls it. One schedule
/// that cannot be begun holds up no other; it is tried again at the next look.
async fn fire_due(services: &Services, now: Timestamp) -> Result<()> {
    for (owner, schedule_id) in services.schedules().ledger().due(now, MOST).await? {
        let event = json!({"owner": owner, "schedule_id": schedule_id});
        if let Err(error) = fire(services, event).await {
            let error = error.full_text();
            tracing::error!(schedule = schedule_id, error, "a schedule was not begun");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use oma_core::batch::{BatchOptions, Source};
    use oma_core::id::Owner;
    use oma_core::ports::memory::Memory;
    use oma_core::schedule::{NewSchedule, Overlap, RunOutcome};
    use serde_json::Map;

    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);

    fn every_minutes(n: u64, schedule_id: &str) -> NewSchedule {
        NewSchedule {
            owner: Owner::local(),
            schedule_id: schedule_id.to_owned(),
            name: "Often".to_owned(),
            expression: format!("rate({n} minutes)"),
            time_zone: "UTC".to_owned(),
            overlap: Overlap::Skip,
            enabled: true,
            starts_at: None,
            ends_at: None,
            source: Source { rows: vec![Map::new()], ..Source::default() },
            options: BatchOptions::default(),
        }
    }

    #[tokio::test]
    async fn what_is_due_begins_once_and_what_nobody_was_there_for_is_missed() {
        let memory = Arc::new(Memory::default());
        let services = Services::in_memory(&memory);
        let (short, long) = ("01K9ZZZZZZZZZZZZZZZZZZZZZZ", "01K9YYYYYYYYYYYYYYYYYYYYYY");
        services.schedules().create(every_minutes(5, short)).await.unwrap();
        services.schedules().create(every_minutes(60, long)).await.unwrap();
        let look = async || fire_due(&services, services.clock.now()).await.unwrap();
        look().await;
        assert!(memory.executions().is_empty());
        memory.pass(MINUTE * 5);
        look().await;
        look().await;
        assert_eq!(memory.executions().len(), 1);
        // The machine sleeps for an hour: the run of this moment begins, those before are missed.
        memory.pass(MINUTE * 55);
        look().await;
        let owner = Owner::local();
        let runs = services.schedules().runs(&owner, short, None, 50).await.unwrap().runs;
        let missed = runs.iter().filter(|run| run.outcome == RunOutcome::Missed).count();
        // 10, 15, … 50 of the minutes; 55 is not late enough to be judged.
        assert_eq!((missed, runs.len()), (9, 11));
        let runs = services.schedules().runs(&owner, long, None, 50).await.unwrap().runs;
        assert!(matches!(runs[0].outcome, RunOutcome::Started { .. }));
    }
}
