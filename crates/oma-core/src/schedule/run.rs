use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use ulid::Ulid;

use crate::Result;
use crate::batch::BatchId;
use crate::id::Owner;
use crate::ports::{Document, Partition, Place};

/// What the sort keys of runs begin with, in the partition of their owner.
pub const RUNS: &str = "SCHEDULE_RUN#";
/// How long a run is remembered.
pub(super) const KEPT_FOR: SignedDuration = SignedDuration::from_hours(90 * 24);

/// One run of a schedule, and what became of it: the document `SCHEDULE_RUN#{schedule}#{time}` of
/// its owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ScheduleRun {
    /// When it was to be.
    pub planned_at: Timestamp,
    /// When it began, or was decided against; nothing if it was missed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fired_at: Option<Timestamp>,
    /// Whether somebody asked for it, beside its times.
    #[serde(default)]
    pub by_hand: bool,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: RunOutcome,
}

/// What became of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum RunOutcome {
    /// A batch was made.
    Started {
        /// The batch.
        batch_id: BatchId,
    },
    /// The batch before was under way, or too many runs were waiting already.
    Skipped,
    /// The batch before is under way; it begins after it.
    Queued,
    /// Its time passed, and nothing started it.
    Missed,
    /// The batch could not be made.
    Failed {
        /// The name of the error.
        error: String,
        /// What happened, in a sentence.
        message: String,
    },
}

/// The batch of a run: always the same, so that a run that is begun twice makes one batch.
pub fn batch_of(schedule_id: &str, planned_at: Timestamp) -> BatchId {
    let hash = Sha256::digest(format!("{schedule_id}/{planned_at}"));
    let random = hash[..10].iter().fold(0_u128, |all, byte| (all << 8) | u128::from(*byte));
    let ms = u64::try_from(planned_at.as_millisecond()).unwrap_or_default();
    BatchId(Ulid::from_parts(ms, random))
}

/// The document of a run.
pub fn run_place(owner: &Owner, schedule_id: &str, planned_at: Timestamp) -> Place {
    let sort = format!("{}{}", prefix(schedule_id), planned_at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ"));
    Place { partition: Partition::User(owner.clone()), sort }
}

pub(super) fn prefix(schedule_id: &str) -> String {
    format!("{RUNS}{schedule_id}#")
}

impl ScheduleRun {
    pub(super) fn missed(planned_at: Timestamp) -> Self {
        Self { planned_at, fired_at: None, by_hand: false, outcome: RunOutcome::Missed }
    }

    pub(super) fn document(&self, owner: &Owner, schedule_id: &str) -> Result<Document> {
        Ok(Document {
            place: run_place(owner, schedule_id, self.planned_at),
            version: 0,
            body: serde_json::to_value(self)?,
            listing: None,
            expires_at: Some(self.planned_at.checked_add(KEPT_FOR).unwrap_or(Timestamp::MAX)),
        })
    }

    pub(super) fn of(document: &Document) -> Result<Self> {
        Ok(serde_json::from_value(document.body.clone())?)
    }
}
