//! Small JSON files that only their owner may read, replaced as a whole.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use oma_core::{Error, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Reads a file; one that is not there is the default.
pub(crate) fn read<T: DeserializeOwned + Default>(path: &Path) -> Result<T> {
    match std::fs::read(path) {
        // The parser's own words could quote a secret.
        Ok(bytes) => serde_json::from_slice(&bytes)
            .map_err(|error| failed(path, &format!("line {} is not as expected", error.line()))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(T::default()),
        Err(error) => Err(failed(path, &error.to_string())),
    }
}

/// Replaces a file: whoever reads it sees the old or the new one, also after a power cut.
pub(crate) fn write<T: Serialize>(path: &Path, value: &T) -> Result<()> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    let json = serde_json::to_vec_pretty(value)?;
    // A temporary file is made with mode 0600, and keeps it when it is renamed.
    let replace = || {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(&json)?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        File::open(folder)?.sync_all()
    };
    replace().map_err(|error: std::io::Error| failed(path, &error.to_string()))
}

/// Makes the folder, which only its owner may enter.
pub(crate) fn private_folder(path: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|error| failed(path, &error.to_string()))
}

/// Held while a file is read, changed and replaced: other processes change the same files.
pub(crate) fn lock(folder: &Path) -> Result<File> {
    let path = folder.join("lock");
    let take = || {
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path)?;
        file.lock()?;
        Ok(file)
    };
    take().map_err(|error: std::io::Error| failed(&path, &error.to_string()))
}

fn failed(path: &Path, problem: &str) -> Error {
    Error::internal(format!("{}: {problem}", path.display()))
}
