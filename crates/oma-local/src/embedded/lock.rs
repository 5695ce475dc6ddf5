use std::fs::{File, TryLockError};
use std::path::Path;

use oma_core::{Error, ErrorKind, Result};

use super::unusable;

/// Locks a state folder for as long as the returned file is open. The system frees the lock of a
/// process that dies, however it dies, so a lock file that lies around means nothing.
pub(super) fn take(state_dir: &Path, name: &str) -> Result<File> {
    let file = File::create(state_dir.join(name)).map_err(|e| unusable(state_dir, &e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(in_use(state_dir)),
        Err(TryLockError::Error(source)) => Err(unusable(state_dir, &source)),
    }
}

fn in_use(state_dir: &Path) -> Error {
    Error::new(
        ErrorKind::Conflict,
        format!(
            "Another OMA process is using the state folder {}. Wait until it ends, or give this \
             one a folder of its own with --state DIR.",
            state_dir.display()
        ),
    )
}
