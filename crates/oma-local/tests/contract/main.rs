//! The contract of the ports, on the production adapters over the embedded `DynamoDB` and S3.

// Clippy's exception for tests does not reach the helpers of a test crate.
#![allow(clippy::unwrap_used)]

mod artifacts;
mod circuit;
mod counters;
mod documents;
mod events;
mod multipart;
mod objects;
mod presign;
mod restart;
mod search;
mod uses;
mod videos;

use std::ops::Deref;

use oma_aws::Storage;
use oma_core::id::{Owner, VideoId};
use oma_core::step::{Step, StepKey};
use oma_local::embedded::Embedded;
use tempfile::TempDir;
use ulid::Ulid;

/// State in a folder of its own.
struct State {
    embedded: Embedded,
    folder: TempDir,
}

impl State {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let embedded = Embedded::start(folder.path()).await.unwrap();
        Self { embedded, folder }
    }

    /// Ends the servers and starts them again on the same folder.
    async fn again(self) -> Self {
        let Self { embedded, folder } = self;
        drop(embedded);
        let embedded = Embedded::start(folder.path()).await.unwrap();
        Self { embedded, folder }
    }
}

impl Deref for State {
    type Target = Storage;

    fn deref(&self) -> &Storage {
        self.embedded.storage()
    }
}

fn owner(name: &str) -> Owner {
    Owner::try_from(name.to_owned()).unwrap()
}

/// The n-th video; later ones have greater ids.
fn video(n: u64) -> VideoId {
    VideoId(Ulid::from_parts(1_700_000_000_000 + n, 7))
}

/// A key that depends on the seed.
fn step_key(seed: u64) -> StepKey {
    let step = Step { name: "s", version: 1, provider: "p", model: "m", item: None };
    StepKey::new(&step, &seed).unwrap()
}
