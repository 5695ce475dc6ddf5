use std::fmt::Write as _;
use std::sync::Arc;

use oma_core::{Error, Result};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};

use super::clean::{clean, escape};
use crate::fonts::{BRAND_FAMILY, Font, database};

/// What a card's texts are set in: Inter, and for headlines perhaps the brand's font.
#[derive(Debug, Clone)]
pub(in crate::cards) struct Fonts {
    pub(in crate::cards) database: Arc<Database>,
    /// How far the brand's letters reach above and below the baseline, in em.
    brand: Option<(f32, f32)>,
}

impl Fonts {
    /// Inter alone.
    pub(in crate::cards) fn inter() -> Self {
        Self { database: database(), brand: None }
    }

    /// The brand's font for a headline, if it has all its letters.
    pub(in crate::cards) fn for_headline(font: Option<&Font>, headline: &str) -> Self {
        match font.filter(|font| font.has_letters_of(&clean(headline))) {
            Some(font) => Self {
                database: Arc::clone(&font.database),
                brand: Some((font.ascent, font.descent)),
            },
            None => Self::inter(),
        }
    }

    /// A face for headlines: the brand's own is set as it is.
    pub(in crate::cards) fn headline(&self, weight: u16, tracking: f32) -> Face {
        match self.brand {
            Some((ascent, descent)) => {
                Face { family: BRAND_FAMILY, weight, tracking: 0.0, ascent, descent }
            }
            None => Face::inter(weight, tracking),
        }
    }
}

/// A font at a weight and how tightly it is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::cards) struct Face {
    family: &'static str,
    /// 500, 600, 700 or 800.
    pub(in crate::cards) weight: u16,
    /// Added after each letter, in em.
    pub(in crate::cards) tracking: f32,
    /// How far letters, accents on capitals included, reach above the baseline, in em.
    pub(in crate::cards) ascent: f32,
    /// How far letters reach below it, in em.
    pub(in crate::cards) descent: f32,
}

impl Face {
    /// Inter Display.
    pub(in crate::cards) const fn inter(weight: u16, tracking: f32) -> Self {
        Self { family: "Inter Display", weight, tracking, ascent: 0.93, descent: 0.24 }
    }

    /// The attributes of an SVG text in this face.
    pub(in crate::cards) fn attributes(self, size: f32) -> String {
        format!(
            r#"font-family="{}" font-weight="{}" font-size="{size:.3}" letter-spacing="{:.4}""#,
            self.family,
            self.weight,
            self.tracking * size
        )
    }
}

/// Large enough that rounding does not matter.
const MEASURED_SIZE: f32 = 100.0;

/// The width of each text in em, kerning included, as the renderer itself lays it out.
pub(in crate::cards) fn widths(fonts: &Fonts, texts: &[&str], face: Face) -> Result<Vec<f32>> {
    let mut svg = String::from(r#"<svg xmlns="http://www.w3.org/2000/svg">"#);
    let attributes = face.attributes(MEASURED_SIZE);
    for (at, text) in texts.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(svg, r#"<text id="t{at}" {attributes}>{}</text>"#, escape(text));
    }
    svg.push_str("</svg>");
    let options = Options { fontdb: Arc::clone(&fonts.database), ..Options::default() };
    let tree = Tree::from_str(&svg, &options)
        .map_err(|error| Error::internal(format!("measuring text: {error}")))?;
    let width = |at: usize| {
        tree.node_by_id(&format!("t{at}"))
            .map_or(0.0, |node| node.bounding_box().width() / MEASURED_SIZE)
    };
    Ok((0..texts.len()).map(width).collect())
}

/// What a space between two words adds to their widths, in em.
pub(in crate::cards) fn space(fonts: &Fonts, face: Face) -> Result<f32> {
    // The renderer adds no tracking after the last letter of a text, so a word's width lacks one.
    let widths = widths(fonts, &["n n", "n"], face)?;
    Ok((widths[0] - 2.0 * widths[1]).max(0.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOLD: Face = Face::inter(700, 0.0);

    #[test]
    fn widths_grow_with_letters_weight_and_tracking() {
        let widths_of =
            |face| widths(&Fonts::inter(), &["m", "mm", "ação", "!", ""], face).unwrap();
        let bold = widths_of(BOLD);
        assert!((bold[1] / bold[0] - 2.0).abs() < 0.1, "{bold:?}");
        assert!(bold[3] > 0.0 && bold[3] < bold[0]);
        assert!(bold[4] < f32::EPSILON);
        assert!(widths_of(Face { weight: 500, ..BOLD })[2] < bold[2]);
        assert!(widths_of(Face { tracking: 0.1, ..BOLD })[2] > bold[2] + 0.25);
    }

    #[test]
    fn words_and_spaces_add_up_to_the_line() {
        for tracking in [-0.02, 0.0, 0.06] {
            let face = Face { tracking, ..BOLD };
            let fonts = Fonts::inter();
            let widths = widths(&fonts, &["um dois três", "um", "dois", "três"], face).unwrap();
            let sum = widths[1] + widths[2] + widths[3] + 2.0 * space(&fonts, face).unwrap();
            assert!((widths[0] - sum).abs() < 0.02, "{tracking}: {} {sum}", widths[0]);
        }
    }
}
