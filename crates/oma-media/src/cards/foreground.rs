//! The front layer of a card: words, icon, progress.

use std::fmt::Write as _;

use oma_core::Result;

use super::CardRequest;
use super::art;
use super::block::{Block, Colors};
use super::composition::{Arrangement, Composition};
use super::geometry::{Frame, Rect};
use super::label::label;
use super::palette::Palette;
use super::text::Face;
use crate::icons;

/// The front layer, and where the light of the layer behind is to be.
#[derive(Debug)]
pub(super) struct Foreground {
    /// An SVG of the frame's size in units.
    pub(super) svg: String,
    /// The centre of the icon, in units of the frame.
    pub(super) focus: (f32, f32),
    /// The box of the words, in the same units.
    pub(super) text: Rect,
}

/// The most scenes that dots can count without becoming noise.
const MOST_DOTS: u32 = 12;

/// Composes the front layer.
pub(super) fn compose(request: &CardRequest<'_>, palette: &Palette) -> Result<Foreground> {
    let frame = Frame::of(request.format);
    let composition = Composition::of(request.template, request.step);
    let label = label(request.template, request.purpose, request.step, request.language)
        // The numeral says it already.
        .filter(|_| composition != Composition::Numeral);
    let block = Block::fit(
        request.style,
        (label.as_deref(), request.headline, request.supporting),
        composition.text_room(&frame),
        composition.scale(request.style, &frame),
    )?;
    let arrangement = composition.arrange(&frame, block.height());
    let colors = Colors { ink: palette.ink, soft: palette.soft, accent: palette.accent };

    let mut svg = open(&frame);
    if let Some(icon) = icon(request) {
        svg += &art::svg(icon, composition, &arrangement, request.style, palette);
    }
    if let (Some(area), Some(step)) = (arrangement.numeral, request.step) {
        numeral(&mut svg, area, step, palette);
    }
    if composition == Composition::Bar {
        bar(&mut svg, arrangement.text, palette);
    }
    svg += &block.draw(arrangement.text, colors, arrangement.centred);
    progress(&mut svg, &frame, request, &arrangement, palette);
    svg.push_str("</svg>");
    Ok(Foreground { svg, focus: arrangement.icon, text: arrangement.text })
}

/// The start of an SVG of the frame's size in units.
pub(super) fn open(frame: &Frame) -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}">"#,
        frame.width, frame.height
    )
}

fn icon(request: &CardRequest<'_>) -> Option<&'static icons::Icon> {
    icons::find(request.keywords, request.headline, request.language)
        .or_else(|| icons::find(&[], request.supporting?, request.language))
        .or_else(|| icons::default_for(request.purpose, request.mood))
}

/// A step's number, its digits as high as the area.
fn numeral(svg: &mut String, area: Rect, step: u32, palette: &Palette) {
    // Digits of Inter are 0.727 em high.
    let size = 0.86 * area.height / 0.727;
    let face = Face { weight: 800, tracking: -0.03 };
    let _ = write!(
        svg,
        r#"<text x="{:.3}" y="{:.3}" {} fill="{}">{step}</text>"#,
        // The side bearing of a digit is about 0.05 em.
        area.x - 0.05 * size,
        area.y + 0.93 * area.height,
        face.attributes(size),
        palette.accent
    );
}

/// The bar at the left of a block of text.
fn bar(svg: &mut String, text: Rect, palette: &Palette) {
    let _ = write!(
        svg,
        r#"<rect x="{:.3}" y="{:.3}" width="0.7" height="{:.3}" rx="0.35" fill="{}"/>"#,
        text.x - 4.4,
        text.y,
        text.height,
        palette.accent
    );
}

/// One dot for each scene above everything else; the current one is longer.
fn progress(
    svg: &mut String,
    frame: &Frame,
    request: &CardRequest<'_>,
    arrangement: &Arrangement,
    palette: &Palette,
) {
    if !(2..=MOST_DOTS).contains(&request.of) {
        return;
    }
    let (dot, long, gap) = (0.9, 4.0, 1.1);
    let width = long + (dot + gap) * (request.of - 1) as f32;
    let mut x =
        if arrangement.centred { frame.content.centre().0 - width / 2.0 } else { frame.content.x };
    let y = frame.content.y - 4.6;
    for scene in 1..=request.of {
        let (width, paint) = if scene == request.number {
            (long, format!(r#"fill="{}""#, palette.accent))
        } else {
            (dot, format!(r#"fill="{}" fill-opacity="0.38""#, palette.ink))
        };
        let _ = write!(
            svg,
            r#"<rect x="{x:.3}" y="{y:.3}" width="{width}" height="{dot}" rx="0.45" {paint}/>"#
        );
        x += width + gap;
    }
}
