use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

use oma_core::{Error, Result};
use resvg::usvg::fontdb::{Database, Source};
use resvg::usvg::{Options, Tree};

use super::clean::escape;

/// The fonts of cards; nothing of the machine's own, so that every machine draws the same.
pub(in crate::cards) fn fonts() -> Arc<Database> {
    static FONTS: OnceLock<Arc<Database>> = OnceLock::new();
    let fonts = FONTS.get_or_init(|| {
        let mut database = Database::new();
        for (_, bytes) in crate::fonts::FILES {
            database.load_font_source(Source::Binary(Arc::new(bytes)));
        }
        Arc::new(database)
    });
    Arc::clone(fonts)
}

/// A weight of Inter Display and how tightly it is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::cards) struct Face {
    /// 500, 600, 700 or 800.
    pub(in crate::cards) weight: u16,
    /// Added after each letter, in em.
    pub(in crate::cards) tracking: f32,
}

impl Face {
    /// The attributes of an SVG text in this face.
    pub(in crate::cards) fn attributes(self, size: f32) -> String {
        format!(
            r#"font-family="Inter Display" font-weight="{}" font-size="{size:.3}" letter-spacing="{:.4}""#,
            self.weight,
            self.tracking * size
        )
    }
}

/// Large enough that rounding does not matter.
const MEASURED_SIZE: f32 = 100.0;

/// The width of each text in em, kerning included, as the renderer itself lays it out.
pub(in crate::cards) fn widths(texts: &[&str], face: Face) -> Result<Vec<f32>> {
    let mut svg = String::from(r#"<svg xmlns="http://www.w3.org/2000/svg">"#);
    let attributes = face.attributes(MEASURED_SIZE);
    for (at, text) in texts.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(svg, r#"<text id="t{at}" {attributes}>{}</text>"#, escape(text));
    }
    svg.push_str("</svg>");
    let options = Options { fontdb: fonts(), ..Options::default() };
    let tree = Tree::from_str(&svg, &options)
        .map_err(|error| Error::internal(format!("measuring text: {error}")))?;
    let width = |at: usize| {
        tree.node_by_id(&format!("t{at}"))
            .map_or(0.0, |node| node.bounding_box().width() / MEASURED_SIZE)
    };
    Ok((0..texts.len()).map(width).collect())
}

/// What a space between two words adds to their widths, in em.
pub(in crate::cards) fn space(face: Face) -> Result<f32> {
    // The renderer adds no tracking after the last letter of a text, so a word's width lacks one.
    let widths = widths(&["n n", "n"], face)?;
    Ok((widths[0] - 2.0 * widths[1]).max(0.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOLD: Face = Face { weight: 700, tracking: 0.0 };

    #[test]
    fn widths_grow_with_letters_weight_and_tracking() {
        let widths_of = |face| widths(&["m", "mm", "ação", "!", ""], face).unwrap();
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
            let widths = widths(&["um dois três", "um", "dois", "três"], face).unwrap();
            let sum = widths[1] + widths[2] + widths[3] + 2.0 * space(face).unwrap();
            assert!((widths[0] - sum).abs() < 0.02, "{tracking}: {} {sum}", widths[0]);
        }
    }
}
