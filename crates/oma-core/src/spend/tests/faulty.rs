//! An index of artifacts that does not always write what it is told.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;

use crate::contract::Job;
use crate::id::Owner;
use crate::limits::Figures;
use crate::ports::memory::Memory;
use crate::ports::{ArtifactIndex, Claim};
use crate::spend::Accounts;
use crate::step::{ArtifactRecord, StepKey, Steps};
use crate::{Error, ErrorKind, Result};

pub(super) struct Faulty {
    memory: Arc<Memory>,
    /// How many of the next records fail.
    pub(super) failing: AtomicU32,
}

impl Faulty {
    pub(super) fn new(memory: &Arc<Memory>) -> Arc<Self> {
        Arc::new(Self { memory: memory.clone(), failing: AtomicU32::new(0) })
    }

    /// Accounts whose answers are kept by this.
    pub(super) fn accounts(self: &Arc<Self>, figures: Figures) -> Accounts {
        let memory = &self.memory;
        let (bin, events, clock) = (memory.clone(), memory.clone(), memory.clone());
        let steps = Steps::new(memory.clone(), bin, self.clone(), events, clock);
        Accounts::new(steps, memory.clone(), memory.clone(), memory.clone(), figures)
    }
}

#[async_trait]
impl ArtifactIndex for Faulty {
    async fn find(&self, owner: &Owner, key: &StepKey) -> Result<Option<ArtifactRecord>> {
        self.memory.find(owner, key).await
    }

    async fn claim(&self, job: &Job, key: &StepKey) -> Result<Claim> {
        self.memory.claim(job, key).await
    }

    async fn record(&self, job: &Job, record: &ArtifactRecord) -> Result<()> {
        let less = |left: u32| left.checked_sub(1);
        if self.failing.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok() {
            return Err(Error::new(ErrorKind::StorageUnavailable, "The table is away."));
        }
        self.memory.record(job, record).await
    }

    async fn withdraw(&self, job: &Job, key: &StepKey) -> Result<bool> {
        self.memory.withdraw(job, key).await
    }

    async fn withdrawn(&self, job: &Job, key: &StepKey) -> Result<()> {
        self.memory.withdrawn(job, key).await
    }
}
