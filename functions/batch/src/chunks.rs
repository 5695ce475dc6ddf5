use oma_core::Result;
use oma_core::batch::{BatchRecord, ItemStatus, keys};
use serde::{Deserialize, Serialize};

use crate::run::Run;

/// The most child executions of a batch: what they give back stays far under the limit of a payload.
const MOST: u32 = 1000;

/// What one child execution makes, one row after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Chunk {
    /// The first row.
    pub(crate) first: u32,
    /// The last.
    pub(crate) last: u32,
}

/// How many rows are in a file and in a chunk: 1 up to a thousand rows, so that as many rows are made at
/// once as chunks.
pub(crate) fn chunk_size(items: u32) -> u32 {
    items.div_ceil(MOST).max(1)
}

impl Run<'_> {
    /// Writes what the Map goes over: the files' rows, without those at the ends of each that have
    /// their film, and without files that have all. Returns the key.
    pub(crate) async fn put_chunks(&self, record: &BatchRecord, is_fresh: bool) -> Result<String> {
        let mut chunks = Vec::new();
        let mut first = 1;
        while first <= record.items {
            let last = first.saturating_add(record.chunk_size - 1).min(record.items);
            let whole = Chunk { first, last };
            let rest = if is_fresh { Some(whole) } else { self.unfinished(record, whole).await? };
            chunks.extend(rest);
            first = last + 1;
        }
        let key = keys::chunks(self.batch, self.execution);
        let json = serde_json::to_vec(&chunks)?;
        self.services.objects.put_bytes(&key, json.into(), "application/json").await?;
        Ok(key)
    }

    async fn unfinished(&self, record: &BatchRecord, chunk: Chunk) -> Result<Option<Chunk>> {
        let rows = self.desk.rows(record, chunk.first, chunk.last).await?;
        let mut open = rows.iter().filter(|row| row.status != ItemStatus::Succeeded);
        let first = open.next().map(|row| row.n);
        let last = open.next_back().map(|row| row.n).or(first);
        Ok(first.zip(last).map(|(first, last)| Chunk { first, last }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_batch_has_more_than_a_thousand_chunks() {
        for (items, size) in [(1, 1), (1000, 1), (1001, 2), (100_000, 100)] {
            assert_eq!(chunk_size(items), size);
            assert!(items.div_ceil(size) <= MOST);
        }
    }
}
