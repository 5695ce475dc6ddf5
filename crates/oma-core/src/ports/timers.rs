use async_trait::async_trait;
use jiff::Timestamp;

use crate::Result;
use crate::id::Owner;

/// What starts a schedule's runs by the clock: Amazon `EventBridge` Scheduler, or the server on one
/// machine.
#[async_trait]
pub trait Timers: Send + Sync {
    /// Sets a timer, or sets it anew.
    async fn set(&self, timer: &Timer) -> Result<()>;

    /// Removes a timer; one that is not there is no error.
    async fn clear(&self, schedule_id: &str) -> Result<()>;
}

/// When a schedule runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timer {
    /// Whose schedule it is.
    pub owner: Owner,
    /// Which.
    pub schedule_id: String,
    /// `rate(1 hour)`, `cron(0 9 ? * MON *)`, `at(2026-12-01T09:00:00)`.
    pub expression: String,
    /// An IANA name: `America/Sao_Paulo`.
    pub time_zone: String,
    /// Not before.
    pub starts_at: Option<Timestamp>,
    /// Not after.
    pub ends_at: Option<Timestamp>,
    /// Whether it runs at all now.
    pub enabled: bool,
}
