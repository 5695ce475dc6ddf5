//! Where a batch's files lie in the media bucket, and its documents in the table.

use super::BatchId;
use crate::id::Owner;
use crate::ports::{Partition, Place};

/// What the sort keys of batches begin with, in the partition of their owner.
pub const BATCHES: &str = "BATCH#";
/// What the sort keys of rows begin with, in the partition of their batch.
pub const ITEMS: &str = "ITEM#";

/// `batches/{id}/{file}`.
pub fn file(batch: BatchId, file: &str) -> String {
    format!("batches/{batch}/{file}")
}

/// The rows that can be made, [`super::ItemDraft`] per line, in files of so many as the record says.
/// `chunk` counts from 0.
pub fn items(batch: BatchId, chunk: u32) -> String {
    file(batch, &format!("items/{chunk:05}.jsonl"))
}

/// What one execution's Map goes over: a JSON array of `{"first": 1, "last": 10}`, rows by number.
pub fn chunks(batch: BatchId, execution: &str) -> String {
    file(batch, &format!("chunks/{execution}.json"))
}

/// The result of one row: [`super::BatchItem`] as JSON.
pub fn result(batch: BatchId, n: u32) -> String {
    file(batch, &format!("results/{n:06}.json"))
}

/// Where the briefs come from, as it was sent: [`super::Source`] as JSON.
pub const SOURCE: &str = "source.json";
/// The films that were packed: [`super::Archive`] as JSON.
pub const ARCHIVE: &str = "archive.json";
/// What is wrong with rows, for people: a CSV with `line`, `id`, `field`, `problem`, `allowed`.
pub const PROBLEMS: &str = "problems.csv";
/// What became of every row: a CSV.
pub const RESULTS: &str = "results.csv";
/// Counts, cost, savings, failures by name: JSON.
pub const SUMMARY: &str = "summary.json";

/// One of the files of packed films, by its number from 1.
pub fn films(part: usize) -> String {
    format!("films-{part:03}.zip")
}

/// The document of a batch.
pub fn batch_place(owner: &Owner, batch: BatchId) -> Place {
    Place { partition: Partition::User(owner.clone()), sort: format!("{BATCHES}{batch}") }
}

/// The document of a row.
pub fn item_place(batch: BatchId, n: u32) -> Place {
    Place { partition: Partition::Batch(batch), sort: format!("{ITEMS}{n:06}") }
}

/// One of a batch's counters: `COUNT#succeeded`, `SPENT`.
pub fn counter_place(batch: BatchId, name: &str) -> Place {
    Place { partition: Partition::Batch(batch), sort: name.to_owned() }
}
