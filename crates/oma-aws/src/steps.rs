use std::sync::Arc;

use oma_core::limits::Figures;
use oma_core::ports::{ArtifactIndex, Clock, EventLog, ManageObjects, Objects, SystemClock};
use oma_core::spend::Accounts;
use oma_core::step::Steps;

use crate::Storage;

impl Storage {
    /// The mechanism that does each step once, over this table and bucket.
    pub fn steps(&self) -> Steps {
        let objects: Arc<dyn Objects> = Arc::new(self.bucket.clone());
        let bin: Arc<dyn ManageObjects> = Arc::new(self.bucket.clone());
        let index: Arc<dyn ArtifactIndex> = Arc::new(self.table.clone());
        let events: Arc<dyn EventLog> = Arc::new(self.table.clone());
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        Steps::new(objects, bin, index, events, clock)
    }

    /// Who pays for calls of providers, with everybody's limits.
    pub fn accounts(&self, figures: Figures) -> Accounts {
        let table = Arc::new(self.table.clone());
        Accounts::new(self.steps(), table.clone(), table, Arc::new(SystemClock), figures)
    }
}
