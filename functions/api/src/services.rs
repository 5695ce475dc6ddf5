use std::sync::Arc;

use oma_core::batch::BatchDesk;
use oma_core::lifecycle::Lifecycle;
use oma_core::limits::Limits;
use oma_core::ports::memory::Memory;
use oma_core::ports::{
    Clock, Counters, Documents, EventLog, Executions, Health, ManageObjects, Objects, Presign,
    Videos,
};

use crate::Settings;
use crate::estimate::{Offline, Prices};

/// The ports of the API. Cheap to clone.
#[derive(Clone)]
pub struct Services {
    /// The records of videos.
    pub videos: Arc<dyn Videos>,
    /// What happened to videos.
    pub events: Arc<dyn EventLog>,
    /// Brand kits, webhooks, the audit trail and the like.
    pub documents: Arc<dyn Documents>,
    /// Quotas and rate limits.
    pub counters: Arc<dyn Counters>,
    /// The media bucket.
    pub objects: Arc<dyn Objects>,
    /// What else can be done with it.
    pub bucket: Arc<dyn ManageObjects>,
    /// Links into it.
    pub presign: Arc<dyn Presign>,
    /// The video workflow.
    pub executions: Arc<dyn Executions>,
    /// The batch workflow.
    pub batches: Arc<dyn Executions>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// What vendors ask; [`Offline`] where none is switched on.
    pub prices: Arc<dyn Prices>,
    /// Limits and origins.
    pub settings: Settings,
    /// What must work for the API to work.
    pub dependencies: Arc<[Dependency]>,
    /// The vendors of voices that are switched on, by name.
    pub voices_of: Arc<[String]>,
}

/// Something that the health check asks for.
pub struct Dependency {
    /// What it is called in the answer: `table`, `bucket`.
    pub name: &'static str,
    /// How to ask it.
    pub health: Arc<dyn Health>,
}

impl Services {
    /// Every port in one memory, with the default settings: for tests and benchmarks.
    pub fn in_memory(memory: &Arc<Memory>) -> Self {
        Self {
            videos: memory.clone(),
            events: memory.clone(),
            documents: memory.clone(),
            counters: memory.clone(),
            objects: memory.clone(),
            bucket: memory.clone(),
            presign: memory.clone(),
            executions: memory.clone(),
            batches: memory.clone(),
            clock: memory.clone(),
            prices: Arc::new(Offline),
            settings: Settings::default(),
            dependencies: Arc::new([
                Dependency { name: "table", health: memory.clone() },
                Dependency { name: "bucket", health: memory.clone() },
            ]),
            voices_of: Arc::new([]),
        }
    }

    /// How much users may ask for.
    pub fn limits(&self) -> Limits {
        Limits {
            documents: self.documents.clone(),
            counters: self.counters.clone(),
            videos: self.videos.clone(),
            clock: self.clock.clone(),
            figures: self.settings.figures,
        }
    }

    /// What owners ask of their batches.
    pub fn batch_desk(&self) -> BatchDesk<'_> {
        BatchDesk {
            documents: self.documents.as_ref(),
            counters: self.counters.as_ref(),
            batches: self.batches.as_ref(),
            videos: self.lifecycle(),
        }
    }

    /// What owners ask of their videos.
    pub fn lifecycle(&self) -> Lifecycle<'_> {
        Lifecycle {
            objects: self.objects.as_ref(),
            videos: self.videos.as_ref(),
            events: self.events.as_ref(),
            executions: self.executions.as_ref(),
            clock: self.clock.as_ref(),
        }
    }
}
