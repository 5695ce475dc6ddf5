//! The front layer of a card: words, icon, progress.

use std::fmt::Write as _;

use oma_core::Result;

use super::CardRequest;
use super::arrange::{Arrangement, is_short};
use super::art::{self, Subject};
use super::block::{Block, Colors, Spec};
use super::figure::{self, Figure};
use super::geometry::{Frame, Rect};
use super::label::{LabelLook, label};
use super::layout::{Art, Layout, Words};
use super::look::Look;
use super::palette::Palette;
use super::text::Fonts;
use super::{ground, progress, strip};

/// The front layer, and where the light of the layer behind is to be.
#[derive(Debug)]
pub(super) struct Foreground {
    /// An SVG of the frame's size in units.
    pub(super) svg: String,
    /// What its texts are set in.
    pub(super) fonts: Fonts,
    /// The centre of the icon, in units of the frame.
    pub(super) focus: (f32, f32),
    /// The box of the words, in the same units.
    pub(super) text: Rect,
}

/// Composes the front layer.
pub(super) fn compose(request: &CardRequest<'_>, palette: &Palette) -> Result<Foreground> {
    let look = Look { style: request.style, palette };
    let whole = Frame::of(request.format).without(request.logo);
    let (frame, strip_area) = match request.strip {
        Some(_) => whole.above_strip(strip::HEIGHT),
        None => (whole, Rect::default()),
    };
    let figure = figure::find(request.headline, request.supporting);
    let layout = Layout::of(request, figure.is_some());
    let figure = figure.filter(|_| layout.art == Art::Figure);
    let fonts = Fonts::for_headline(request.font, request.headline);
    let block = fit(request, layout, &frame, (&fonts, figure.as_ref()))?;
    let arrangement = layout.arrange(&frame, block.height());

    let mut svg = open(&frame);
    let subject = Subject { look, icon: request.icon, number: request.number, step: request.step };
    let focus = art::draw(&mut svg, layout.art, &subject, (arrangement.art, arrangement.align));
    if let Some(figure) = &figure {
        figure.draw(&mut svg, &fonts, look, (arrangement.art, arrangement.align))?;
    }
    words(&mut svg, request, layout, (&arrangement, &block), look);
    progress::draw(&mut svg, &frame, request, look);
    if let Some(words) = &request.strip {
        strip::draw(&mut svg, words, strip_area, look)?;
    }
    svg.push_str("</svg>");
    Ok(Foreground { svg, fonts, focus, text: arrangement.area })
}

fn fit(
    request: &CardRequest<'_>,
    layout: Layout,
    frame: &Frame,
    (fonts, figure): (&Fonts, Option<&Figure>),
) -> Result<Block> {
    let label = label(request.template, request.purpose, request.step, request.language)
        // The number of the step says it already.
        .filter(|_| layout.art != Art::Step)
        // Where room is short, the headline needs it more.
        .filter(|_| layout.words == Words::Free || !is_short(frame));
    let spec = Spec {
        fonts,
        style: request.style,
        label: label.as_deref().map(|text| (text, LabelLook::of(request.template))),
        headline: figure.and_then(|f| f.rest.as_deref()).unwrap_or(request.headline),
        supporting: request.supporting,
        action: request.purpose == oma_core::plan::Purpose::CallToAction,
        boxes: layout.words == Words::Boxes,
        scale: layout.scale(request.style, frame),
    };
    Block::fit(&spec, layout.text_room(frame))
}

/// The words on what they stand on.
fn words(
    svg: &mut String,
    request: &CardRequest<'_>,
    layout: Layout,
    (arrangement, block): (&Arrangement, &Block),
    look: Look<'_>,
) {
    let palette = look.palette;
    let on_ground = Colors { ink: palette.ink, soft: palette.soft, accent: palette.accent };
    let colors = if layout.words == Words::Paper {
        let (sheet, ink, accent) = look.sheet();
        Colors { ink, soft: ink.mix(sheet, 0.22), accent }
    } else {
        on_ground
    };
    ground::draw(svg, layout.words, arrangement, (request.number, request.of), look);
    // Beside art, words in the middle of their half would hang in the air.
    let centred = layout.centred && !Frame::of(request.format).is_wide();
    let drawn = block.draw(arrangement.text, look, colors, centred);
    if layout.words == Words::Boxes {
        let (x, y) = arrangement.area.centre();
        let turned = if request.number.is_multiple_of(2) { -2.0 } else { 1.6 };
        // Writing to a String cannot fail.
        let _ = write!(svg, r#"<g transform="rotate({turned} {x:.3} {y:.3})">{drawn}</g>"#);
    } else {
        svg.push_str(&drawn);
    }
}

/// The start of an SVG of the frame's size in units.
pub(super) fn open(frame: &Frame) -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}">"#,
        frame.width, frame.height
    )
}
