//! The files that a brief brings along: found, looked at and named by their content.

use std::path::{Path, PathBuf};

use oma_core::brief::{Brief, BriefMusic, Problem};
use oma_core::{Error, ErrorKind, Result};
use oma_media::ffmpeg::Tools;
use oma_media::probe::{self, Asset};
use sha2::{Digest, Sha256};

/// A brief whose files were found and can be used. Its sources are upload names.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The brief, with each path replaced by the name of the upload.
    pub brief: Brief,
    /// What to upload.
    pub files: Vec<Brought>,
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
    /// Looks at every file of a brief; paths are relative to `base`.
    ///
    /// All that are missing or cannot be used are reported at once as
    /// [`ErrorKind::InvalidBrief`], each with its path in the brief. Nothing is written.
    pub async fn new(mut brief: Brief, base: &Path, tools: &Tools) -> Result<Self> {
        let mut look = Look { base, tools, files: Vec::new(), problems: Vec::new() };
        for (i, asset) in brief.assets.iter_mut().enumerate() {
            let at = format!("assets[{i}].source");
            look.at(&at, &mut asset.source, &["an image", "a clip"]).await?;
        }
        if let BriefMusic::File(source) = &mut brief.music {
            look.at("music.file", source, &["a sound", "a clip"]).await?;
        }
        if look.problems.is_empty() {
            Ok(Self { brief, files: look.files })
        } else {
            Err(Error::invalid_brief(look.problems))
        }
    }
}

struct Look<'a> {
    base: &'a Path,
    tools: &'a Tools,
    files: Vec<Brought>,
    problems: Vec<Problem>,
}

impl Look<'_> {
    /// Looks at one file and replaces its source by its upload name.
    async fn at(&mut self, at: &str, source: &mut String, allowed: &[&str]) -> Result<()> {
        if source.contains("://") {
            return self.refuse(at, "is a link", "the path of a file on this machine");
        }
        let path = self.base.join(&*source);
        if !path.is_file() {
            let problem = format!("names no file: {}", path.display());
            return self.refuse(at, &problem, "the path of a file, relative to the brief");
        }
        match probe::sniff(self.tools, &path).await {
            Ok(asset) if allowed.contains(&noun(asset)) => {}
            Ok(asset) => {
                let problem = format!("is {}", noun(asset));
                return self.refuse(at, &problem, &allowed.join(" or "));
            }
            Err(e) if e.kind == ErrorKind::InvalidAsset => {
                let problem = format!("cannot be used: {}", e.message.trim_end_matches('.'));
                return self.refuse(at, &problem, &allowed.join(" or "));
            }
            Err(e) => return Err(e),
        }
        let name = upload_name(&path)?;
        if self.files.iter().all(|file| file.name != name) {
            self.files.push(Brought { name: name.clone(), path });
        }
        *source = name;
        Ok(())
    }

    #[allow(clippy::unnecessary_wraps)] // So that a refusal is one `return`.
    fn refuse(&mut self, at: &str, problem: &str, allowed: &str) -> Result<()> {
        self.problems.push(Problem::new(at, problem, allowed));
        Ok(())
    }
}

fn noun(asset: Asset) -> &'static str {
    match asset {
        Asset::Image { .. } => "an image",
        Asset::Clip { .. } => "a clip",
        Asset::Sound { .. } => "a sound",
    }
}

/// The SHA-256 of a file and its extension in lower case, if that is a plain one.
fn upload_name(path: &Path) -> Result<String> {
    let unreadable = |e| Error::internal(format!("{}: {e}", path.display()));
    let mut file = std::fs::File::open(path).map_err(unreadable)?;
    let mut hash = Sha256::new();
    std::io::copy(&mut file, &mut HashWriter(&mut hash)).map_err(unreadable)?;
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    let plain = extension.len() <= 5 && extension.chars().all(|c| c.is_ascii_alphanumeric());
    let dot = if plain && !extension.is_empty() { "." } else { "" };
    let extension = if plain { extension.to_ascii_lowercase() } else { String::new() };
    Ok(format!("{}{dot}{extension}", hex::encode(hash.finalize())))
}

struct HashWriter<'a>(&'a mut Sha256);

impl std::io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
