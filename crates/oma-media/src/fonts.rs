//! The fonts of cards and captions, embedded so that a picture is the same on every machine.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use oma_core::{Error, ErrorKind, Result};
use resvg::usvg::fontdb::{Database, Source};
use resvg::usvg::{Node, Options, Tree};

/// The files of Inter Display (OFL-1.1): name and bytes, from the lightest to the heaviest.
pub const FILES: &[(&str, &[u8])] = &[
    ("InterDisplay-Medium.otf", include_bytes!("../assets/fonts/InterDisplay-Medium.otf")),
    ("InterDisplay-SemiBold.otf", include_bytes!("../assets/fonts/InterDisplay-SemiBold.otf")),
    ("InterDisplay-Bold.otf", include_bytes!("../assets/fonts/InterDisplay-Bold.otf")),
    ("InterDisplay-ExtraBold.otf", include_bytes!("../assets/fonts/InterDisplay-ExtraBold.otf")),
];

/// Writes the fonts to `fonts` under a work folder, for libass, and returns that folder.
///
/// Files that are there with the right size are left alone, so calling it again is cheap.
pub fn fonts_dir(work_dir: &Path) -> Result<PathBuf> {
    let dir = work_dir.join("fonts");
    write_all(&dir).map_err(|e| {
        Error::new(ErrorKind::StorageUnavailable, "The fonts could not be written.")
            .with_detail(format!("{}: {e}", dir.display()))
    })?;
    Ok(dir)
}

fn write_all(dir: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(dir)?;
    for (name, bytes) in FILES {
        let path = dir.join(name);
        let there = std::fs::metadata(&path).is_ok_and(|m| m.len() == bytes.len() as u64);
        if !there {
            std::fs::write(path, bytes)?;
        }
    }
    Ok(())
}

/// The embedded fonts as the renderer reads them; nothing of the machine's own, so that every
/// machine draws the same.
pub(crate) fn database() -> Arc<Database> {
    static FONTS: OnceLock<Arc<Database>> = OnceLock::new();
    let fonts = FONTS.get_or_init(|| {
        let mut database = Database::new();
        for (_, bytes) in FILES {
            database.load_font_source(Source::Binary(Arc::new(bytes)));
        }
        Arc::new(database)
    });
    Arc::clone(fonts)
}

/// The family under which cards find a brand's font, whatever its own name is.
pub(crate) const BRAND_FAMILY: &str = "OMA Brand";

/// A brand's font for headlines; cheap to clone.
#[derive(Debug, Clone)]
pub struct Font {
    family: String,
    /// Only this font.
    alone: Arc<Database>,
    /// This font as [`BRAND_FAMILY`] beside the embedded ones.
    pub(crate) database: Arc<Database>,
    /// How far letters with accents reach above the baseline, in em.
    pub(crate) ascent: f32,
    /// How far letters reach below it, in em.
    pub(crate) descent: f32,
}

impl Font {
    /// Reads an OpenType or TrueType font. Fails with `InvalidAsset` if the bytes are none or if
    /// it cannot draw a Latin letter.
    pub fn load(bytes: &[u8]) -> Result<Self> {
        let (family, alone) = read(bytes)?;
        let mut database = Database::clone(&database());
        for face in alone.faces() {
            let mut face = face.clone();
            for family in &mut face.families {
                BRAND_FAMILY.clone_into(&mut family.0);
            }
            database.push_face_info(face);
        }
        let (alone, database) = (Arc::new(alone), Arc::new(database));
        let (ascent, descent) = reach(&alone, &family)?;
        Ok(Self { family, alone, database, ascent, descent })
    }

    /// The name of its family, as captions call it.
    pub fn family(&self) -> &str {
        &self.family
    }

