use std::sync::Arc;

use oma_core::ports::{Clock, Executions, Health, Objects, Videos};
use oma_core::submission::Desk;

/// The ports of the API. Cheap to clone.
#[derive(Clone)]
pub struct Services {
    /// The records of videos.
    pub videos: Arc<dyn Videos>,
    /// The media bucket.
    pub objects: Arc<dyn Objects>,
    /// The video workflow.
    pub executions: Arc<dyn Executions>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// What must work for the API to work.
    pub dependencies: Arc<[Dependency]>,
}

/// Something that the health check asks for.
pub struct Dependency {
    /// What it is called in the answer: `table`, `bucket`.
    pub name: &'static str,
    /// How to ask it.
    pub health: Arc<dyn Health>,
}

impl Services {
    /// Where briefs become videos.
    pub(crate) fn desk(&self) -> Desk<'_> {
        Desk {
            objects: self.objects.as_ref(),
            videos: self.videos.as_ref(),
            clock: self.clock.as_ref(),
        }
    }
}
