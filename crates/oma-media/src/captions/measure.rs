//! How wide captions are, from the metrics of the embedded font; and what of a word it can draw.

use std::sync::OnceLock;

use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};

/// The width of a space or of a letter nobody knows, per mille of the em: a little too wide.
const UNKNOWN: f32 = 600.0;

/// The widest caption face: all widths are measured in it.
struct Metrics {
    font: FontRef<'static>,
    glyphs: GlyphMetrics<'static>,
    units_per_em: f32,
    /// The em as a part of the line, which is what ASS calls the size of a font.
    em_per_line: f32,
}

fn metrics() -> Option<&'static Metrics> {
    static METRICS: OnceLock<Option<Metrics>> = OnceLock::new();
    METRICS.get_or_init(read).as_ref()
}

fn read() -> Option<Metrics> {
    let (_, bytes) = crate::fonts::FILES.iter().find(|(name, _)| name.contains("-Bold"))?;
    let font = FontRef::new(bytes).ok()?;
    let whole = font.metrics(Size::unscaled(), LocationRef::default());
    let line = whole.ascent - whole.descent;
    let units_per_em = f32::from(whole.units_per_em);
    Some(Metrics {
        glyphs: font.glyph_metrics(Size::unscaled(), LocationRef::default()),
        font,
        units_per_em,
        em_per_line: if line > 0.0 { units_per_em / line } else { 1.0 },
    })
}

/// The width of a text, per mille of the font's size in ASS. Kerning, which would make it a little
/// narrower, is left out.
pub(super) fn width(text: &str) -> u32 {
    let Some(metrics) = metrics() else {
        return u32::try_from(text.chars().count()).unwrap_or(u32::MAX / 1000) * 1000;
    };
    let charmap = metrics.font.charmap();
    let advance = |c: char| {
        let glyph = charmap.map(c)?;
        metrics.glyphs.advance_width(glyph).map(|units| units * 1000.0 / metrics.units_per_em)
    };
    let em: f32 = text.chars().map(|c| advance(c).unwrap_or(UNKNOWN)).sum();
    // A caption is a few lines wide: the cast keeps the value.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let width = (em * metrics.em_per_line).ceil() as u32;
    width
}

/// A word without what the font has no letter for: an emoji would be an empty box on the picture.
/// It stays in the files beside the film.
pub(super) fn drawable(word: &str) -> String {
    let Some(metrics) = metrics() else { return word.to_owned() };
    let charmap = metrics.font.charmap();
    // Variation selectors and joiners have glyphs of no width in some fonts and stand with emoji.
    let joins = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}');
    let has =
        |c: &char| c.is_whitespace() || c.is_control() || (!joins(*c) && charmap.map(*c).is_some());
    word.chars().filter(has).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_letters() {
        assert!(width("W") > 2 * width("i"));
        assert!(width("aa").abs_diff(2 * width("a")) <= 1);
        assert!((400..560).contains(&width("n")), "{}", width("n"));
        assert_eq!(width(""), 0);
        assert!(width("ção") > 0 && width("ã").abs_diff(width("a")) < 5);
    }

    #[test]
    fn emoji_are_left_out_and_letters_with_accents_are_not() {
        assert_eq!(drawable("pão"), "pão");
        assert_eq!(drawable("café☕️"), "café");
        assert_eq!(drawable("👩‍🍳"), "");
        assert_eq!(drawable("R$"), "R$");
    }
}
