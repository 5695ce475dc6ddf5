use std::collections::BTreeMap;

use super::{BatchCounts, BatchDesk, BatchId, BatchItem, BatchRecord, ItemDraft, ItemStatus, keys};
use crate::ports::{DocumentQuery, Partition};
use crate::{Error, ErrorKind, Result};

/// How many rows are looked at together.
const WINDOW: u32 = 250;
/// The most windows that one page looks at: a status that few rows have may take several pages, the
/// first of them empty.
const MOST_WINDOWS: u32 = 20;

/// Which rows of a batch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ItemQuery {
    /// Only those that stand there.
    pub status: Option<ItemStatus>,
    /// Begin behind this number.
    pub after: Option<u32>,
    /// The most rows.
    pub limit: u32,
}

/// Some of a batch's rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ItemPage {
    /// In the order of the manifest.
    pub items: Vec<BatchItem>,
    /// The `after` of the next page, if there may be one.
    pub next: Option<u32>,
}

impl BatchDesk<'_> {
    /// What became of a batch's rows so far.
    pub async fn counts(&self, batch: BatchId) -> Result<BatchCounts> {
        self.tallies(batch).counts().await
    }

    /// A page of a batch's rows: those that were begun by their documents, the others as they were
    /// checked. There are none before all were checked.
    pub async fn items(&self, record: &BatchRecord, query: &ItemQuery) -> Result<ItemPage> {
        let mut page = ItemPage::default();
        let mut first = query.after.map_or(1, |n| n.saturating_add(1));
        let limit = usize::try_from(query.limit.max(1)).unwrap_or(usize::MAX);
        for _ in 0..MOST_WINDOWS {
            if first > record.items {
                return Ok(page);
            }
            let size = if query.status.is_some() { WINDOW } else { query.limit.clamp(1, WINDOW) };
            let last = first.saturating_add(size - 1).min(record.items);
            for item in self.rows(record, first, last).await? {
                if query.status.is_some_and(|status| status != item.status) {
                    continue;
                }
                let n = item.n;
                page.items.push(item);
                if page.items.len() == limit {
                    page.next = (n < record.items).then_some(n);
                    return Ok(page);
                }
            }
            first = last + 1;
        }
        page.next = (first <= record.items).then_some(first - 1);
        Ok(page)
    }

    /// The rows from `first` to `last`, both included, however they stand.
    pub async fn rows(
        &self,
        record: &BatchRecord,
        first: u32,
        last: u32,
    ) -> Result<Vec<BatchItem>> {
        let begun = self.begun(record.batch_id, first, last).await?;
        let mut items = Vec::new();
        let mut drafts = Drafts::default();
        for n in first..=last {
            match begun.get(&n) {
                Some(item) => items.push(item.clone()),
                None => items.push(BatchItem::waiting(drafts.get(self, record, n).await?)),
            }
        }
        Ok(items)
    }

    /// A row that was begun or passed over, with the version of its document.
    pub async fn item(&self, batch: BatchId, n: u32) -> Result<Option<(BatchItem, u64)>> {
        let found = self.documents.read(&keys::item_place(batch, n)).await?;
        let read = |document: crate::ports::Document| {
            Ok((serde_json::from_value(document.body)?, document.version))
        };
        found.map(read).transpose()
    }

    /// A row as it was checked.
    pub async fn draft(&self, record: &BatchRecord, n: u32) -> Result<ItemDraft> {
        Drafts::default().get(self, record, n).await.cloned()
    }

    async fn begun(
        &self,
        batch: BatchId,
        first: u32,
        last: u32,
    ) -> Result<BTreeMap<u32, BatchItem>> {
        let key = |n: u32| keys::item_place(batch, n).sort;
        let mut query = DocumentQuery {
            partition: Partition::Batch(batch),
            prefix: keys::ITEMS.to_owned(),
            after: (first > 1).then(|| key(first - 1)),
            limit: (last + 1).saturating_sub(first),
            descending: false,
        };
        let (mut begun, end) = (BTreeMap::new(), key(last));
        loop {
            let page = self.documents.query(&query).await?;
            for document in page.documents {
                if document.place.sort > end {
                    return Ok(begun);
                }
                let item: BatchItem = serde_json::from_value(document.body)?;
                begun.insert(item.n, item);
            }
            match page.next {
                Some(next) if next < end => query.after = Some(next),
                _ => return Ok(begun),
            }
        }
    }
}

/// The last file of checked rows that was read.
#[derive(Default)]
struct Drafts {
    chunk: Option<u32>,
    rows: BTreeMap<u32, ItemDraft>,
}

impl Drafts {
    async fn get(
        &mut self,
        desk: &BatchDesk<'_>,
        record: &BatchRecord,
        n: u32,
    ) -> Result<&ItemDraft> {
        let absent = || Error::new(ErrorKind::NotFound, format!("The batch has no row {n}."));
        if n == 0 || n > record.items {
            return Err(absent());
        }
        let chunk = (n - 1) / record.chunk_size.max(1);
        if self.chunk != Some(chunk) {
            let key = keys::items(record.batch_id, chunk);
            let bytes = desk.videos.objects.get_bytes(&key).await?;
            self.rows = parse(&bytes)?;
            self.chunk = Some(chunk);
        }
        self.rows.get(&n).ok_or_else(absent)
    }
}

fn parse(lines: &[u8]) -> Result<BTreeMap<u32, ItemDraft>> {
    let lines = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let draft: ItemDraft = serde_json::from_slice(line)?;
            Ok((draft.n, draft))
        })
        .collect()
}
