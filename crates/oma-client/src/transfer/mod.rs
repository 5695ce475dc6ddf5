//! Bytes between files and storage, over links that need no token.

mod download;
mod known;
mod upload;

use std::sync::Arc;

pub use download::{fetch_bytes, fetch_file};
pub use known::KnownUploads;
pub use upload::{LocalFile, send_file};

/// Told how many bytes of how many are through. Must be short.
pub type OnBytes = Arc<dyn Fn(u64, u64) + Send + Sync>;

/// How often a transfer is tried in all. It begins anew each time.
const ATTEMPTS: u32 = 3;
