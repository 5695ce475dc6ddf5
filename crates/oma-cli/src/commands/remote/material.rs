//! The files that a brief names: found, checked, uploaded, and their ids put in their place.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use indicatif::{ProgressBar, ProgressStyle};
use oma_api::uploads::Purpose;
use oma_client::{KnownUploads, LocalFile, OnBytes};
use oma_core::Error;
use oma_core::brief::{BrandKit, Brief, BriefBrand, BriefMusic, Problem};

use super::session::{Session, known_uploads};
use crate::outcome::Failure;

/// Where in a brief a file is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    Asset(usize),
    Music,
    Logo,
    Font,
}

/// A brief and the files on this machine that it names.
pub(crate) struct Material {
    brief: Brief,
    files: Vec<(Slot, LocalFile)>,
}

/// Reads a file that a person named.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|e| {
        let problem =
            Problem::new(path.display().to_string(), format!("cannot be read: {e}"), "a JSON file");
        Error::invalid_brief(vec![problem])
    })
}

impl Material {
    /// Reads a brief and looks at its files. All problems come at once, and nothing is sent.
    pub(crate) fn of(path: &Path) -> Result<Self, Error> {
        let brief = Brief::parse(&read(path)?)?;
        Self::look(brief, path.parent().unwrap_or(Path::new(".")))
    }

    /// The same for a brand kit in a file of its own.
    pub(crate) fn of_kit(path: &Path) -> Result<Self, Error> {
        let kit = BrandKit::parse(&read(path)?).map_err(Error::invalid_brief)?;
        let carrier = serde_json::json!({
            "title": "brand kit", "description": "A brand kit.", "language": "en-US", "brand": kit,
        });
        Self::look(Brief::from_value(carrier)?, path.parent().unwrap_or(Path::new(".")))
    }

    fn look(mut brief: Brief, base: &Path) -> Result<Self, Error> {
        let mut problems = Vec::new();
        let mut kit_base = base.to_owned();
        if let Some(BriefBrand::File(file)) = &brief.brand
            && (base.join(file).is_file() || !is_id(file))
        {
            let path = base.join(file);
            path.parent().unwrap_or(base).clone_into(&mut kit_base);
            match std::fs::read(&path).map(|json| BrandKit::parse(&json)) {
                Ok(Ok(kit)) => brief.brand = Some(BriefBrand::Kit(kit)),
                Ok(Err(found)) => problems.extend(found.into_iter().map(|p| p.within(file))),
                Err(e) => problems.push(Problem::new(
                    "brand",
                    format!("cannot be read: {e}"),
                    "a JSON file",
                )),
            }
        }
        let mut files = Vec::new();
        for (slot, field, source) in named(&brief) {
            let base = if matches!(slot, Slot::Logo | Slot::Font) { &kit_base } else { base };
            let path = base.join(&source);
            if source.contains("://") || (is_id(&source) && !path.exists()) {
                continue;
            }
            match LocalFile::read(&path) {
                Ok(file) => files.push((slot, file)),
                Err(e) => {
                    problems.push(Problem::new(field, e.to_string(), "a file that can be read"));
                }
            }
        }
        if problems.is_empty() {
            Ok(Self { brief, files })
        } else {
            Err(Error::invalid_brief(problems))
        }
    }

    /// The brief without what would have to be uploaded first, for questions about it.
    pub(crate) fn without_files(mut self) -> Brief {
        let assets: Vec<usize> = self
            .files
            .iter()
            .filter_map(|(slot, _)| match slot {
                Slot::Asset(i) => Some(*i),
                _ => None,
            })
            .collect();
        for (slot, _) in &self.files {
            let kit = match &mut self.brief.brand {
                Some(BriefBrand::Kit(kit)) => Some(kit),
                _ => None,
            };
            match (slot, kit) {
                (Slot::Music, _) => self.brief.music = BriefMusic::Auto,
                (Slot::Logo, Some(kit)) => kit.logo = None,
                (Slot::Font, Some(kit)) => kit.font = None,
                _ => {}
            }
        }
        let mut i = 0;
        self.brief.assets.retain(|_| {
            i += 1;
            !assets.contains(&(i - 1))
        });
        self.brief
    }

    /// Uploads what the server does not have yet, and returns the brief with ids for paths.
    pub(crate) async fn upload(mut self, session: &Session) -> Result<Brief, Failure> {
        let mut known = KnownUploads::open(known_uploads());
        for (slot, file) in std::mem::take(&mut self.files) {
            let purpose = match slot {
                Slot::Asset(_) => file.scene_purpose(),
                Slot::Music => Purpose::Music,
                Slot::Logo => Purpose::Logo,
                Slot::Font => Purpose::Font,
            };
            let upload = send(session, &mut known, &file, purpose).await?;
            put(&mut self.brief, slot, upload);
        }
        Ok(self.brief)
    }
}

