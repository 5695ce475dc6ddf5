use std::sync::atomic::{AtomicI64, AtomicU32, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use oma_core::ports::memory::Memory;
use oma_core::ports::{
    Clock, Counter, Counters, Document, DocumentPage, DocumentQuery, Documents, Expected, Joined,
    Place,
};
use oma_core::{Error, ErrorKind};

use super::RULES;
use crate::resilience::Resilience;
use crate::vendors::{CallRules, Vendor, Vendors};

/// A table that can be switched off and counts what it is asked, and a clock that is set.
#[derive(Default)]
pub(super) struct World {
    pub(super) memory: Memory,
    now_s: AtomicI64,
    pub(super) reads: AtomicU32,
    pub(super) is_off: Mutex<bool>,
}

impl World {
    pub(super) fn resilience(self: &Arc<Self>, calls: CallRules) -> Resilience {
        let vendor = Vendor { name: "v".to_owned(), key: None, calls };
        let rules = Vendors { circuit: RULES, vendors: vec![vendor] };
        Resilience::new(self.clone(), self.clone(), self.clone(), rules)
    }

    pub(super) fn pass(&self, seconds: i64) {
        self.now_s.fetch_add(seconds, SeqCst);
    }

    fn up(&self) -> oma_core::Result<()> {
        let off = || Error::new(ErrorKind::StorageUnavailable, "The table is away.");
        if *self.is_off.lock().unwrap() { Err(off()) } else { Ok(()) }
    }
}

impl Clock for World {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(1_000_000 + self.now_s.load(SeqCst))
    }
}

#[async_trait]
impl Documents for World {
    async fn read(&self, place: &Place) -> oma_core::Result<Option<Document>> {
        self.up()?;
        self.reads.fetch_add(1, SeqCst);
        self.memory.read(place).await
    }

    async fn write(&self, document: &Document, expected: Expected) -> oma_core::Result<u64> {
        self.up()?;
        // Others come in between, as they do with a table over a network.
        tokio::task::yield_now().await;
        self.memory.write(document, expected).await
    }

    async fn remove(&self, place: &Place, expected: Expected) -> oma_core::Result<()> {
        self.up()?;
        self.memory.remove(place, expected).await
    }

    async fn query(&self, query: &DocumentQuery) -> oma_core::Result<DocumentPage> {
        self.memory.query(query).await
    }

    async fn listed(
        &self,
        list: &str,
        until: Option<&str>,
        n: u32,
    ) -> oma_core::Result<Vec<Place>> {
        self.memory.listed(list, until, n).await
    }
}

#[async_trait]
impl Counters for World {
    async fn add(
        &self,
        counter: &Counter,
        amount: i64,
        limit: Option<i64>,
    ) -> oma_core::Result<Option<i64>> {
        self.up()?;
        self.memory.add(counter, amount, limit).await
    }

    async fn count(&self, counter: &Counter) -> oma_core::Result<i64> {
        self.memory.count(counter).await
    }

    async fn join(&self, set: &Counter, member: &str, most: usize) -> oma_core::Result<Joined> {
        self.memory.join(set, member, most).await
    }

    async fn leave(&self, set: &Counter, member: &str) -> oma_core::Result<()> {
        self.memory.leave(set, member).await
    }

    async fn members(&self, set: &Counter) -> oma_core::Result<Vec<String>> {
        self.memory.members(set).await
    }
}
