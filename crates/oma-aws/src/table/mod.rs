//! The single table. Keys are in [`schema`]; a record's fields are the item's other attributes.

mod artifacts;
mod contention;
mod counters;
mod definition;
mod documents;
mod events;
mod health;
mod item;
pub(crate) mod permissions;
pub mod schema;
mod uses;
mod videos;

use std::fmt;
use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use oma_core::ports::{Clock, SystemClock};

/// `Videos`, `EventLog`, `ArtifactIndex`, `ArtifactUses`, `Documents` and `Counters` in one
/// `DynamoDB` table. Cheap to clone.
#[derive(Clone)]
pub struct Table {
    client: Client,
    name: String,
    clock: Arc<dyn Clock>,
}

impl Table {
    pub(crate) fn new(client: Client, name: &str) -> Self {
        Self { client, name: name.to_owned(), clock: Arc::new(SystemClock) }
    }

    /// Judges by another clock whether an artifact has expired.
    #[must_use]
    pub fn with_clock(self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self }
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").field("name", &self.name).finish_non_exhaustive()
    }
}
