use std::fmt::Write as _;

use oma_core::Result;
use oma_core::brief::Template;
use oma_core::plan::Purpose;

use super::CardRequest;
use super::block::{Block, Colors, Scale, Spec};
use super::color::Color;
use super::foreground::open;
use super::geometry::{Frame, Rect};
use super::look::{Look, shape};
use super::palette::Palette;
use super::text::{Fonts, clean};
use super::{png, progress, raster, strip};

/// The largest words over a picture: smaller than on a card, so that the picture is seen.
const SCALE: Scale = Scale { headline: 9.4, supporting: 4.2 };
/// How far words stand in from a bar, or from the end of their boxes.
const INDENT: f32 = 4.2;

/// The foreground of a scene whose background is the user's own picture or clip: the words low at
/// the left on a dark gradient that makes them readable on any picture; no icon.
///
/// Returns a transparent PNG of the frame's size.
pub fn overlay(request: &CardRequest<'_>) -> Result<Vec<u8>> {
    let palette = on_pictures(&Palette::of(request.style, request.seed, request.colors));
    let look = Look { style: request.style, palette: &palette };
    let whole = Frame::of(request.format).without(request.logo);
    let (frame, strip_area) = match request.strip {
        Some(_) => whole.above_strip(strip::HEIGHT),
        None => (whole, Rect::default()),
    };
    let content = frame.content;
    let indent = match request.template {
        Template::Corporate => INDENT,
        Template::SocialMedia => 2.2,
        _ => 0.0,
    };
    let part = if frame.is_wide() { 0.66 } else { 1.0 };
    let width = part * content.width - 2.0 * indent;
    let fonts = Fonts::for_headline(request.font, request.headline);
    // More than this height would hide the picture.
    let block = Block::fit(&spec(request, &fonts), (width, 0.46 * content.height))?;
    let height = block.height();
    let mut svg = open(&frame);
    if height > 0.0 {
        let area = Rect { x: content.x + indent, y: content.bottom() - height, width, height };
        scrim(&mut svg, &frame, area.y);
        shade(&mut svg, &frame);
        if request.template == Template::Corporate {
            let bar = Rect { x: content.x, width: 0.9, ..area };
            let round = shape(bar, look.radius(0.45));
            let _ = write!(svg, r#"<rect {round} fill="{}"/>"#, palette.accent);
        }
        let colors = Colors { ink: palette.ink, soft: palette.soft, accent: palette.accent };
        svg += &block.draw(area, look, colors, false);
        progress::draw(&mut svg, &frame, request, look);
    }
    if let Some(words) = &request.strip {
        strip::draw(&mut svg, words, strip_area, look)?;
    }
    svg.push_str("</svg>");
    png::transparent(&raster::render(&svg, request.format, &fonts)?)
}

fn spec<'a>(request: &CardRequest<'a>, fonts: &'a Fonts) -> Spec<'a> {
    let headline = clean(request.headline);
    Spec {
        fonts,
        style: request.style,
        label: None,
        headline: request.headline,
        supporting: request.supporting,
        action: request.purpose == Purpose::CallToAction && !headline.is_empty(),
        boxes: request.template == Template::SocialMedia,
        scale: SCALE,
    }
}

/// Nearly black, so that it suits warm and cold pictures.
const SCRIM: Color = Color(0x0008_080c);
/// Where text begins; white on white then has a contrast of more than 7 to 1.
const SCRIM_OPACITY: f32 = 0.74;
/// Steps of the gradient.
const STOPS: u8 = 12;
/// How far above the text the gradient begins.
const SCRIM_RISE: f32 = 34.0;

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

/// A little shade at the top, for the progress.
fn shade(svg: &mut String, frame: &Frame) {
    let height = 2.4 * frame.progress.bottom();
    let _ = write!(
        svg,
        r#"<defs><linearGradient id="shade" x2="0" y2="1"><stop stop-color="{SCRIM}" stop-opacity="0.5"/><stop offset="0.5" stop-color="{SCRIM}" stop-opacity="0.24"/><stop offset="1" stop-color="{SCRIM}" stop-opacity="0"/></linearGradient></defs><rect width="{}" height="{height:.3}" fill="url(#shade)"/>"#,
        frame.width
    );
}

/// White text; of the film's palette only what is bright.
fn on_pictures(palette: &Palette) -> Palette {
    let is_bright = |color: Color| color.lightness() > 0.75;
    let accent = if is_bright(palette.accent) { palette.accent } else { palette.glow };
    let accent = accent.at_lightness(accent.lightness().max(0.78));
    Palette {
        base: [SCRIM; 2],
        blobs: [SCRIM; 2],
        ink: Color(0x00ff_ffff),
        soft: Color(0x00ee_eef2),
        accent,
        ..*palette
    }
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
                let palette = on_pictures(palette);
                for text in [palette.ink, palette.soft, palette.accent] {
                    let ratio = contrast(luminance(text.channels()), ground);
                    assert!(ratio >= 4.5, "{style:?}: {text} is {ratio:.2}");
                }
            }
        }
    }
}
