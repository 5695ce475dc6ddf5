//! Runs the commands of [`crate::segment`] and [`crate::assemble`].
//!
//! Everything is made in a hidden folder beside the result and moved into place when it is done:
//! a failure or a cancelled future leaves nothing behind and never half a file.

mod bed;
mod film;
mod look;
mod segment;
mod sound;

use std::path::Path;

use oma_core::{Error, ErrorKind, Result};
use tempfile::TempDir;

pub use bed::loop_bed;
pub use film::{FilmFiles, FilmInputs, assemble_film};
pub use segment::{Rendered, render_segment};
pub use sound::{SOUND_VERSION, film_sound};

/// A folder that goes when it is dropped, on the same file system as the results.
fn scratch(beside: &Path) -> Result<TempDir> {
    std::fs::create_dir_all(beside).map_err(|e| disk(beside, &e))?;
    tempfile::Builder::new().prefix(".oma-").tempdir_in(beside).map_err(|e| disk(beside, &e))
}

async fn write(path: &Path, text: &str) -> Result<()> {
    tokio::fs::write(path, text).await.map_err(|e| disk(path, &e))
}

async fn move_to(from: &Path, to: &Path) -> Result<()> {
    tokio::fs::rename(from, to).await.map_err(|e| disk(to, &e))
}

fn disk(path: &Path, error: &std::io::Error) -> Error {
    Error::new(ErrorKind::StorageUnavailable, "A file could not be written.")
        .with_detail(format!("{}: {error}", path.display()))
}
