//! Schedules: batches that begin by the clock.

use jiff::Timestamp;
use oma_core::batch::{BatchId, BatchOptions, Source};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

pub use oma_core::schedule::{Overlap, RunOutcome, ScheduleRun};

/// `POST /v1/schedules`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateSchedule {
    /// Its name, for people; its batches are called so, too.
    #[schemars(length(min = 1, max = 100))]
    pub name: String,
    /// When it runs: `rate(2 hours)`, `cron(0 9 ? * MON *)`, `at(2026-12-01T09:00:00)`.
    #[schemars(length(min = 1, max = 256))]
    pub expression: String,
    /// The time zone of the expression, by its IANA name.
    #[serde(default = "utc")]
    #[schemars(length(min = 1, max = 50))]
    pub time_zone: String,
    /// What happens when a run is due while the one before is under way.
    #[serde(default)]
    pub overlap: Overlap,
    /// Whether it runs.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// It does not run before. A rate runs for the first time then, else one pause from now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Timestamp>,
    /// It does not run after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Timestamp>,
    /// Where the briefs of each run come from.
    pub source: Source,
    /// How each run is made.
    #[serde(default)]
    pub options: BatchOptions,
}

fn utc() -> String {
    "UTC".to_owned()
}

fn yes() -> bool {
    true
}

/// `PATCH /v1/schedules/{schedule_id}`: what is named is changed, the rest stays.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ChangeSchedule {
    /// See [`CreateSchedule::name`].
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 100))]
    pub name: Option<String>,
    /// See [`CreateSchedule::expression`].
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 256))]
    pub expression: Option<String>,
    /// See [`CreateSchedule::time_zone`].
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 50))]
    pub time_zone: Option<String>,
    /// See [`CreateSchedule::overlap`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overlap: Option<Overlap>,
    /// `false` pauses it; runs that waited are skipped. `true` resumes it: nothing that fell into
    /// the pause is made up for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// See [`CreateSchedule::starts_at`]; `null` takes the bound away.
    #[serde(deserialize_with = "named", skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Option<Timestamp>>,
    /// See [`CreateSchedule::ends_at`]; `null` takes the bound away.
    #[serde(deserialize_with = "named", skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Option<Timestamp>>,
    /// See [`CreateSchedule::source`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// See [`CreateSchedule::options`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<BatchOptions>,
}

/// A field that is there, `null` included: one that is not there is the default.
fn named<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// A schedule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Schedule {
    /// Its id.
    pub schedule_id: String,
    /// Its name, for people.
    pub name: String,
    /// When it runs.
    pub expression: String,
    /// The time zone of the expression.
    pub time_zone: String,
    /// What happens when a run is due while the one before is under way.
    pub overlap: Overlap,
    /// Whether it runs.
    pub enabled: bool,
    /// It does not run before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Timestamp>,
    /// It does not run after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Timestamp>,
    /// Where the briefs of each run come from. Rows and a template that were sent along are kept and
    /// not shown.
    pub source: Source,
    /// How each run is made.
    pub options: BatchOptions,
    /// The next five times at which it runs; none of one that is paused or over.
    pub next: Vec<Timestamp>,
    /// Its latest batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest_batch_id: Option<BatchId>,
    /// The times of runs that wait for the one before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub queued: Vec<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}
