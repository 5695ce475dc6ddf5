use std::fmt::Write as _;
use std::ops::Range;

use super::clean::escape;
use super::fit::{Fitted, Word};
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
    /// What lies behind the words.
    pub(in crate::cards) under: Under,
    /// Whether lines stand in the middle of the box rather than at its left.
    pub(in crate::cards) centred: bool,
}

/// What lies behind words.
#[derive(Debug, Clone, Copy)]
pub(in crate::cards) enum Under {
    /// The ground.
    Nothing,
    /// A marker's stroke, behind the words that stand out.
    Marker(Color),
    /// A box behind every line; another one behind the words that stand out.
    Lines {
        /// The colour of the boxes.
        paper: Color,
        /// The colour of the other one.
        accent: Color,
    },
}

/// The text as SVG, its first line at the top of `area`; the height is up to the text.
pub(in crate::cards) fn draw(fitted: &Fitted, area: Rect, inks: &Inks) -> String {
    let mut svg = String::new();
    for (at, line) in fitted.lines.iter().enumerate() {
        let spare = area.width - fitted.line_width(line);
        let x = area.x + if inks.centred { spare / 2.0 } else { 0.0 };
        let y = area.y + fitted.size * (fitted.face.ascent + at as f32 * fitted.leading);
        draw_line(&mut svg, fitted, line, (x, y), inks);
    }
    svg
}

/// Every run of equal colour is a text of its own: where it starts was measured.
fn draw_line(svg: &mut String, fitted: &Fitted, line: &[Word], (x, y): (f32, f32), inks: &Inks) {
    let attributes = fitted.face.attributes(fitted.size);
    let is_accent = |word: &Word| inks.accent.contains(&word.place);
    let size = fitted.size;
    if let Under::Lines { paper, .. } = inks.under {
        let word = Rect { x, y, width: fitted.line_width(line), height: size };
        draw_box(svg, word, (0.18, 0.93, 1.24), paper);
    }
    let mut x = x;
    for run in line.chunk_by(|one, next| is_accent(one) == is_accent(next)) {
        let words: Vec<&str> = run.iter().map(|word| word.text.as_str()).collect();
        let width = fitted.line_width(run);
        let accent = is_accent(&run[0]);
        let color = if accent { inks.accent_ink } else { inks.text };
        let word = Rect { x, y, width, height: size };
        match inks.under {
            Under::Marker(color) if accent => draw_box(svg, word, (0.08, 0.87, 1.1), color),
            Under::Lines { accent: color, .. } if accent => {
                draw_box(svg, word, (0.09, 0.93, 1.24), color);
            }
            _ => {}
        }
        // Writing to a String cannot fail.
        let _ = write!(
            svg,
            r#"<text x="{x:.3}" y="{y:.3}" {attributes} fill="{color}">{}</text>"#,
            escape(&words.join(" "))
        );
        x += width + fitted.space * size;
    }
}

/// A box behind words; `word` is their left end, baseline, width and size. The box stands out by
/// `side` at both ends, begins `up` above the baseline and is `high`, all in em.
fn draw_box(svg: &mut String, word: Rect, (side, up, high): (f32, f32, f32), color: Color) {
    let em = word.height;
    let _ = write!(
        svg,
        r#"<rect x="{:.3}" y="{:.3}" width="{:.3}" height="{:.3}" rx="{:.3}" fill="{color}"/>"#,
        word.x - side * em,
        word.y - up * em,
        word.width + (2.0 * side - 0.01) * em,
        high * em,
        0.1 * em
    );
}