/// Sends one file, with a bar where somebody looks on, and returns the upload's id.
pub(crate) async fn send(
    session: &Session,
    known: &mut KnownUploads,
    file: &LocalFile,
    purpose: Purpose,
) -> Result<String, Failure> {
    let bar = bar("sending", &file.path, file.size, session.json);
    let upload = known.ready(&session.client, &session.user, file, purpose, &bar_bytes(&bar)).await;
    bar.finish_and_clear();
    Ok(upload?.upload_id)
}

/// A bar for one file; indicatif draws none where standard error is no terminal.
pub(crate) fn bar(doing: &str, path: &Path, size: u64, hidden: bool) -> ProgressBar {
    if hidden {
        return ProgressBar::hidden();
    }
    let name: PathBuf = path.file_name().unwrap_or_default().into();
    let bar = ProgressBar::new(size);
    let style =
        ProgressStyle::with_template("{msg} {bar:30} {decimal_bytes}/{decimal_total_bytes}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_message(format!("{doing} {}", name.display()));
    bar
}

/// Moves a bar.
pub(crate) fn bar_bytes(bar: &ProgressBar) -> OnBytes {
    let bar = bar.clone();
    Arc::new(move |done, _| bar.set_position(done))
}

/// A text that may be the id of something on the server: a ULID.
fn is_id(text: &str) -> bool {
    text.parse::<oma_core::id::VideoId>().is_ok()
}

fn named(brief: &Brief) -> Vec<(Slot, String, String)> {
    let mut named: Vec<(Slot, String, String)> = Vec::new();
    for (i, asset) in brief.assets.iter().enumerate() {
        named.push((Slot::Asset(i), format!("assets[{i}].source"), asset.source.clone()));
    }
    if let BriefMusic::File(file) = &brief.music {
        named.push((Slot::Music, "music.file".to_owned(), file.clone()));
    }
    let kit = brief.brand();
    if let Some(logo) = kit.and_then(|kit| kit.logo.as_ref()) {
        named.push((Slot::Logo, "brand.logo.source".to_owned(), logo.source.clone()));
    }
    if let Some(font) = kit.and_then(|kit| kit.font.as_ref()) {
        named.push((Slot::Font, "brand.font".to_owned(), font.clone()));
    }
    named
}

fn put(brief: &mut Brief, slot: Slot, upload: String) {
    let kit = match &mut brief.brand {
        Some(BriefBrand::Kit(kit)) => Some(kit),
        _ => None,
    };
    match (slot, kit) {
        (Slot::Asset(i), _) => {
            if let Some(asset) = brief.assets.get_mut(i) {
                asset.source = upload;
            }
        }
        (Slot::Music, _) => brief.music = BriefMusic::File(upload),
        (Slot::Logo, Some(kit)) => {
            if let Some(logo) = &mut kit.logo {
                logo.source = upload;
            }
        }
        (Slot::Font, Some(kit)) => kit.font = Some(upload),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn write(dir: &Path, name: &str, text: &str) {
        std::fs::write(dir.join(name), text).unwrap();
    }

    #[test]
    fn files_are_found_and_ids_and_links_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let at = dir.path();
        for name in ["a.png", "logo.svg", "song.mp3"] {
            write(at, name, "bytes");
        }
        write(at, "kit.json", r#"{"logo": {"source": "logo.svg"}}"#);
        let brief = json!({
            "title": "Tide pools", "description": "Life between tides.", "language": "en-US",
            "assets": [{"source": "01JD3Q5V9A2M7R0C8X4T6W1ZKE"}, {"source": "a.png"},
                {"source": "https://example.com/b.png"}],
            "music": {"file": "song.mp3"}, "brand": "kit.json",
        });
        write(at, "brief.json", &brief.to_string());
        let material = Material::of(&at.join("brief.json")).unwrap();
        let slots: Vec<Slot> = material.files.iter().map(|(slot, _)| *slot).collect();
        assert_eq!(slots, [Slot::Asset(1), Slot::Music, Slot::Logo]);
        let mut sent = material.brief.clone();
        for (slot, _) in &material.files {
            put(&mut sent, *slot, format!("{slot:?}"));
        }
        assert_eq!(sent.assets[1].source, "Asset(1)");
        assert_eq!(sent.music, BriefMusic::File("Music".to_owned()));
        assert_eq!(sent.brand().unwrap().logo.as_ref().unwrap().source, "Logo");
        let asked = material.without_files();
        assert_eq!((asked.assets.len(), &asked.music), (2, &BriefMusic::Auto));
        assert!(asked.brand().unwrap().logo.is_none());
    }

    #[test]
    fn every_missing_file_is_named_with_its_field() {
        let dir = tempfile::tempdir().unwrap();
        let brief = json!({
            "title": "Tide pools", "description": "Life between tides.", "language": "en-US",
            "assets": [{"source": "gone.png"}, {"source": "notes.txt"}], "brand": "gone.json",
        });
        write(dir.path(), "brief.json", &brief.to_string());
        write(dir.path(), "notes.txt", "words");
        let error = Material::of(&dir.path().join("brief.json")).err().unwrap();
        let paths: Vec<&str> = error.problems.iter().map(|p| p.path.as_str()).collect();
        assert_eq!(paths, ["brand", "assets[0].source", "assets[1].source"]);
    }
}
