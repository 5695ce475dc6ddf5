//! What looks as if it could be pressed, on the card that asks for something.

use std::fmt::Write as _;

use oma_core::Result;
use oma_core::brief::Style;

use super::color::Color;
use super::geometry::Rect;
use super::look::{Look, shape};
use super::text::{Face, Fonts, escape, widths};

/// A pill with a few words and an arrow, or with the arrow alone.
#[derive(Debug)]
pub(super) struct Button {
    text: String,
    text_width: f32,
}

const SIZE: f32 = 3.9;
const FACE: Face = Face::inter(700, 0.0);
const PADDING: f32 = 4.4;
const ARROW: f32 = 5.0;
const ARROW_GAP: f32 = 2.2;

impl Button {
    pub(super) const HEIGHT: f32 = 9.6;

    /// A button with a text if it is short enough to be one.
    pub(super) fn measure(fonts: &Fonts, text: &str, width: f32) -> Result<Self> {
        let text_width = widths(fonts, &[text], FACE)?[0] * SIZE;
        let whole = text_width + 2.0 * PADDING + ARROW_GAP + ARROW;
        if whole > width.min(66.0) {
            return Ok(Self { text: String::new(), text_width: 0.0 });
        }
        Ok(Self { text: text.to_owned(), text_width })
    }

    pub(super) fn has_text(&self) -> bool {
        !self.text.is_empty()
    }

    pub(super) fn width(&self) -> f32 {
        let words = if self.has_text() { self.text_width + ARROW_GAP } else { 1.6 };
        words + 2.0 * PADDING + ARROW
    }

    pub(super) fn draw(&self, svg: &mut String, look: Look<'_>, (x, y): (f32, f32), fill: Color) {
        let rect = Rect { x, y, width: self.width(), height: Self::HEIGHT };
        let radius = look.radius(Self::HEIGHT / 2.0);
        let ink = fill.ink();
        look.shadow(svg, rect, radius, 0.8);
        let rim = if look.style == Style::Energetic {
            format!(r#" stroke="{}" stroke-width="0.5""#, look.outline())
        } else {
            String::new()
        };
        let middle = y + Self::HEIGHT / 2.0;
        let arrow = rect.right() - PADDING - ARROW;
        let arrow = if self.has_text() { arrow } else { x + (rect.width - ARROW) / 2.0 };
        let _ = write!(
            svg,
            r#"<rect {} fill="{fill}"{rim}/><text x="{:.3}" y="{:.3}" {} fill="{ink}">{}</text><path d="M{arrow:.3} {middle:.3}h{ARROW}m-1.9 -1.9l1.9 1.9l-1.9 1.9" fill="none" stroke="{ink}" stroke-width="0.62" stroke-linecap="round" stroke-linejoin="round"/>"#,
            shape(rect, radius),
            x + PADDING,
            // Capitals of Inter are 0.727 em high: half of that below the middle.
            middle + 0.364 * SIZE,
            FACE.attributes(SIZE),
            escape(&self.text)
        );
    }
}
