//! How surfaces look in a style: their corners, shadows and rims. Windows, tiles, sheets, buttons
//! and strips all come from here, so that the parts of a film go together.

use std::fmt::Write as _;

use oma_core::brief::Style;

use super::color::Color;
use super::geometry::Rect;
use super::palette::Palette;

/// A style with the film's colours.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look<'a> {
    pub(super) style: Style,
    pub(super) palette: &'a Palette,
}

const WHITE: Color = Color(0x00ff_ffff);
const BLACK: Color = Color(0);

impl Look<'_> {
    /// A radius as the style rounds it.
    pub(super) fn radius(self, radius: f32) -> f32 {
        radius
            * match self.style {
                Style::Modern | Style::Minimalist => 1.0,
                Style::Energetic => 0.8,
                Style::Professional => 0.6,
                Style::Elegant => 0.25,
            }
    }

    /// The colour of an opaque surface that stands out from the ground, and what is read on it.
    pub(super) fn sheet(self) -> (Color, Color, Color) {
        let palette = self.palette;
        let sheet = match self.style {
            Style::Elegant => palette.base[1].mix(palette.blobs[0], 0.8),
            Style::Minimalist if !palette.is_light() => palette.blobs[0].mix(palette.glow, 0.25),
            Style::Energetic => Color(0x00ff_fdf5),
            Style::Professional | Style::Modern | Style::Minimalist => WHITE,
        };
        let accent = if sheet.lightness() > 0.6 && !palette.is_light() {
            // The film's own colour is dark enough to be read on white.
            palette.blobs[0].at_lightness(palette.blobs[0].lightness().min(0.48))
        } else {
            palette.accent
        };
        (sheet, sheet.ink(), accent.readable_on(&[sheet], 4.6))
    }

    /// An opaque surface with its shadow.
    pub(super) fn raised(self, svg: &mut String, rect: Rect, radius: f32, fill: Color) {
        self.shadow(svg, rect, radius, 1.0);
        let rim = match self.style {
            Style::Elegant => format!(r#" stroke="{}" stroke-width="0.22""#, self.palette.accent),
            Style::Energetic => {
                format!(r#" stroke="{}" stroke-width="0.5""#, self.outline())
            }
            _ if self.palette.is_light() => {
                format!(r#" stroke="{BLACK}" stroke-opacity="0.1" stroke-width="0.18""#)
            }
            _ => String::new(),
        };
        let _ = write!(svg, r#"<rect {} fill="{fill}"{rim}/>"#, shape(rect, radius));
    }

    /// A pane that lets the ground through and makes it calmer.
    pub(super) fn pane(self, svg: &mut String, rect: Rect, radius: f32) {
        let (fill, opacity, rim) =
            if self.palette.is_light() { (WHITE, 0.62, 0.9) } else { (BLACK, 0.22, 0.2) };
        let (line, rim) = match self.style {
            Style::Elegant => (self.palette.accent, 0.8),
            _ => (WHITE, rim),
        };
        let _ = write!(
            svg,
            r#"<rect {0} fill="{fill}" fill-opacity="{opacity}" stroke="{line}" stroke-opacity="{rim}" stroke-width="0.2"/>"#,
            shape(rect, radius)
        );
    }

    /// What hard outlines are drawn with.
    pub(super) fn outline(self) -> Color {
        self.palette.base[0].at_lightness(if self.palette.is_light() { 0.18 } else { 0.12 })
    }

    /// The shadow of a box: soft, or of a style that is loud, hard. A stack of faint boxes costs
    /// a tenth of a blur.
    pub(super) fn shadow(self, svg: &mut String, rect: Rect, radius: f32, strength: f32) {
        const LAYERS: u8 = 9;
        if self.style == Style::Energetic {
            let moved = Rect { x: rect.x + 1.1, y: rect.y + 1.1, ..rect };
            let _ = write!(svg, r#"<rect {} fill="{}"/>"#, shape(moved, radius), self.outline());
            return;
        }
        let deep = if self.palette.is_light() { 0.011 } else { 0.032 } * strength;
        let reach = 0.09 * rect.width.min(rect.height) + 1.2;
        let _ = write!(svg, r#"<g fill-opacity="{deep:.4}">"#);
        for layer in 0..LAYERS {
            let spread = reach * (f32::from(layer) / f32::from(LAYERS - 1) - 0.25);
            let rect = Rect {
                x: rect.x - spread,
                y: rect.y - spread + 0.55 * reach,
                width: rect.width + 2.0 * spread,
                height: rect.height + 2.0 * spread,
            };
            let _ = write!(svg, "<rect {}/>", shape(rect, (radius + spread).max(0.2)));
        }
        svg.push_str("</g>");
    }
}

/// The attributes of a box with round corners.
pub(super) fn shape(rect: Rect, radius: f32) -> String {
    let radius = radius.min(rect.width / 2.0).min(rect.height / 2.0);
    format!(
        r#"x="{:.3}" y="{:.3}" width="{:.3}" height="{:.3}" rx="{radius:.3}""#,
        rect.x, rect.y, rect.width, rect.height
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cards::palette::palettes;

    #[test]
    fn what_is_written_on_a_sheet_is_readable() {
        for style in Style::ALL {
            for palette in palettes(*style) {
                let (sheet, ink, accent) = Look { style: *style, palette }.sheet();
                for text in [ink, ink.mix(sheet, 0.22), accent] {
                    assert!(text.contrast(sheet) >= 4.5, "{style:?} {text} on {sheet}");
                }
            }
        }
    }
}
