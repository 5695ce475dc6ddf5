//! Discs of glass, and what moves around them.

use std::fmt::Write as _;

use oma_core::brief::Style;

use super::{Square, Subject, place};
use crate::cards::color::Color;
use crate::cards::look::Look;

const WHITE: Color = Color(0x00ff_ffff);

/// A disc in fine rings, with a small thing on one of them.
pub(super) fn ring(svg: &mut String, subject: &Subject<'_>, square: Square) {
    let inner = Square { radius: 0.76 * square.radius, ..square };
    rings(svg, subject.look, inner);
    disc(svg, subject.look, inner);
    place(svg, subject.icon, (square.x, square.y), 0.6 * inner.radius, 0.0);
    if subject.look.style != Style::Elegant {
        let angle = -0.75 + 0.9 * (subject.number % 3) as f32;
        satellite(svg, subject.look, square, (1.0, angle), 0.05);
    }
}

/// A disc whose two dashed orbits carry things, as in a drawing of a system.
pub(super) fn orbit(svg: &mut String, subject: &Subject<'_>, square: Square) {
    let look = subject.look;
    let inner = Square { radius: 0.56 * square.radius, ..square };
    for (ring, opacity) in [(0.77, 0.55), (0.98, 0.3)] {
        let _ = write!(
            svg,
            r#"<circle cx="{:.3}" cy="{:.3}" r="{:.3}" fill="none" stroke="{}" stroke-opacity="{opacity}" stroke-width="0.3" stroke-dasharray="1.3 1.5"/>"#,
            square.x,
            square.y,
            ring * square.radius,
            look.palette.accent
        );
    }
    disc(svg, look, inner);
    place(svg, subject.icon, (square.x, square.y), 0.62 * inner.radius, 0.0);
    let turn = 0.8 * subject.number as f32;
    for (ring, angle, size) in
        [(0.77, 0.4, 0.07), (0.77, 3.3, 0.05), (0.98, 2.0, 0.06), (0.98, 5.0, 0.045)]
    {
        satellite(svg, look, square, (ring, angle + turn), size);
    }
}

/// A dot on a ring of a part of the square's radius.
fn satellite(
    svg: &mut String,
    look: Look<'_>,
    square: Square,
    (ring, angle): (f32, f32),
    size: f32,
) {
    // Nothing may leave the square.
    let reach = (ring - if ring > 0.95 { size } else { 0.0 }) * square.radius;
    let _ = write!(
        svg,
        r#"<circle cx="{:.3}" cy="{:.3}" r="{:.3}" fill="{}"/>"#,
        square.x + reach * angle.cos(),
        square.y + reach * angle.sin(),
        size * square.radius,
        look.palette.accent
    );
}

/// A disc of glass, lit from the middle: dark icons need the light.
fn disc(svg: &mut String, look: Look<'_>, square: Square) {
    let Square { x, y, radius } = square;
    let palette = look.palette;
    let at = format!(r#"cx="{x:.3}" cy="{y:.3}" r="{radius:.3}""#);
    let (rim, rim_opacity, glow, pane) = match look.style {
        _ if palette.is_light() => (WHITE, 1.0, 0.75, 0.85),
        Style::Elegant => (palette.accent, 1.0, 0.55, 0.12),
        _ => (WHITE, 0.5, 0.8, 0.28),
    };
    look.shadow(svg, square.rect(1.0), radius, 0.9);
    // The first circle covers the shadow, which would be seen through the glass.
    let ground = palette.blobs[0].mix(palette.glow, if palette.is_light() { 0.2 } else { 0.12 });
    let _ = write!(
        svg,
        r##"<defs><radialGradient id="light" cy="0.42"><stop stop-color="{0}" stop-opacity="{glow}"/><stop offset="1" stop-color="{0}" stop-opacity="0.12"/></radialGradient><linearGradient id="glass" x2="0.5" y2="1"><stop stop-color="#fff" stop-opacity="{pane}"/><stop offset="1" stop-color="#fff" stop-opacity="{1:.3}"/></linearGradient></defs><circle {at} fill="{ground}"/><circle {at} fill="url(#light)"/><circle {at} fill="url(#glass)" stroke="{rim}" stroke-opacity="{rim_opacity}" stroke-width="0.26"/>"##,
        palette.glow,
        0.25 * pane
    );
}

/// Fine rings around a disc.
fn rings(svg: &mut String, look: Look<'_>, square: Square) {
    let ink = match look.style {
        Style::Elegant => look.palette.accent,
        _ => look.palette.ink,
    };
    for (ring, opacity) in [(1.155, 0.26), (1.31, 0.13)] {
        let _ = write!(
            svg,
            r#"<circle cx="{:.3}" cy="{:.3}" r="{:.3}" fill="none" stroke="{ink}" stroke-opacity="{opacity}" stroke-width="0.2"/>"#,
            square.x,
            square.y,
            ring * square.radius
        );
    }
}
