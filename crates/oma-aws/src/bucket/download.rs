use std::path::Path;

use aws_sdk_s3::primitives::ByteStream;
use oma_core::{Error, Result};
use tempfile::NamedTempFile;
use tokio::fs::File;
use tokio::io::{AsyncWriteExt as _, BufWriter};

use super::{Bucket, disk};
use crate::failure::{Service, broken_body};

/// Bytes of a download held in memory before they go to disk.
const BUFFER_BYTES: usize = 256 * 1024;

impl Bucket {
    /// Fetches into a temporary file beside the wanted one and renames it at the end: whoever
    /// sees the file sees all of it. Its folder must exist.
    pub(super) async fn download(&self, key: &str, path: &Path) -> Result<()> {
        let body = self.open(key, None).await?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let temporary = new_file(folder.unwrap_or(Path::new(".")))
            .map_err(|source| disk("cannot create a file beside the download's", &source))?;
        let file = temporary.reopen().map_err(|source| disk("cannot open it again", &source))?;
        save(body, File::from_std(file)).await?;
        temporary
            .persist(path)
            .map_err(|failed| disk("cannot rename a download", &failed.error))?;
        Ok(())
    }
}

/// A file that others may read as the user's umask says: it is the user's film, not a secret.
fn new_file(folder: &Path) -> std::io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

async fn save(mut body: ByteStream, file: File) -> Result<()> {
    let mut writer = BufWriter::with_capacity(BUFFER_BYTES, file);
    let failed = |source: std::io::Error| -> Error { disk("cannot write a download", &source) };
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(|source| broken_body(Service::S3, "GetObject", &source))?;
        writer.write_all(&chunk).await.map_err(failed)?;
    }
    writer.flush().await.map_err(failed)
}
