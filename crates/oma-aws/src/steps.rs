use std::sync::Arc;

use oma_core::ports::{ArtifactIndex, Clock, EventLog, ManageObjects, Objects, SystemClock};
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
}
