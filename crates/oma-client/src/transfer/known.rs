use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use oma_api::uploads::{Purpose, Upload, UploadStatus};

use super::{LocalFile, OnBytes, send_file};
use crate::client::Client;
use crate::error::{Error, Result};

/// Which files were uploaded already, by server, user and content, so that the same file is not
/// sent twice. It is a cache: losing it costs time, and what it says is asked for again.
#[derive(Debug)]
pub struct KnownUploads {
    path: PathBuf,
    /// `{server} {user} {purpose} {content type} {hash}` to the upload's id.
    ids: BTreeMap<String, String>,
}

impl KnownUploads {
    /// Opens the file at a path. One that is missing or damaged is empty.
    pub fn open(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let ids = std::fs::read(&path).ok().and_then(|json| serde_json::from_slice(&json).ok());
        Self { path, ids: ids.unwrap_or_default() }
    }

    /// The upload of a file: the one that is there, else a new one. `user` tells apart who signs
    /// in at the same server.
    ///
    /// # Errors
    /// [`Error::Input`] when the file was looked at and refused.
    pub async fn ready(
        &mut self,
        client: &Client,
        user: &str,
        file: &LocalFile,
        purpose: Purpose,
        on_bytes: &OnBytes,
    ) -> Result<Upload> {
        let (server, kind, hash) = (client.server(), file.content_type, &file.hash);
        let key = format!("{server} {user} {purpose:?} {kind} {hash}");
        if let Some(upload) = self.still_there(client, &key).await? {
            on_bytes(file.size, file.size);
            return Ok(upload);
        }
        let link = client.create_upload(&file.announce(purpose)).await?;
        send_file(&link, file, on_bytes).await?;
        let upload = client.complete_upload(&link.upload.upload_id).await?;
        if upload.status != UploadStatus::Ready {
            let why = upload.problem.unwrap_or_else(|| "it is not ready".to_owned());
            return Err(Error::Input(format!("{} was refused: {why}", file.path.display())));
        }
        self.ids.insert(key, upload.upload_id.clone());
        // A cache that cannot be written only costs the next run an upload.
        let _ = self.save();
        Ok(upload)
    }

    async fn still_there(&self, client: &Client, key: &str) -> Result<Option<Upload>> {
        let Some(id) = self.ids.get(key) else { return Ok(None) };
        match client.read_upload(id).await {
            Ok(upload) => Ok((upload.status == UploadStatus::Ready).then_some(upload)),
            Err(Error::Refused(problem)) if problem.status == 404 => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn save(&self) -> std::io::Result<()> {
        let dir = self.path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(dir)?;
        let part = dir.join(format!(".uploads.{}", ulid::Ulid::generate()));
        std::fs::write(&part, serde_json::to_vec_pretty(&self.ids)?)?;
        std::fs::rename(&part, &self.path)
    }
}
