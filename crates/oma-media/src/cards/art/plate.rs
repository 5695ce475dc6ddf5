//! Quiet art: a plate with marks at its corners, the number of a step.

use std::fmt::Write as _;

use super::{Square, Subject, disc, place};
use crate::cards::geometry::Rect;
use crate::cards::look::shape;
use crate::cards::text::Face;

/// A square plate between four corner marks, as on a printer's sheet.
pub(super) fn plate(svg: &mut String, subject: &Subject<'_>, square: Square) {
    let look = subject.look;
    let outer = square.rect(0.99);
    let mark = 0.2 * square.radius;
    let mut path = String::new();
    for (x, y, dx, dy) in [
        (outer.x, outer.y, 1.0, 1.0),
        (outer.right(), outer.y, -1.0, 1.0),
        (outer.x, outer.bottom(), 1.0, -1.0),
        (outer.right(), outer.bottom(), -1.0, -1.0),
    ] {
        let (y_end, x_end) = (y + dy * mark, x + dx * mark);
        let _ = write!(path, "M{x:.3} {y_end:.3}V{y:.3}H{x_end:.3}");
    }
    let _ = write!(
        svg,
        r#"<path d="{path}" fill="none" stroke="{}" stroke-width="0.34"/>"#,
        look.palette.accent
    );
    let (sheet, ..) = look.sheet();
    let inner = square.rect(0.82);
    look.raised(svg, inner, look.radius(0.06 * square.radius), sheet);
    place(svg, subject.icon, inner.centre(), 0.52 * square.radius, 0.0);
}

/// The number of a step in a circle, a dotted line, the icon: a way through the film.
pub(super) fn step(svg: &mut String, subject: &Subject<'_>, area: Rect) -> (f32, f32) {
    let look = subject.look;
    let palette = look.palette;
    let side = area.height.min(0.42 * area.width).min(30.0);
    let radius = side / 2.0;
    let y = area.centre().1;
    let (left, right) = (area.x + radius, area.right() - radius);
    let (from, to) = (left + radius + 1.6, right - radius - 1.6);
    if to > from + 2.0 {
        let bend = 0.9 * radius;
        let third = 0.35 * (to - from);
        let _ = write!(
            svg,
            r#"<path d="M{from:.3} {y:.3}C{:.3} {:.3} {:.3} {:.3} {to:.3} {y:.3}" fill="none" stroke="{}" stroke-width="0.6" stroke-dasharray="0.05 2" stroke-linecap="round"/>"#,
            from + third,
            y - bend,
            to - third,
            y + bend,
            palette.accent
        );
    }
    let circle = Square { x: left, y, radius: 0.92 * radius }.rect(1.0);
    look.shadow(svg, circle, radius, 0.8);
    let digits = 1.15 * radius;
    let _ = write!(
        svg,
        r#"<rect {} fill="{}"/><text x="{left:.3}" y="{:.3}" text-anchor="middle" {} fill="{}">{}</text>"#,
        shape(circle, look.radius(radius)),
        palette.accent,
        // Digits of Inter are 0.727 em high.
        y + 0.364 * digits,
        Face::inter(800, 0.0).attributes(digits),
        palette.accent.ink(),
        subject.step.unwrap_or(subject.number)
    );
    disc::ring(svg, subject, Square { x: right, y, radius });
    (right, y)
}
