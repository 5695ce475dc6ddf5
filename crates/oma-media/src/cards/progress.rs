//! How far the film is: a line above everything else, in as many parts as there are scenes.

use std::fmt::Write as _;

use super::CardRequest;
use super::geometry::{Frame, Rect};
use super::look::{Look, shape};

/// The most parts that are not noise; a longer film has one whole line.
const MOST_PARTS: u32 = 12;
const GAP: f32 = 1.0;

pub(super) fn draw(svg: &mut String, frame: &Frame, request: &CardRequest<'_>, look: Look<'_>) {
    let (number, of) = (request.number.min(request.of), request.of);
    let line = frame.progress;
    if of < 2 || line.width < 10.0 {
        return;
    }
    let mut part = |from: f32, to: f32, seen: bool| {
        let rect = Rect { x: line.x + from, width: to - from, ..line };
        let (color, opacity) =
            if seen { (look.palette.accent, 1.0) } else { (look.palette.ink, 0.24) };
        let round = shape(rect, look.radius(line.height / 2.0));
        let _ = write!(svg, r#"<rect {round} fill="{color}" fill-opacity="{opacity}"/>"#);
    };
    if of > MOST_PARTS {
        part(0.0, line.width, false);
        part(0.0, line.width * number as f32 / of as f32, true);
        return;
    }
    let width = (line.width - GAP * (of - 1) as f32) / of as f32;
    for scene in 0..of {
        let from = scene as f32 * (width + GAP);
        part(from, from + width, scene < number);
    }
}
