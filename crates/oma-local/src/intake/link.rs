//! Fetches what a brief names by an https link.

use std::path::{Path, PathBuf};
use std::time::Duration;

use futures::StreamExt;
use oma_core::{Error, Result};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;

/// A clip of a phone for a film of three minutes is smaller.
const MAX_BYTES: u64 = 512 * 1024 * 1024;
/// Without a byte for this long, the other side is gone.
const PATIENCE: Duration = Duration::from_secs(30);
const REDIRECTS: usize = 5;

/// Fetches links.
#[derive(Debug, Clone)]
pub(super) struct Links {
    https_only: bool,
}

/// A file, or what is wrong with the link.
type Fetched = std::result::Result<PathBuf, String>;

impl Links {
    pub(super) fn https_only() -> Self {
        Self { https_only: true }
    }

    /// For servers that tests run on this machine.
    #[cfg(test)]
    pub(super) fn with_http() -> Self {
        Self { https_only: false }
    }

    /// Fetches a link into a folder. A link's query may hold a signature, so problems name its
    /// host and path alone.
    pub(super) async fn fetch(&self, link: &str, dir: &Path) -> Result<Fetched> {
        let Ok(url) = Url::parse(link) else {
            return Ok(Err("is not a link".to_owned()));
        };
        if self.https_only && url.scheme() != "https" {
            return Ok(Err(format!("is a link with {}", url.scheme())));
        }
        let client = Client::builder()
            .https_only(self.https_only)
            .redirect(Policy::limited(REDIRECTS))
            .connect_timeout(PATIENCE)
            .read_timeout(PATIENCE)
            .build()
            .map_err(Error::internal)?;
        let path = dir.join(file_name(&url));
        let answer = client.get(url.clone()).send().await.and_then(Response::error_for_status);
        let kept = match answer {
            Ok(answer) => keep(answer, &path).await,
            Err(e) => Err(reason(e)),
        };
        Ok(kept
            .map(|()| path)
            .map_err(|why| format!("cannot be fetched from {}: {why}", shown(&url))))
    }
}

async fn keep(answer: Response, path: &Path) -> std::result::Result<(), String> {
    let too_long = || format!("it is larger than {} MB", MAX_BYTES / 1024 / 1024);
    if answer.content_length().is_some_and(|length| length > MAX_BYTES) {
        return Err(too_long());
    }
    let mut file = tokio::fs::File::create(path).await.map_err(|e| e.to_string())?;
    let mut length = 0;
    let mut body = answer.bytes_stream();
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(reason)?;
        length += chunk.len() as u64;
        if length > MAX_BYTES {
            return Err(too_long());
        }
        file.write_all(&chunk).await.map_err(|e| e.to_string())?;
    }
    file.flush().await.map_err(|e| e.to_string())
}

/// The innermost cause says it best ("connection refused"); reqwest's own words repeat the link.
fn reason(error: reqwest::Error) -> String {
    if let Some(status) = error.status() {
        return format!("the answer is {status}");
    }
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    let error = error.without_url();
    let mut cause: &dyn std::error::Error = &error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

fn shown(url: &Url) -> String {
    format!("{}{}", url.host_str().unwrap_or_default(), url.path())
}

/// A name that no other link has; the extension is kept for the upload's name.
fn file_name(url: &Url) -> String {
    let hash = hex::encode(Sha256::digest(url.as_str()));
    let extension = Path::new(url.path()).extension().and_then(|e| e.to_str()).unwrap_or_default();
    format!("{hash}.{extension}")
}
