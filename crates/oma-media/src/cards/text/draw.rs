use std::fmt::Write as _;
use std::ops::Range;

use super::clean::escape;
use super::fit::{ASCENT, Fitted, Word};
use crate::cards::color::Color;
use crate::cards::geometry::Rect;

/// What a text is drawn with.
#[derive(Debug, Clone)]
pub(in crate::cards) struct Inks {
    pub(in crate::cards) text: Color,
    /// The words that stand out, by their places.
    pub(in crate::cards) accent: Range<usize>,
    /// The colour of those words.
    pub(in crate::cards) accent_ink: Color,
    /// The colour of a marker's stroke behind those words, if there is one.
    pub(in crate::cards) marker: Option<Color>,
    /// Whether lines stand in the middle of the box rather than at its left.
    pub(in crate::cards) centred: bool,
}

/// The text as SVG, its first line at the top of `area`; the height is up to the text.
pub(in crate::cards) fn draw(fitted: &Fitted, area: Rect, inks: &Inks) -> String {
    let mut svg = String::new();
    for (at, line) in fitted.lines.iter().enumerate() {
        let spare = area.width - fitted.line_width(line);
        let x = area.x + if inks.centred { spare / 2.0 } else { 0.0 };
        let y = area.y + fitted.size * (ASCENT + at as f32 * fitted.leading);
        draw_line(&mut svg, fitted, line, (x, y), inks);
    }
    svg
}

/// Every run of equal colour is a text of its own: where it starts was measured.
fn draw_line(svg: &mut String, fitted: &Fitted, line: &[Word], (x, y): (f32, f32), inks: &Inks) {
    let attributes = fitted.face.attributes(fitted.size);
    let is_accent = |word: &Word| inks.accent.contains(&word.place);
    let mut x = x;
    for run in line.chunk_by(|one, next| is_accent(one) == is_accent(next)) {
        let words: Vec<&str> = run.iter().map(|word| word.text.as_str()).collect();
        let width = fitted.line_width(run);
        let color = if is_accent(&run[0]) { inks.accent_ink } else { inks.text };
        if let (Some(marker), true) = (inks.marker, is_accent(&run[0])) {
            draw_marker(svg, Rect { x, y, width, height: fitted.size }, marker);
        }
        // Writing to a String cannot fail.
        let _ = write!(
            svg,
            r#"<text x="{x:.3}" y="{y:.3}" {attributes} fill="{color}">{}</text>"#,
            escape(&words.join(" "))
        );
        x += width + fitted.space * fitted.size;
    }
}

/// A block behind a word; `word` is its width, its baseline and its size.
fn draw_marker(svg: &mut String, word: Rect, color: Color) {
    let em = word.height;
    let _ = write!(
        svg,
        r#"<rect x="{:.3}" y="{:.3}" width="{:.3}" height="{:.3}" rx="{:.3}" fill="{color}"/>"#,
        word.x - 0.08 * em,
        word.y - 0.87 * em,
        word.width + 0.15 * em,
        1.1 * em,
        0.12 * em
    );
}
