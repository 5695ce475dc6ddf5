use std::fs::File;
use std::io::Write as _;

use bytes::Bytes;
use oma_core::{Error, Result};
use tempfile::NamedTempFile;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Pieces that are read ahead of the disk.
const AHEAD: usize = 2;

/// A zip file that is being written, on a thread of its own: a piece of a film is in memory at a time.
/// Films are compressed as they are, so it packs them without.
pub(crate) struct Packer {
    entries: mpsc::Sender<Entry>,
    writer: JoinHandle<Result<NamedTempFile>>,
    /// What it holds.
    pub(crate) films: u32,
    /// About how long it is.
    pub(crate) bytes: u64,
}

enum Entry {
    /// A file begins.
    Name(String),
    /// More of it.
    Bytes(Bytes),
}

impl Packer {
    pub(crate) fn new() -> Self {
        let (entries, receive) = mpsc::channel(AHEAD);
        let writer = tokio::task::spawn_blocking(move || write(receive));
        Self { entries, writer, films: 0, bytes: 0 }
    }

    pub(crate) async fn begin(&mut self, name: String) -> Result<()> {
        self.send(Entry::Name(name)).await
    }

    pub(crate) async fn add(&mut self, bytes: Bytes) -> Result<()> {
        self.bytes += bytes.len() as u64;
        self.send(Entry::Bytes(bytes)).await
    }

    /// A writer that is gone says why when the file is finished.
    async fn send(&mut self, entry: Entry) -> Result<()> {
        if self.entries.send(entry).await.is_ok() {
            return Ok(());
        }
        match (&mut self.writer).await.map_err(Error::internal)? {
            Err(error) => Err(error),
            Ok(_) => Err(Error::internal("a zip file ended early")),
        }
    }

    pub(crate) async fn finish(self) -> Result<NamedTempFile> {
        drop(self.entries);
        self.writer.await.map_err(Error::internal)?
    }
}

fn write(mut entries: mpsc::Receiver<Entry>) -> Result<NamedTempFile> {
    let file = NamedTempFile::new().map_err(failed)?;
    let mut zip = ZipWriter::new(file.reopen().map_err(failed)?);
    while let Some(entry) = entries.blocking_recv() {
        match entry {
            Entry::Name(name) => zip.start_file(name, options()).map_err(failed)?,
            Entry::Bytes(bytes) => zip.write_all(&bytes).map_err(failed)?,
        }
    }
    let mut out: File = zip.finish().map_err(failed)?;
    out.flush().map_err(failed)?;
    Ok(file)
}

/// The same for every file, its time included: packed again, the bytes are the same.
fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .unix_permissions(0o644)
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::internal(format!("a zip file: {error}"))
}

/// The most characters that a row's id has in a name.
const ID_CHARS: usize = 80;

/// `0007-blue-shoes/video.mp4`. A row's id is its author's: what leads elsewhere, cannot be seen or
/// means something to a file system becomes `_`.
pub(crate) fn name_in_zip(n: u32, id: &str, file: &str) -> String {
    let safe = |c: char| match c {
        c if c.is_alphanumeric() || "-_ .".contains(c) => c,
        _ => '_',
    };
    let id: String = id.chars().take(ID_CHARS).map(safe).collect();
    // Dots and blanks at the ends are lost on some systems, and `..` is no name.
    let id = id.trim_matches(['.', ' ']).replace("..", "_");
    let id = if id.is_empty() { "row".to_owned() } else { id };
    format!("{n:04}-{id}/{file}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_id_leads_out_of_its_folder() {
        let name = |id: &str| name_in_zip(7, id, "video.mp4");
        assert_eq!(name("blue-shoes"), "0007-blue-shoes/video.mp4");
        assert_eq!(name("são paulo"), "0007-são paulo/video.mp4");
        for bad in
            ["../../etc/passwd", "..", "a/../b", "C:\\x", "\u{202e}x", "a\nb", "", ". .", "..."]
        {
            let name = name(bad);
            assert_eq!(name.matches('/').count(), 1, "{name}");
            assert!(
                !name.contains("..") && !name.contains(['\\', ':', '\n', '\u{202e}']),
                "{name}"
            );
            assert!(name.starts_with("0007-") && name.ends_with("/video.mp4"), "{name}");
        }
        assert!(name(&"x".repeat(5000)).len() < 120);
    }
}
