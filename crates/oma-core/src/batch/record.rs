use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use ulid::Ulid;

use super::{BatchOptions, Source};
use crate::id::Owner;
use crate::money::MicroUsd;
use crate::video::Failure;
use crate::{Error, ErrorKind};

/// A batch's id: a ULID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BatchId(pub Ulid);

impl JsonSchema for BatchId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "BatchId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A ULID: ids sort by the time they were given.",
            "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$",
        })
    }
}

impl fmt::Display for BatchId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for BatchId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Ulid::from_string(text)
            .map(Self)
            .map_err(|_| Error::new(ErrorKind::NotFound, format!("{text:?} is not a batch id.")))
    }
}

/// What is known of a batch: the document `BATCH#{id}` of its owner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BatchRecord {
    /// Whose it is.
    pub owner: Owner,
    /// Which it is.
    pub batch_id: BatchId,
    /// Its name, for people.
    pub name: String,
    /// Where it stands.
    pub status: BatchStatus,
    /// The name of the latest execution: the batch's id, then `{id}-2` and so on.
    pub execution: String,
    /// Where its briefs come from.
    pub source: Source,
    /// How it is to be made.
    pub options: BatchOptions,
    /// The schedule whose run it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule_id: Option<String>,
    /// Rows of the manifest, once they were read.
    #[serde(default)]
    pub rows: u32,
    /// Those of them that cannot be made.
    #[serde(default)]
    pub invalid: u32,
    /// Rows that are to be made, once all were checked.
    #[serde(default)]
    pub items: u32,
    /// How many items lie in one file ([`super::keys::items`]) and are made by one child execution, one
    /// after the other.
    #[serde(default)]
    pub chunk_size: u32,
    /// Why it was refused or stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When this record last changed.
    pub updated_at: Timestamp,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
}

/// Where a batch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BatchStatus {
    /// Its rows are being read and checked; nothing was started.
    Checking,
    /// Its videos are being made.
    Running,
    /// No further row is begun; those under way end.
    Stopping,
    /// Every row has its film.
    Succeeded,
    /// Every row was begun, and some have no film.
    Finished,
    /// Its owner stopped it, or too many rows failed, or its budget was used up. It can be resumed.
    Stopped,
    /// Its manifest cannot be used; nothing was started.
    Refused,
    /// It could not be carried on. It can be resumed.
    Failed,
}

impl BatchStatus {
    /// Whether an execution is at work.
    pub fn is_active(self) -> bool {
        matches!(self, Self::Checking | Self::Running | Self::Stopping)
    }
}

impl fmt::Display for BatchStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Checking => "checking",
            Self::Running => "running",
            Self::Stopping => "stopping",
            Self::Succeeded => "succeeded",
            Self::Finished => "finished",
            Self::Stopped => "stopped",
            Self::Refused => "refused",
            Self::Failed => "failed",
        })
    }
}

/// What became of a batch's rows so far. Kept by counters, so that a thousand rows that end at once do
/// not wait for each other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BatchCounts {
    /// Begun and not over.
    pub running: u32,
    /// With their film.
    pub succeeded: u32,
    /// Without.
    pub failed: u32,
    /// Passed over.
    pub skipped: u32,
    /// What providers charged.
    pub cost_micro_usd: MicroUsd,
    /// What finished work that was found again would have cost.
    pub saved_micro_usd: MicroUsd,
    /// Steps that were done.
    pub steps: u64,
    /// Those of them whose result was found.
    pub steps_found: u64,
}
