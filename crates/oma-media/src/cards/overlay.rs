use std::fmt::Write as _;

use oma_core::Result;

use super::CardRequest;
use super::block::{Block, Colors};
use super::color::Color;
use super::composition::Composition;
use super::foreground::open;
use super::geometry::{Frame, Rect};
use super::palette::Palette;
use super::{png, raster};

/// The foreground of a scene whose background is the user's own picture or clip: the words at the
/// lower left on a dark gradient that makes them readable on any picture; no icon.
///
/// Returns a transparent PNG of the frame's size.
pub fn overlay(request: &CardRequest<'_>) -> Result<Vec<u8>> {
    let frame = Frame::of(request.format);
    let content = frame.content;
    let width = if frame.is_wide() { 0.72 * content.width } else { content.width };
    let block = Block::fit(
        request.style,
        (None, request.headline, request.supporting),
        // More would hide the picture.
        (width, 0.5 * content.height),
        Composition::Bleed.scale(request.style, &frame),
    )?;
    let height = block.height();
    let mut svg = open(&frame);
    if height > 0.0 {
        let area = Rect { x: content.x, y: content.bottom() - height, width, height };
        scrim(&mut svg, &frame, area.y);
        let colors = colors(Palette::of(request.style, request.seed));
        svg += &block.draw(area, colors, false);
    }
    svg.push_str("</svg>");
    png::transparent(&raster::render(&svg, request.format)?)
}

/// Nearly black, so that it suits warm and cold pictures.
const SCRIM: Color = Color(0x0008_080c);
/// Where text begins; white on white then has a contrast of more than 7 to 1.
const SCRIM_OPACITY: f32 = 0.74;
/// Steps of the gradient.
const STOPS: u8 = 12;
/// How far above the text the gradient begins.
const SCRIM_RISE: f32 = 46.0;

fn scrim(svg: &mut String, frame: &Frame, text_top: f32) {
    // It begins outside the frame if the text is high, so that it is as dark behind the text.
    let top = text_top - SCRIM_RISE;
    let height = frame.height - top;
    let text = (text_top - top) / height;
    let _ = write!(svg, r#"<defs><linearGradient id="scrim" x2="0" y2="1">"#);
    for stop in 0..=STOPS {
        let part = f32::from(stop) / f32::from(STOPS);
        // Smoothstep: a straight ramp shows an edge where it begins and ends.
        let opacity = SCRIM_OPACITY * part * part * (3.0 - 2.0 * part);
        let _ = write!(
            svg,
            r#"<stop offset="{:.4}" stop-color="{SCRIM}" stop-opacity="{opacity:.4}"/>"#,
            part * text
        );
    }
    let _ = write!(
        svg,
        r#"</linearGradient></defs><rect y="{top:.3}" width="{}" height="{height:.3}" fill="url(#scrim)"/>"#,
        frame.width
    );
}

/// White text; of the film's palette only what is bright.
fn colors(palette: &Palette) -> Colors {
    let is_bright = |color: Color| color.to_oklab()[0] > 0.75;
    let accent = if is_bright(palette.accent) { palette.accent } else { palette.glow };
    Colors { ink: Color(0x00ff_ffff), soft: Color(0x00ee_eef2), accent }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cards::color::{contrast, luminance};
    use crate::cards::palette::palettes;
    use oma_core::brief::Style;

    #[test]
    fn every_text_colour_is_readable_on_a_white_picture() {
        let [r, g, b] = SCRIM.channels().map(|dark| SCRIM_OPACITY * dark + (1.0 - SCRIM_OPACITY));
        let ground = luminance([r, g, b]);
        for style in Style::ALL {
            for palette in palettes(*style) {
                let colors = colors(palette);
                for text in [colors.ink, colors.soft, colors.accent] {
                    let ratio = contrast(luminance(text.channels()), ground);
                    assert!(ratio >= 4.5, "{style:?}: {text} is {ratio:.2}");
                }
            }
        }
    }
}
