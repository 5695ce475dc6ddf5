use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{BatchCounts, BatchId, BatchItem, BatchStatus, ItemStatus};
use crate::money::MicroUsd;
use crate::video::Failure;

/// How a batch ended: [`super::keys::SUMMARY`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// Which batch.
    pub batch_id: BatchId,
    /// Its name.
    pub name: String,
    /// The execution that this is about.
    pub execution: String,
    /// How it ended.
    pub status: BatchStatus,
    /// Why it did not go on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// Rows of the manifest.
    pub rows: u32,
    /// Those of them that cannot be made.
    pub invalid: u32,
    /// Those that were to be made.
    pub items: u32,
    /// Those of them that were never begun.
    pub waiting: u32,
    /// What became of the others, what it cost, and what finished work saved.
    #[serde(flatten)]
    pub counts: BatchCounts,
    /// Rows that failed, by the names of their errors.
    pub failures: BTreeMap<String, u32>,
    /// From the request to the end, resumptions and what lay between them included.
    pub wall_ms: u64,
    /// When it ended.
    pub ended_at: Timestamp,
}

/// Rows, added up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sum {
    /// What became of them.
    pub counts: BatchCounts,
    /// Rows that were never begun.
    pub waiting: u32,
    /// What they hold of the batch's budget.
    pub spent: MicroUsd,
    /// Rows that failed, by the names of their errors.
    pub failures: BTreeMap<String, u32>,
}

impl Sum {
    /// Adds a row.
    pub fn add(&mut self, item: &BatchItem) {
        let counts = &mut self.counts;
        match item.status {
            ItemStatus::Waiting => self.waiting += 1,
            ItemStatus::Running => counts.running += 1,
            ItemStatus::Succeeded => counts.succeeded += 1,
            ItemStatus::Failed => counts.failed += 1,
            ItemStatus::Skipped => counts.skipped += 1,
        }
        counts.cost_micro_usd += item.cost_micro_usd;
        counts.saved_micro_usd += item.saved_micro_usd;
        counts.steps += u64::from(item.steps);
        counts.steps_found += u64::from(item.steps_found);
        self.spent += item.reserved_micro_usd;
        if let (ItemStatus::Failed, Some(failure)) = (item.status, &item.failure) {
            *self.failures.entry(failure.name.clone()).or_default() += 1;
        }
    }
}

/// A batch's films, packed: [`super::keys::ARCHIVE`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Archive {
    /// The execution that packs them.
    pub execution: String,
    /// Whether all are in.
    pub complete: bool,
    /// The row up to which they are in.
    pub last: u32,
    /// The files, in order.
    pub parts: Vec<ArchivePart>,
    /// When this was written.
    pub at: Timestamp,
}

/// One file of packed films.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ArchivePart {
    /// Its name among the batch's files ([`super::keys::file`]): `films-001.zip`.
    pub file: String,
    /// Its length.
    pub bytes: u64,
    /// How many films are in it.
    pub films: u32,
}
