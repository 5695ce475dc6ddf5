//! Schedules: batches that begin by the clock.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::batch::{BatchId, BatchOptions, Source};
use crate::id::Owner;
use crate::ports::{Partition, Place};

/// What the sort keys of schedules begin with, in the partition of their owner.
pub const SCHEDULES: &str = "SCHEDULE#";

/// A schedule: the document `SCHEDULE#{id}` of its owner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScheduleRecord {
    /// Whose it is.
    pub owner: Owner,
    /// Which: a ULID.
    pub schedule_id: String,
    /// Its name, for people; its batches are called so, too.
    pub name: String,
    /// `rate(1 hour)`, `cron(0 9 ? * MON *)`, `at(2026-12-01T09:00:00)`.
    pub expression: String,
    /// An IANA name: `America/Sao_Paulo`.
    pub time_zone: String,
    /// What happens when a run is due while the one before is under way.
    pub overlap: Overlap,
    /// Whether it runs.
    pub enabled: bool,
    /// Not before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Timestamp>,
    /// Not after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Timestamp>,
    /// Where the briefs of each run come from.
    pub source: Source,
    /// How each run is made.
    pub options: BatchOptions,
    /// When it runs next, as far as is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<Timestamp>,
    /// Its latest batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<BatchId>,
    /// Runs that wait for the one before.
    #[serde(default)]
    pub queued: u32,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// What happens when a run is due while the one before is under way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Overlap {
    /// It is left out, and reported.
    #[default]
    Skip,
    /// It begins when the one before is over.
    Queue,
}

/// The document of a schedule.
pub fn schedule_place(owner: &Owner, schedule_id: &str) -> Place {
    Place { partition: Partition::User(owner.clone()), sort: format!("{SCHEDULES}{schedule_id}") }
}
