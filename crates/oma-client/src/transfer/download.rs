use std::path::{Path, PathBuf};

use futures::StreamExt as _;
use oma_api::videos::FileLink;
use reqwest::Url;
use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt as _;

use super::{ATTEMPTS, OnBytes};
use crate::error::{Error, Result};
use crate::http::{RetryPolicy, Transport, gap, server_url, unexpected};

/// Fetches a link into the file `to`. The file appears whole or not at all; what was there before
/// stays until then.
///
/// # Errors
/// [`Error::Unexpected`] with status 403 when the link has ended: ask for a new one.
pub async fn fetch_file(link: &FileLink, to: &Path, on_bytes: &OnBytes) -> Result<()> {
    let url = server_url(&link.url).map_err(|_| {
        Error::Input("The server gave a link that is not https, so it is not followed.".to_owned())
    })?;
    let transport = Transport::to(&url)?;
    let part = part_of(to)?;
    let mut attempt = 1;
    loop {
        let fetched = fetch(&transport, &url, link.size, &part, on_bytes).await;
        let policy = RetryPolicy { attempts: ATTEMPTS, ..RetryPolicy::default() };
        match fetched {
            Ok(()) => return fs::rename(&part, to).await.map_err(|e| Error::file(to, e)),
            Err(error) => {
                let _ = fs::remove_file(&part).await;
                let wait = error.is_gap().then(|| policy.wait(attempt, None)).flatten();
                let Some(wait) = wait else { return Err(error) };
                tokio::time::sleep(wait).await;
                attempt += 1;
            }
        }
    }
}

/// Fetches what is short enough to be held in memory.
///
/// # Errors
/// [`Error::Input`] if it is longer than `most` bytes.
pub async fn fetch_bytes(link: &FileLink, most: u64) -> Result<Vec<u8>> {
    if link.size > most {
        let message = format!("The file has {} bytes; at most {most} are shown.", link.size);
        return Err(Error::Input(message));
    }
    let url = server_url(&link.url).map_err(|_| {
        Error::Input("The server gave a link that is not https, so it is not followed.".to_owned())
    })?;
    let response =
        Transport::to(&url)?.0.get(url.clone()).send().await.map_err(|e| gap(&url, e))?;
    let status = response.status();
    if !status.is_success() {
        return Err(unexpected(&url, status, b"the link gives nothing"));
    }
    let (mut stream, mut bytes) = (response.bytes_stream(), Vec::new());
    while let Some(chunk) = stream.next().await {
        bytes.extend_from_slice(&chunk.map_err(|e| gap(&url, e))?);
        if bytes.len() as u64 > most {
            return Err(Error::Input("The file is longer than was announced.".to_owned()));
        }
    }
    Ok(bytes)
}

/// A name beside the file, on the same disk, so that renaming is one step.
fn part_of(to: &Path) -> Result<PathBuf> {
    let name = to.file_name().ok_or_else(|| Error::file(to, "is not the name of a file"))?;
    let part = format!(".{}.{}.part", name.to_string_lossy(), ulid::Ulid::generate());
    Ok(to.with_file_name(part))
}

async fn fetch(
    transport: &Transport,
    url: &Url,
    size: u64,
    part: &Path,
    on_bytes: &OnBytes,
) -> Result<()> {
    let response = transport.0.get(url.clone()).send().await.map_err(|e| gap(url, e))?;
    let status = response.status();
    if !status.is_success() {
        return Err(unexpected(url, status, b"the link gives nothing"));
    }
    let cannot = |e: std::io::Error| Error::file(part, e);
    let mut file = File::create(part).await.map_err(cannot)?;
    let mut stream = response.bytes_stream();
    let mut done = 0;
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|e| gap(url, e))?;
        done += chunk.len() as u64;
        if done > size {
            break;
        }
        file.write_all(&chunk).await.map_err(cannot)?;
        on_bytes(done, size);
    }
    if done != size {
        let cause = format!("{size} bytes were announced and {done} came");
        return Err(Error::Unreachable { server: crate::http::origin(url), cause });
    }
    file.flush().await.map_err(cannot)?;
    file.sync_all().await.map_err(cannot)
}
