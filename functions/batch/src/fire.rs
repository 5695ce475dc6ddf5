use api_function::Services;
use async_trait::async_trait;
use jiff::Timestamp;
use oma_core::contract::{parse_event, result};
use oma_core::id::Owner;
use oma_core::ports::{Timer, Timers};
use oma_core::{Error, Result};
use serde::Deserialize;
use serde_json::Value;

/// What a schedule's timer sends.
#[derive(Debug, Deserialize)]
struct FireEvent {
    owner: Owner,
    schedule_id: String,
    /// The time that it fires for. An emulator leaves the service's placeholder as it is.
    #[serde(default)]
    at: String,
}

/// Begins the run of a schedule that a timer fires for; its answer is the run, or null if nothing
/// was due. Firing twice for one time is one run.
pub async fn fire(services: &Services, event: Value) -> Result<Value> {
    let event: FireEvent = parse_event(event)?;
    let at = event.at.parse::<Timestamp>().ok();
    let run = services.schedules().fire(&event.owner, &event.schedule_id, at).await?;
    result(&run)
}

/// The timers of a function that sets none: its role does not allow it.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoTimers;

#[async_trait]
impl Timers for NoTimers {
    async fn set(&self, _: &Timer) -> Result<()> {
        Err(Error::internal("this function sets no timers"))
    }

    async fn clear(&self, _: &str) -> Result<()> {
        Err(Error::internal("this function sets no timers"))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use oma_core::batch::{BatchOptions, Source};
    use oma_core::contract::Agent as _;
    use oma_core::ports::memory::Memory;
    use oma_core::schedule::{NewSchedule, Overlap};
    use serde_json::{Map, json};

    use super::*;
    use crate::BatchFunction;

    const ID: &str = "01K9ZZZZZZZZZZZZZZZZZZZZZZ";

    #[tokio::test]
    async fn a_timer_s_event_is_one_run_whether_its_time_is_filled_in_or_not() {
        let memory = Arc::new(Memory::default());
        let services = Services::in_memory(&memory);
        let new = NewSchedule {
            owner: Owner::local(),
            schedule_id: ID.to_owned(),
            name: "Hourly".to_owned(),
            expression: "rate(1 hour)".to_owned(),
            time_zone: "UTC".to_owned(),
            overlap: Overlap::Skip,
            enabled: true,
            starts_at: None,
            ends_at: None,
            source: Source { rows: vec![Map::new()], ..Source::default() },
            options: BatchOptions::default(),
        };
        services.schedules().create(new).await.unwrap();
        memory.pass(Duration::from_secs(3630));
        let function = BatchFunction { services };
        let event =
            |at: &str| json!({"action": "fire", "owner": "local", "schedule_id": ID, "at": at});
        let first = function.handle(event("<aws.scheduler.scheduled-time>")).await.unwrap();
        assert_eq!(
            (&first["outcome"], &first["planned_at"]),
            (&json!("started"), &json!("1970-01-01T01:00:00Z"))
        );
        let again = function.handle(event("1970-01-01T01:00:00Z")).await.unwrap();
        assert_eq!(again["batch_id"], first["batch_id"]);
        assert_eq!(memory.executions().len(), 1);
        let early = function.handle(event("1970-01-01T00:30:00Z")).await.unwrap();
        assert_eq!(early, Value::Null);
    }
}
