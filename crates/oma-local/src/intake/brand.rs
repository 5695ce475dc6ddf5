use std::path::Path;

use oma_core::Result;
use oma_core::brief::{BrandKit, BriefBrand};

use super::{Look, font, upload_name};

impl Look<'_> {
    /// Reads the brand kit, from its file if it is in one, and takes its files along. Paths in a
    /// kit's file are relative to that file.
    pub(super) async fn brand(&mut self, brand: BriefBrand) -> Result<Option<BrandKit>> {
        let (mut kit, at) = match brand {
            BriefBrand::Kit(kit) => (kit, "brand".to_owned()),
            BriefBrand::File(source) => {
                let Some(path) = self.file("brand", &source).await? else { return Ok(None) };
                let Some(kit) = self.read_kit(&path) else { return Ok(None) };
                let base = path.parent().unwrap_or(Path::new("")).to_owned();
                let outer = std::mem::replace(&mut self.base, base);
                let kit = self.kit(kit, &source).await;
                self.base = outer;
                return kit.map(Some);
            }
        };
        kit = self.kit(kit, &at).await?;
        Ok(Some(kit))
    }

    fn read_kit(&mut self, path: &Path) -> Option<BrandKit> {
        let json = match std::fs::read(path) {
            Ok(json) => json,
            Err(e) => {
                self.refuse("brand", &format!("cannot be read: {e}"), "a JSON file");
                return None;
            }
        };
        match BrandKit::parse(&json) {
            Ok(kit) => Some(kit),
            Err(problems) => {
                self.problems.extend(problems.into_iter().map(|p| p.within(path.display())));
                None
            }
        }
    }

    async fn kit(&mut self, mut kit: BrandKit, at: &str) -> Result<BrandKit> {
        if let Some(logo) = &mut kit.logo {
            self.media(&format!("{at}.logo.source"), &mut logo.source, &["an image"]).await?;
        }
        if let Some(source) = &mut kit.font {
            let at = format!("{at}.font");
            if let Some(path) = self.file(&at, source).await? {
                match font::problem(&path) {
                    None => {
                        let name = upload_name(&path)?;
                        *source = self.take(path, name);
                    }
                    Some(problem) => self.refuse(&at, &problem, "an OpenType or TrueType font"),
                }
            }
        }
        Ok(kit)
    }
}
