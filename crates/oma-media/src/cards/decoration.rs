//! Quiet shapes on the background, by style. They drift with it, and they are faint enough to lie
//! under text.

use std::fmt::Write as _;

use oma_core::brief::Style;
use oma_core::picture::OVERSCAN_PERCENT;

use super::CardRequest;
use super::geometry::Frame;
use super::palette::Palette;

/// The shapes as an SVG of the background's size.
pub(super) fn svg(request: &CardRequest<'_>, palette: &Palette, focus: (f32, f32)) -> String {
    let frame = Frame::of(request.format);
    let margin = OVERSCAN_PERCENT as f32 / 200.0;
    let (dx, dy) = (margin * frame.width, margin * frame.height);
    let mut svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{:.4}" height="{:.4}"><g transform="translate({dx:.3} {dy:.3})">"#,
        frame.width + 2.0 * dx,
        frame.height + 2.0 * dy
    );
    let mirrored = request.number.is_multiple_of(2);
    match request.style {
        Style::Professional => panels(&mut svg, &frame, mirrored),
        Style::Modern => {}
        Style::Minimalist => outline(&mut svg, &frame, palette, mirrored),
        Style::Energetic => rays(&mut svg, &frame, focus),
        Style::Elegant => arcs(&mut svg, &frame, palette, mirrored),
    }
    svg.push_str("</g></svg>");
    svg
}

/// Two wide panels across a corner.
fn panels(svg: &mut String, frame: &Frame, mirrored: bool) {
    let (width, height) = (frame.width, frame.height);
    let flip = if mirrored { format!("translate({width} 0) scale(-1 1)") } else { String::new() };
    let long = width + height;
    let _ = write!(
        svg,
        r##"<g transform="{flip}"><g transform="rotate(-38 {width} 0)" fill="#fff"><rect x="{:.2}" y="{:.2}" width="{long:.2}" height="{:.2}" rx="6" fill-opacity="0.035"/><rect x="{:.2}" y="{:.2}" width="{long:.2}" height="{:.2}" rx="6" fill-opacity="0.035"/></g></g>"##,
        width - 0.5 * long,
        -0.1 * height,
        0.34 * long,
        width - 0.42 * long,
        0.06 * height,
        0.4 * long,
    );
}

/// A large circle's outline that leaves the frame.
fn outline(svg: &mut String, frame: &Frame, palette: &Palette, mirrored: bool) {
    let x = if mirrored { 0.06 * frame.width } else { 0.94 * frame.width };
    let _ = write!(
        svg,
        r#"<circle cx="{x:.2}" cy="{:.2}" r="30" fill="none" stroke="{}" stroke-width="0.2" stroke-opacity="0.2"/>"#,
        1.06 * frame.height,
        palette.accent
    );
}

/// Dark rays from the icon to beyond every edge; light ones would cost contrast.
fn rays(svg: &mut String, frame: &Frame, (x, y): (f32, f32)) {
    const RAYS: u8 = 14;
    let reach = frame.width + frame.height;
    let step = std::f32::consts::TAU / f32::from(RAYS);
    let _ = write!(
        svg,
        r#"<defs><radialGradient id="ray" gradientUnits="userSpaceOnUse" cx="{x:.2}" cy="{y:.2}" r="{:.2}"><stop stop-opacity="0.3"/><stop offset="1" stop-opacity="0.06"/></radialGradient></defs><path fill="url(#ray)" d=""#,
        0.6 * reach
    );
    for ray in 0..RAYS {
        let from = f32::from(ray) * step + 0.1;
        let (one, other) = (from, from + 0.45 * step);
        let _ = write!(
            svg,
            "M{x:.2} {y:.2}L{:.2} {:.2}L{:.2} {:.2}Z",
            x + reach * one.cos(),
            y + reach * one.sin(),
            x + reach * other.cos(),
            y + reach * other.sin()
        );
    }
    svg.push_str(r#""/>"#);
}

/// Thin arcs around a corner.
fn arcs(svg: &mut String, frame: &Frame, palette: &Palette, mirrored: bool) {
    let x = if mirrored { 0.0 } else { frame.width };
    for (radius, opacity) in [(46.0, 0.34), (49.0, 0.2), (62.0, 0.12)] {
        let _ = write!(
            svg,
            r#"<circle cx="{x:.2}" cy="{:.2}" r="{radius}" fill="none" stroke="{}" stroke-width="0.16" stroke-opacity="{opacity}"/>"#,
            frame.height, palette.accent
        );
    }
}
