use oma_api::uploads::MediaFacts;
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, MetadataProvider};

use super::Look;

/// What a headline needs at least.
const LETTERS: &str = "AaEeNnTt0";

/// Parses a font and draws a few of its letters.
pub(super) fn look(bytes: &[u8]) -> Look<MediaFacts> {
    let font = FontRef::new(bytes).map_err(|e| format!("The font cannot be read: {e}."))?;
    let (letters, outlines) = (font.charmap(), font.outline_glyphs());
    let mut pen = Counted(0);
    for letter in LETTERS.chars() {
        let glyph = letters.map(letter).and_then(|glyph| outlines.get(glyph));
        let glyph = glyph.ok_or_else(|| format!("The font has no letter {letter}."))?;
        let settings = DrawSettings::unhinted(Size::new(100.0), LocationRef::default());
        glyph
            .draw(settings, &mut pen)
            .map_err(|e| format!("The letter {letter} of the font cannot be drawn: {e}."))?;
    }
    if pen.0 == 0 {
        return Err("The font draws no letters.".to_owned());
    }
    Ok(MediaFacts::default())
}

/// Counts what is drawn.
struct Counted(usize);

impl OutlinePen for Counted {
    fn move_to(&mut self, _: f32, _: f32) {}

    fn line_to(&mut self, _: f32, _: f32) {
        self.0 += 1;
    }

    fn quad_to(&mut self, _: f32, _: f32, _: f32, _: f32) {
        self.0 += 1;
    }

    fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {
        self.0 += 1;
    }

    fn close(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    const FONT: &[u8] =
        include_bytes!("../../../../crates/oma-media/assets/fonts/InterDisplay-Medium.otf");

    #[test]
    fn a_font_draws_letters() {
        assert_eq!(look(FONT), Ok(MediaFacts::default()));
        assert!(look(&FONT[..FONT.len() / 3]).is_err(), "cut off");
        assert!(look(b"OTTO\0\x10").is_err());
    }
}
