//! The files that the rows of a batch name. Each is looked at once, however many rows name it, and
//! copied into the bucket at once, so that downloads do not pile up.

use std::path::Path;

use api_function::Brought;
use oma_api::uploads::Purpose;
use oma_core::Result;
use oma_core::brief::{BrandKit, BriefBrand};
use oma_core::ports::Objects as _;
use oma_core::video::keys;
use oma_media::ffmpeg::Tools;
use serde_json::{Map, Value};
use tempfile::TempDir;

use super::link::Links;
use super::{Look, font, upload_name};
use crate::Studio;

/// Takes in what rows name.
pub(crate) struct Material<'a> {
    studio: &'a Studio,
    tools: &'a Tools,
    base: &'a Path,
    brought: Brought,
}

impl<'a> Material<'a> {
    /// Paths are relative to `base`.
    pub(crate) fn new(studio: &'a Studio, tools: &'a Tools, base: &'a Path) -> Self {
        Self { studio, tools, base, brought: Brought::default() }
    }

    /// Looks at the files of one row that no row before has named.
    pub(crate) async fn of_row(&mut self, row: &Map<String, Value>) -> Result<()> {
        for asset in row.get("assets").and_then(Value::as_array).into_iter().flatten() {
            self.file(Purpose::Image, &asset["source"]).await?;
        }
        if let Some(music) = row.get("music") {
            self.file(Purpose::Music, &music["file"]).await?;
        }
        match row.get("brand") {
            Some(Value::String(path)) => self.kit(path).await?,
            Some(kit) => {
                self.file(Purpose::Logo, &kit["logo"]["source"]).await?;
                self.file(Purpose::Font, &kit["font"]).await?;
            }
            None => {}
        }
        Ok(())
    }

    /// What was found.
    pub(crate) fn finish(self) -> Brought {
        self.brought
    }

    async fn file(&mut self, purpose: Purpose, source: &Value) -> Result<()> {
        let Some(source) = source.as_str() else { return Ok(()) };
        let key = (purpose, source.to_owned());
        if self.brought.files.contains_key(&key) {
            return Ok(());
        }
        let downloads = folder()?;
        let mut look = self.look(downloads.path());
        let mut name = source.to_owned();
        match purpose {
            Purpose::Music => look.media("", &mut name, &["a sound", "a clip"]).await?,
            Purpose::Logo => look.media("", &mut name, &["an image"]).await?,
            Purpose::Font => look.font(&mut name).await?,
            _ => look.media("", &mut name, &["an image", "a clip"]).await?,
        }
        let found = self.take(look, name).await?;
        self.brought.files.insert(key, found);
        Ok(())
    }

    async fn kit(&mut self, path: &str) -> Result<()> {
        if self.brought.kits.contains_key(path) {
            return Ok(());
        }
        let downloads = folder()?;
        let mut look = self.look(downloads.path());
        let kit = look.brand(BriefBrand::File(path.to_owned())).await?.unwrap_or_default();
        let found = self.take::<BrandKit>(look, kit).await?;
        self.brought.kits.insert(path.to_owned(), found);
        Ok(())
    }

    fn look<'l>(&self, downloads: &'l Path) -> Look<'l>
    where
        'a: 'l,
    {
        Look {
            base: self.base.to_owned(),
            downloads,
            links: Links::public(),
            tools: self.tools,
            studio: Some(self.studio),
            files: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// Copies what was found into the bucket, or says what is wrong with it.
    async fn take<T>(
        &self,
        look: Look<'_>,
        found: T,
    ) -> Result<std::result::Result<T, (String, String)>> {
        if let Some(problem) = look.problems.into_iter().next() {
            let at = if problem.path.is_empty() { "" } else { ": " };
            let told = format!("{}{at}{}", problem.path, problem.problem);
            return Ok(Err((told, problem.allowed)));
        }
        for file in look.files {
            self.studio.keep(&file).await?;
        }
        Ok(Ok(found))
    }
}

impl Look<'_> {
    async fn font(&mut self, source: &mut String) -> Result<()> {
        let Some(path) = self.file("", source).await? else { return Ok(()) };
        match font::problem(&path) {
            None => {
                let name = upload_name(&path)?;
                *source = self.take(path, name);
            }
            Some(problem) => self.refuse("", &problem, "an OpenType or TrueType font"),
        }
        Ok(())
    }
}

impl Studio {
    /// Copies a file into the bucket, unless it is there.
    pub(crate) async fn keep(&self, file: &super::Brought) -> Result<()> {
        let key = keys::upload(&self.owner, &file.name);
        let bucket = &self.storage().bucket;
        if bucket.size(&key).await?.is_none() {
            bucket.put_file(&key, &file.path, "application/octet-stream").await?;
        }
        Ok(())
    }
}

fn folder() -> Result<TempDir> {
    tempfile::tempdir().map_err(oma_core::Error::internal)
}
