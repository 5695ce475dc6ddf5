//! The files that a brief brings along: fetched, looked at and named by their content.
//!
//! `brand` reads a brand kit from its file, `link` fetches what is on the web, `font` tells whether
//! a font can be used, `manifest` does all this for the rows of a batch. Nothing is written but a folder of downloads that goes when it is dropped.

mod brand;
mod font;
mod link;
mod manifest;
#[cfg(test)]
mod tests;

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use oma_core::brief::{Brief, BriefBrand, BriefMusic, Problem};
use oma_core::ports::Objects;
use oma_core::video::keys;
use oma_core::{Error, ErrorKind, Result};
use oma_media::ffmpeg::Tools;
use oma_media::probe::{self, Asset};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::Studio;
use link::Links;
pub(crate) use manifest::Material;

/// A brief whose files were found and can be used. Its sources are upload names.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The brief, with each path and link replaced by the name of the upload.
    pub brief: Brief,
    /// What to upload.
    pub files: Vec<Brought>,
    /// Where downloads lie.
    _downloads: Arc<TempDir>,
}

/// A file of the user's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// Its upload name: the hash of its content and its extension.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
}

impl Prepared {
    /// Looks at every file of a brief; paths are relative to `base`, https links are fetched.
    ///
    /// All that are missing or cannot be used are reported at once as
    /// [`ErrorKind::InvalidBrief`], each with its path in the brief.
    ///
    /// A file that `studio` already has was looked at when it came in, and is not again.
    pub async fn new(
        brief: Brief,
        base: &Path,
        tools: &Tools,
        studio: Option<&Studio>,
    ) -> Result<Self> {
        Self::with_links(brief, base, (tools, studio), Links::public()).await
    }

    async fn with_links(
        brief: Brief,
        base: &Path,
        (tools, studio): (&Tools, Option<&Studio>),
        links: Links,
    ) -> Result<Self> {
        let downloads = tempfile::tempdir().map_err(Error::internal)?;
        let mut look = Look {
            base: base.to_owned(),
            downloads: downloads.path(),
            links,
            tools,
            studio,
            files: Vec::new(),
            problems: Vec::new(),
        };
        let brief = look.over(brief).await?;
        if look.problems.is_empty() {
            Ok(Self { brief, files: look.files, _downloads: Arc::new(downloads) })
        } else {
            Err(Error::invalid_brief(look.problems))
        }
    }
}

struct Look<'a> {
    /// Where relative paths begin.
    base: PathBuf,
    downloads: &'a Path,
    links: Links,
    tools: &'a Tools,
    studio: Option<&'a Studio>,
    files: Vec<Brought>,
    problems: Vec<Problem>,
}

impl Look<'_> {
    async fn over(&mut self, mut brief: Brief) -> Result<Brief> {
        for (i, asset) in brief.assets.iter_mut().enumerate() {
            let at = format!("assets[{i}].source");
            self.media(&at, &mut asset.source, &["an image", "a clip"]).await?;
        }
        if let BriefMusic::File(source) = &mut brief.music {
            self.media("music.file", source, &["a sound", "a clip"]).await?;
        }
        if let Some(brand) = brief.brand.take() {
            brief.brand = self.brand(brand).await?.map(BriefBrand::Kit);
        }
        Ok(brief)
    }

    /// Looks at one picture, clip or sound and replaces its source by its upload name.
    async fn media(&mut self, at: &str, source: &mut String, allowed: &[&str]) -> Result<()> {
        let Some(path) = self.file(at, source).await? else { return Ok(()) };
        let name = upload_name(&path)?;
        if self.is_known(&name).await? {
            *source = self.take(path, name);
            return Ok(());
        }
        match probe::sniff(self.tools, &path).await {
            Ok(asset) if allowed.contains(&noun(asset)) => *source = self.take(path, name),
            Ok(asset) => self.refuse(at, &format!("is {}", noun(asset)), &allowed.join(" or ")),
            Err(e) if e.kind == ErrorKind::InvalidAsset => {
                let problem = format!("cannot be used: {}", e.message.trim_end_matches('.'));
                self.refuse(at, &problem, &allowed.join(" or "));
            }
            Err(e) => return Err(e),
        }
        Ok(())
    }

    /// Whether the studio has a file of this content.
    async fn is_known(&self, name: &str) -> Result<bool> {
        let Some(studio) = self.studio else { return Ok(false) };
        let key = keys::upload(&studio.owner, name);
        Ok(studio.storage().bucket.size(&key).await?.is_some())
    }

    /// The file that a source names, on this machine by now; nothing if there is a problem with it.
    async fn file(&mut self, at: &str, source: &str) -> Result<Option<PathBuf>> {
        if source.contains("://") {
            return match self.links.fetch(source, self.downloads).await? {
                Ok(path) => Ok(Some(path)),
                Err(problem) => {
                    self.refuse(at, &problem, "an https link to a file, or a path");
                    Ok(None)
                }
            };
        }
        let path = self.base.join(source);
        if path.is_file() {
            return Ok(Some(path));
        }
        let problem = format!("names no file: {}", path.display());
        self.refuse(at, &problem, "the path of a file, relative to the brief");
        Ok(None)
    }

    /// Takes a file along and gives its upload name back.
    fn take(&mut self, path: PathBuf, name: String) -> String {
        if self.files.iter().all(|file| file.name != name) {
            self.files.push(Brought { name: name.clone(), path });
        }
        name
    }

    fn refuse(&mut self, at: &str, problem: &str, allowed: &str) {
        self.problems.push(Problem::new(at, problem, allowed));
    }
}

fn noun(asset: Asset) -> &'static str {
    match asset {
        Asset::Image { .. } => "an image",
        Asset::Clip { .. } => "a clip",
        Asset::Sound { .. } => "a sound",
    }
}

/// How much of a file is read at once.
const PIECE_BYTES: usize = 256 * 1024;

/// The SHA-256 of a file and its extension in lower case, if that is a plain one.
pub(crate) fn upload_name(path: &Path) -> Result<String> {
    let unreadable = |e| Error::internal(format!("{}: {e}", path.display()));
    let mut file = std::fs::File::open(path).map_err(unreadable)?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        match file.read(&mut piece).map_err(unreadable)? {
            0 => break,
            read => hash.update(&piece[..read]),
        }
    }
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    let plain = extension.len() <= 5 && extension.chars().all(|c| c.is_ascii_alphanumeric());
    let dot = if plain && !extension.is_empty() { "." } else { "" };
    let extension = if plain { extension.to_ascii_lowercase() } else { String::new() };
    Ok(format!("{}{dot}{extension}", hex::encode(hash.finalize())))
}