    /// Whether it has a glyph for every letter of a text.
    pub fn has_letters_of(&self, text: &str) -> bool {
        let shaped = shape(&self.alone, &self.family, text);
        shaped.is_ok_and(|tree| {
            let Some(Node::Text(text)) = tree.root().children().first() else {
                return text.trim().is_empty();
            };
            let glyphs = text.layouted().iter().flat_map(|span| &span.positioned_glyphs);
            glyphs.into_iter().all(|glyph| glyph.id.0 != 0)
        })
    }
}

/// The name of the family of an OpenType or TrueType font. Fails with `InvalidAsset` if the bytes
/// are none.
pub fn family_of(bytes: &[u8]) -> Result<String> {
    read(bytes).map(|(family, _)| family)
}

fn read(bytes: &[u8]) -> Result<(String, Database)> {
    let mut database = Database::new();
    database.load_font_data(bytes.to_vec());
    let family = database.faces().find_map(|face| Some(face.families.first()?.0.clone()));
    let family = family.ok_or_else(|| invalid("it is no OpenType or TrueType font"))?;
    Ok((family, database))
}

/// How far the letters of both languages reach above and below the baseline, in em.
fn reach(fonts: &Arc<Database>, family: &str) -> Result<(f32, f32)> {
    const SIZE: f32 = 100.0;
    let tree = shape(fonts, family, "ÁÊÕÚÇHgjpqyç")?;
    let Some(Node::Text(text)) = tree.root().children().first() else {
        return Err(invalid("it draws no letters"));
    };
    let ink = text.flattened().bounding_box();
    if ink.height() < 0.2 * SIZE || ink.height() > 3.0 * SIZE {
        return Err(invalid("it draws no Latin letters"));
    }
    Ok((-ink.top() / SIZE, ink.bottom() / SIZE))
}

/// A line of text at a size of 100, its baseline at 0.
fn shape(fonts: &Arc<Database>, family: &str, text: &str) -> Result<Tree> {
    let escape =
        |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg"><text font-family="{}" font-size="100">{}</text></svg>"#,
        escape(family),
        escape(text)
    );
    let options = Options { fontdb: Arc::clone(fonts), ..Options::default() };
    Tree::from_str(&svg, &options).map_err(|_| invalid("it cannot be read"))
}

fn invalid(why: &str) -> Error {
    Error::new(ErrorKind::InvalidAsset, format!("The font cannot be used: {why}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_font_is_read_and_knows_its_letters() {
        let font = Font::load(FILES[2].1).unwrap();
        assert_eq!(font.family(), "Inter Display");
        assert_eq!(family_of(FILES[2].1).unwrap(), "Inter Display");
        assert!(font.has_letters_of("Pão de Açúcar"));
        assert!(!font.has_letters_of("日本"));
        assert!((0.8..1.1).contains(&font.ascent), "{}", font.ascent);
        assert!((0.1..0.35).contains(&font.descent), "{}", font.descent);
    }

    #[test]
    fn what_is_no_font_is_an_invalid_asset() {
        for bytes in [&b""[..], b"OTTO", &FILES[0].1[..200]] {
            assert_eq!(Font::load(bytes).unwrap_err().kind, ErrorKind::InvalidAsset);
            assert_eq!(family_of(bytes).unwrap_err().kind, ErrorKind::InvalidAsset);
        }
    }

    #[test]
    fn fonts_are_written_and_a_damaged_one_is_replaced() {
        let work = tempfile::tempdir().unwrap();
        let dir = fonts_dir(work.path()).unwrap();
        let first = dir.join(FILES[0].0);
        std::fs::write(&first, b"half").unwrap();
        assert_eq!(fonts_dir(work.path()).unwrap(), dir);
        for (name, bytes) in FILES {
            assert_eq!(&std::fs::read(dir.join(name)).unwrap(), bytes, "{name}");
        }
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_named() {
        let work = tempfile::tempdir().unwrap();
        std::fs::write(work.path().join("fonts"), b"a file in the way").unwrap();
        let error = fonts_dir(work.path()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::StorageUnavailable);
        assert!(error.detail.unwrap().contains("fonts"));
    }
}
