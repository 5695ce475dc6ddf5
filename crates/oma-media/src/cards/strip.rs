//! The lower third: a strip with a name and a role, above the captions.

use std::fmt::Write as _;

use oma_core::Result;

use super::geometry::Rect;
use super::look::{Look, shape};
use super::text::{self, Face, Fitted, Fonts, Inks, Limits, Under, clean, fit};

/// The words of a lower third.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strip<'a> {
    /// The name.
    pub title: &'a str,
    /// The role, or an address.
    pub subtitle: Option<&'a str>,
}

/// The height of a strip, in hundredths of the frame's shorter side.
pub(super) const HEIGHT: f32 = 13.0;
/// Its widest text.
const WIDEST: f32 = 70.0;
const PADDING: f32 = 3.6;
const BAR: f32 = 1.2;

/// Draws a strip into its area, as wide as its words.
pub(super) fn draw(svg: &mut String, strip: &Strip<'_>, area: Rect, look: Look<'_>) -> Result<()> {
    let fonts = Fonts::inter();
    let line = |text: &str, face: Face, largest: f32, height: f32| {
        let width = WIDEST.min(area.width - BAR - 2.0 * PADDING);
        let limits = Limits { width, height, largest, smallest: 2.6, max_lines: 1, leading: 1.0 };
        fit(&fonts, &clean(text), face, limits)
    };
    let title = line(strip.title, Face::inter(700, -0.01), 4.3, 6.0)?;
    let subtitle = line(strip.subtitle.unwrap_or_default(), Face::inter(500, 0.0), 3.1, 4.4)?;
    if title.lines.is_empty() && subtitle.lines.is_empty() {
        return Ok(());
    }
    let widest =
        |text: &Fitted| text.lines.iter().map(|line| text.line_width(line)).fold(0.0, f32::max);
    let width = widest(&title).max(widest(&subtitle)) + BAR + 2.0 * PADDING;
    let (sheet, ink, accent) = look.sheet();
    let rect = Rect { width, ..area };
    look.raised(svg, rect, look.radius(2.2), sheet);
    let bar = Rect { x: rect.x + 1.4, y: rect.y + 2.2, width: BAR, height: rect.height - 4.4 };
    let _ = write!(svg, r#"<rect {} fill="{accent}"/>"#, shape(bar, look.radius(BAR / 2.0)));
    let mut y = rect.y + (rect.height - title.height() - subtitle.height()) / 2.0;
    for (text, color) in [(&title, ink), (&subtitle, ink.mix(sheet, 0.22))] {
        let inks = Inks {
            text: color,
            accent: 0..0,
            accent_ink: color,
            under: Under::Nothing,
            centred: false,
        };
        let at = Rect { x: rect.x + BAR + PADDING, y, width, height: text.height() };
        svg.push_str(&text::draw(text, at, &inks));
        y += text.height();
    }
    Ok(())
}
