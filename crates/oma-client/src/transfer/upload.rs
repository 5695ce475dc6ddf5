use std::io::Read as _;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures::{Stream, stream};
use oma_api::uploads::{CreateUpload, Purpose, UploadLink};
use reqwest::header::CONTENT_LENGTH;
use reqwest::{Body, Url};
use sha2::{Digest as _, Sha256};
use tokio::fs::File;
use tokio::io::AsyncReadExt as _;

use super::{ATTEMPTS, OnBytes};
use crate::error::{Error, Result};
use crate::http::{RetryPolicy, Transport, gap, server_url, unexpected};

const CHUNK_BYTES: usize = 256 * 1024;

/// Media types by the end of a file's name, as the API takes them.
const TYPES: [(&str, &str); 20] = [
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("webp", "image/webp"),
    ("svg", "image/svg+xml"),
    ("mp4", "video/mp4"),
    ("m4v", "video/mp4"),
    ("mov", "video/quicktime"),
    ("webm", "video/webm"),
    ("mp3", "audio/mpeg"),
    ("m4a", "audio/mp4"),
    ("wav", "audio/wav"),
    ("flac", "audio/flac"),
    ("ogg", "audio/ogg"),
    ("oga", "audio/ogg"),
    ("ttf", "font/ttf"),
    ("otf", "font/otf"),
    ("csv", "text/csv"),
    ("jsonl", "application/x-ndjson"),
    ("ndjson", "application/x-ndjson"),
];

/// A file that may be uploaded: what it is, and what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalFile {
    /// Where it is.
    pub path: PathBuf,
    /// In bytes.
    pub size: u64,
    /// By the end of its name.
    pub content_type: &'static str,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub hash: String,
}

impl LocalFile {
    /// Reads a file once, for its hash.
    ///
    /// # Errors
    /// [`Error::File`] if it cannot be read, is empty, or has a name that ends in no known way.
    pub fn read(path: &Path) -> Result<Self> {
        let end = path.extension().and_then(|end| end.to_str()).unwrap_or_default();
        let known = TYPES.iter().find(|(name, _)| end.eq_ignore_ascii_case(name));
        let (_, content_type) = known.ok_or_else(|| {
            let ends: Vec<&str> = TYPES.iter().map(|(end, _)| *end).collect();
            Error::file(path, format!("its name must end with one of: {}", ends.join(", ")))
        })?;
        let (size, hash) = hash(path).map_err(|e| Error::file(path, e))?;
        if size == 0 {
            return Err(Error::file(path, "is empty"));
        }
        Ok(Self { path: path.to_owned(), size, content_type, hash })
    }

    /// What a picture or clip of a scene is for, by its media type.
    pub fn scene_purpose(&self) -> Purpose {
        if self.content_type.starts_with("video/") { Purpose::Clip } else { Purpose::Image }
    }

    /// How it is announced to the API.
    pub fn announce(&self, purpose: Purpose) -> CreateUpload {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        CreateUpload {
            purpose,
            name: name.chars().filter(|c| !c.is_control()).take(200).collect(),
            content_type: self.content_type.to_owned(),
            size: self.size,
        }
    }
}

fn hash(path: &Path) -> std::io::Result<(u64, String)> {
    let mut file = std::fs::File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; CHUNK_BYTES];
    let mut size = 0;
    loop {
        let n = file.read(&mut buffer)?;
        if n == 0 {
            return Ok((size, hex::encode(hasher.finalize())));
        }
        size += n as u64;
        hasher.update(&buffer[..n]);
    }
}

/// Sends a file where an upload's link says, with the link's headers.
pub async fn send_file(link: &UploadLink, file: &LocalFile, on_bytes: &OnBytes) -> Result<()> {
    let url = server_url(&link.url).map_err(|_| {
        Error::Input("The server gave a link that is not https, so it is not followed.".to_owned())
    })?;
    let transport = Transport::to(&url)?;
    let policy = RetryPolicy { attempts: ATTEMPTS, ..RetryPolicy::default() };
    let mut attempt = 1;
    loop {
        let Err(error) = send(&transport, &url, link, file, on_bytes).await else { return Ok(()) };
        let wait = error.is_gap().then(|| policy.wait(attempt, None)).flatten();
        let Some(wait) = wait else { return Err(error) };
        tokio::time::sleep(wait).await;
        attempt += 1;
    }
}

async fn send(
    transport: &Transport,
    url: &Url,
    link: &UploadLink,
    file: &LocalFile,
    on_bytes: &OnBytes,
) -> Result<()> {
    let source = File::open(&file.path).await.map_err(|e| Error::file(&file.path, e))?;
    let body = Body::wrap_stream(chunks(source, file.size, on_bytes.clone()));
    // Storage takes no body of unknown length.
    let mut request = transport.0.put(url.clone()).header(CONTENT_LENGTH, file.size);
    for (name, value) in &link.headers {
        if !name.eq_ignore_ascii_case("content-length") && !name.eq_ignore_ascii_case("host") {
            request = request.header(name, value);
        }
    }
    let response = request.body(body).send().await.map_err(|e| gap(url, e))?;
    let status = response.status();
    if status.is_success() {
        return Ok(());
    }
    Err(unexpected(url, status, b"storage does not take the file"))
}

fn chunks(
    file: File,
    size: u64,
    on_bytes: OnBytes,
) -> impl Stream<Item = std::io::Result<Bytes>> + Send + 'static {
    stream::try_unfold((file, 0), move |(mut file, done)| {
        let on_bytes = on_bytes.clone();
        async move {
            let mut buffer = vec![0; CHUNK_BYTES];
            let n = file.read(&mut buffer).await?;
            if n == 0 {
                return Ok(None);
            }
            buffer.truncate(n);
            let done = done + n as u64;
            on_bytes(done.min(size), size);
            Ok(Some((Bytes::from(buffer), (file, done))))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_name_and_bytes() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("Shop front.JPG");
        std::fs::write(&path, b"abc").unwrap();
        let file = LocalFile::read(&path).unwrap();
        assert_eq!((file.size, file.content_type), (3, "image/jpeg"));
        // FIPS 180-2, appendix B.1.
        assert!(file.hash.starts_with("ba7816bf8f01cfea"), "{}", file.hash);
        assert_eq!(file.announce(file.scene_purpose()).name, "Shop front.JPG");
        for (name, bytes) in [("notes.txt", "abc"), ("empty.png", "")] {
            std::fs::write(dir.path().join(name), bytes).unwrap();
            assert!(LocalFile::read(&dir.path().join(name)).is_err(), "{name}");
        }
    }
}
