//! An icon cut out like a sticker, on a bold shape.

use std::fmt::Write as _;

use super::{Square, Subject, place};
use crate::cards::color::Color;
use crate::cards::look::{Look, shape};
use crate::icons::Icon;

/// A sticker on a disc, a burst or a tilted square, in turn.
pub(super) fn sticker(svg: &mut String, subject: &Subject<'_>, square: Square) {
    let look = subject.look;
    backing(svg, look, square, subject.number, look.palette.accent);
    let Some(icon) = subject.icon else { return };
    let turned = if subject.number.is_multiple_of(2) { 7.0 } else { -8.0 };
    let (at, radius) = ((square.x, square.y), 0.62 * square.radius);
    let below = (at.0 + 0.02 * square.radius, at.1 + 0.05 * square.radius);
    silhouette(svg, icon, below, (radius, turned), (look.outline(), 0.3));
    silhouette(svg, icon, at, (radius, turned), (Color(0x00ff_ffff), 1.0));
    place(svg, subject.icon, at, radius, turned);
}

/// The shape behind.
fn backing(svg: &mut String, look: Look<'_>, square: Square, turn: u32, fill: Color) {
    let Square { x, y, radius } = square;
    match turn % 3 {
        0 => {
            let rect = shape(square.rect(0.72), look.radius(0.24 * radius));
            let _ = write!(
                svg,
                r#"<g transform="rotate(-11 {x:.3} {y:.3})"><rect {rect} fill="{}" fill-opacity="0.4"/></g><g transform="rotate(7 {x:.3} {y:.3})"><rect {rect} fill="{fill}"/></g>"#,
                look.palette.glow,
            );
        }
        1 => {
            let _ = write!(
                svg,
                r#"<circle cx="{x:.3}" cy="{y:.3}" r="{:.3}" fill="{fill}"/><circle cx="{x:.3}" cy="{y:.3}" r="{:.3}" fill="none" stroke="{fill}" stroke-width="0.5" stroke-opacity="0.6"/>"#,
                0.84 * radius,
                0.95 * radius
            );
        }
        _ => burst(svg, square, fill),
    }
}

/// A star of many short points.
fn burst(svg: &mut String, square: Square, fill: Color) {
    const POINTS: u8 = 18;
    svg.push_str(r#"<path d=""#);
    for point in 0..2 * POINTS {
        let angle = std::f32::consts::PI * f32::from(point) / f32::from(POINTS);
        let reach = square.radius * if point % 2 == 0 { 0.96 } else { 0.83 };
        let _ = write!(
            svg,
            "{}{:.3} {:.3}",
            if point == 0 { 'M' } else { 'L' },
            square.x + reach * angle.cos(),
            square.y + reach * angle.sin()
        );
    }
    let _ = write!(svg, r#"Z" fill="{fill}" stroke="{fill}" stroke-linejoin="round"/>"#);
}

/// The outline of an icon, grown by a tenth, in one colour.
fn silhouette(
    svg: &mut String,
    icon: &Icon,
    (x, y): (f32, f32),
    (radius, turned): (f32, f32),
    (color, opacity): (Color, f32),
) {
    let _ = write!(
        svg,
        r#"<g opacity="{opacity}" transform="rotate({turned} {x:.3} {y:.3}) translate({:.3} {:.3}) scale({:.5})" fill="{color}" stroke="{color}" stroke-width="3" stroke-linejoin="round">{}</g>"#,
        x - radius,
        y - radius,
        2.0 * radius / Icon::SIDE,
        without_paint(&icon.body)
    );
}

/// A drawing without its own colours. Its opacities go as well: what is outlined is its shape.
fn without_paint(body: &str) -> String {
    let mut plain = String::with_capacity(body.len());
    let mut rest = body;
    while let Some((at, name)) = [" fill=\"", " opacity=\""]
        .into_iter()
        .filter_map(|name| rest.find(name).map(|at| (at, name)))
        .min()
    {
        plain.push_str(&rest[..at]);
        let value = &rest[at + name.len()..];
        rest = value.find('"').map_or("", |end| &value[end + 1..]);
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silhouette_keeps_the_shapes_and_no_colour() {
        for icon in crate::icons::all() {
            let plain = without_paint(&icon.body);
            assert!(!plain.contains(" fill=") && !plain.contains(" opacity="), "{}", icon.name);
            assert_eq!(plain.matches("<path").count(), icon.body.matches("<path").count());
            assert_eq!(plain.matches("fill-rule").count(), icon.body.matches("fill-rule").count());
        }
    }
}
