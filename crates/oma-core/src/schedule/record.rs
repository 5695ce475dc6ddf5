use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Timetable;
use crate::batch::{BatchId, BatchOptions, Source};
use crate::id::Owner;
use crate::ports::{Document, Listing, Partition, Place, Timer};
use crate::{Error, Result};

/// What the sort keys of schedules begin with, in the partition of their owner.
pub const SCHEDULES: &str = "SCHEDULE#";
/// The list of schedules that will run, in the order of their next times.
pub const DUE: &str = "DUE#schedule";

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
    /// Where the briefs of each run come from. Rows and a template lie in the bucket
    /// ([`source_key`]).
    pub source: Source,
    /// How each run is made.
    pub options: BatchOptions,
    /// Since when it runs as it does now: a rate is counted from here.
    pub since: Timestamp,
    /// Up to when its runs were accounted for: those before that never came are written as missed.
    pub judged_until: Timestamp,
    /// When it runs next, as far as is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<Timestamp>,
    /// Its latest batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<BatchId>,
    /// The times of runs that wait for the one before, the first first.
    #[serde(default)]
    pub queued: Vec<Timestamp>,
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

/// Where a schedule's source lies in the media bucket, its rows and template included.
pub fn source_key(schedule_id: &str) -> String {
    format!("batches/schedules/{schedule_id}.json")
}

impl ScheduleRecord {
    /// When it runs. An expression that was taken once can be read again; if not, that is a defect.
    pub fn timetable(&self) -> Result<Timetable> {
        Timetable::new(&self.expression, &self.time_zone, self.starts_at, self.ends_at, self.since)
            .map_err(|problems| Error::internal(format!("{problems:?}")))
    }

    /// What starts it by the clock. A rate's service counts from the time it is given, so it is
    /// given a time to come.
    pub fn timer(&self, now: Timestamp) -> Result<Timer> {
        let timetable = self.timetable()?;
        let starts_at = match timetable.expression.every() {
            Some(_) => timetable.next_after(now),
            None => self.starts_at.filter(|at| *at > now),
        };
        Ok(Timer {
            owner: self.owner.clone(),
            schedule_id: self.schedule_id.clone(),
            expression: self.expression.clone(),
            time_zone: self.time_zone.clone(),
            starts_at,
            ends_at: self.ends_at,
            enabled: self.enabled && timetable.next_after(now).is_some(),
        })
    }

    /// Begins to run anew from a time: what was not run until then is nobody's fault.
    pub fn begin(&mut self, now: Timestamp) -> Result<()> {
        self.since = whole_minute(now);
        self.judged_until = now;
        self.plan(now)
    }

    /// Writes down when it runs next.
    pub(super) fn plan(&mut self, after: Timestamp) -> Result<()> {
        let next = self.timetable()?.next_after(after);
        self.next_at = next.filter(|_| self.enabled);
        Ok(())
    }

    /// The document. While a run is to come it stands in the list [`DUE`] at that time.
    pub(super) fn document(&self) -> Result<Document> {
        let listing = |at| Listing { list: DUE.to_owned(), order: order_of(at) };
        Ok(Document {
            place: schedule_place(&self.owner, &self.schedule_id),
            version: 0,
            body: serde_json::to_value(self)?,
            listing: self.next_at.map(listing),
            expires_at: None,
        })
    }

    pub(super) fn of(document: &Document) -> Result<Self> {
        Ok(serde_json::from_value(document.body.clone())?)
    }
}

/// Where a time stands in the list [`DUE`].
pub(super) fn order_of(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

fn whole_minute(at: Timestamp) -> Timestamp {
    let over = SignedDuration::from_millis(at.as_millisecond().rem_euclid(60_000));
    at.checked_sub(over).unwrap_or(at)
}
