use std::path::PathBuf;

use bytes::Bytes;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::StepKey;
use crate::event::Fallback;
use crate::id::Owner;
use crate::money::MicroUsd;
use crate::spend::Bill;

/// What the work of a step gives: files, and what they cost.
#[derive(Debug, Default)]
pub struct Output {
    /// The files, at least one.
    pub files: Vec<MadeFile>,
    /// What the calls that it took were charged, and what they saved.
    pub bill: Bill,
    /// What had to be replaced.
    pub fallbacks: Vec<Fallback>,
}

/// One file of an artifact, before it is stored.
#[derive(Debug)]
pub struct MadeFile {
    /// Its name within the artifact, without a slash.
    pub name: String,
    /// Its media type.
    pub content_type: &'static str,
    /// What is in it.
    pub body: MadeBody,
}

/// The content of a file: small things in memory, media on disk.
#[derive(Debug)]
pub enum MadeBody {
    /// In memory.
    Bytes(Bytes),
    /// On disk; the work folder must live until the step has been stored.
    Path(PathBuf),
}

impl Output {
    /// An output of files that cost nothing.
    pub fn free(files: Vec<MadeFile>) -> Self {
        Self { files, ..Self::default() }
    }
}

impl MadeFile {
    /// A JSON file of a value.
    pub fn json<T: Serialize>(name: &str, value: &T) -> crate::Result<Self> {
        let bytes = serde_json::to_vec_pretty(value)?;
        Ok(Self::bytes(name, "application/json", bytes))
    }

    /// A file of bytes.
    pub fn bytes(name: &str, content_type: &'static str, bytes: impl Into<Bytes>) -> Self {
        Self { name: name.to_owned(), content_type, body: MadeBody::Bytes(bytes.into()) }
    }

    /// A file that lies on disk.
    pub fn path(name: &str, content_type: &'static str, path: impl Into<PathBuf>) -> Self {
        Self { name: name.to_owned(), content_type, body: MadeBody::Path(path.into()) }
    }
}

/// The index entry of an artifact. That it exists means that its files do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArtifactRecord {
    /// Whose it is.
    pub owner: Owner,
    /// Its address.
    pub key: StepKey,
    /// The step that made it.
    pub step: String,
    /// Its files.
    pub files: Vec<FileRecord>,
    /// What it costs to make where nothing is there.
    pub cost_micro_usd: MicroUsd,
    /// How long it took to make.
    pub made_in_ms: u64,
    /// What had to be replaced in making it.
    #[serde(default)]
    pub fallbacks: Vec<Fallback>,
    /// When it was made.
    pub made_at: Timestamp,
}

/// A stored file of an artifact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// Its name within the artifact.
    pub name: String,
    /// Its length in bytes.
    pub size: u64,
}

/// A step's result.
#[derive(Debug, Clone)]
pub struct Artifact {
    /// Its address.
    pub key: StepKey,
    /// Whether it was there already.
    pub cached: bool,
}
