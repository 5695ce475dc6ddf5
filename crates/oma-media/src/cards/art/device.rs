//! Things of a screen: a tile like an app's, a window, a telephone.

use std::fmt::Write as _;

use super::{Square, Subject, place};
use crate::cards::color::Color;
use crate::cards::geometry::Rect;
use crate::cards::look::{Look, shape};

/// A tile like an app's.
pub(super) fn tile(svg: &mut String, subject: &Subject<'_>, square: Square) {
    let look = subject.look;
    let (sheet, ..) = look.sheet();
    let rect = square.rect(0.94);
    look.raised(svg, rect, look.radius(0.44 * square.radius), sheet);
    place(svg, subject.icon, rect.centre(), 0.6 * square.radius, 0.0);
}

/// A window three to two: its bar, the icon on a panel, lines that stand for words.
pub(super) fn window(
    svg: &mut String,
    subject: &Subject<'_>,
    area: Rect,
    align: f32,
) -> (f32, f32) {
    let look = subject.look;
    let height = (0.96 * area.height).min(0.68 * area.width);
    let width = (1.5 * height).min(area.width);
    let x = area.x + align * (area.width - width);
    let rect = Rect { x, y: area.y + (area.height - height) / 2.0, width, height };
    let (sheet, ink, accent) = look.sheet();
    look.raised(svg, rect, look.radius(0.07 * height + 0.6), sheet);
    let unit = height / 40.0;
    let bar = 6.2 * unit;
    let buttons = [Color(0x00ff_5f57), Color(0x00fe_bc2e), Color(0x0028_c840)];
    for (dot, color) in (0_u8..).zip(buttons) {
        let _ = write!(
            svg,
            r#"<circle cx="{:.3}" cy="{:.3}" r="{:.3}" fill="{color}"/>"#,
            rect.x + unit * (4.0 + 2.6 * f32::from(dot)),
            rect.y + bar / 2.0,
            0.85 * unit
        );
    }
    let address = Rect {
        x: rect.x + 0.32 * width,
        y: rect.y + 1.7 * unit,
        width: 0.36 * width,
        height: 2.8 * unit,
    };
    let _ = write!(
        svg,
        r#"<rect {} fill="{ink}" fill-opacity="0.08"/><rect x="{:.3}" y="{:.3}" width="{width:.3}" height="0.15" fill="{ink}" fill-opacity="0.14"/>"#,
        shape(address, 1.4 * unit),
        rect.x,
        rect.y + bar
    );
    let body = Rect { y: rect.y + bar, height: height - bar, ..rect };
    window_body(svg, subject, (body, unit), (ink, accent));
    rect.centre()
}

/// The icon on a tinted panel at one side, lines at the other; the sides take turns.
fn window_body(
    svg: &mut String,
    subject: &Subject<'_>,
    (body, unit): (Rect, f32),
    (ink, accent): (Color, Color),
) {
    let look = subject.look;
    let pad = 3.0 * unit;
    let side = body.height - 2.0 * pad;
    let left = subject.number % 2 == 1;
    let panel = Rect {
        x: if left { body.x + pad } else { body.right() - pad - side },
        y: body.y + pad,
        width: side,
        height: side,
    };
    panel_fill(svg, look, panel, look.radius(3.0 * unit));
    place(svg, subject.icon, panel.centre(), 0.34 * side, 0.0);
    let x = if left { panel.right() + pad } else { body.x + pad };
    let room = body.width - side - 3.0 * pad;
    let mut y = panel.y + 0.06 * side;
    for (part, opacity, thick) in
        [(0.72, 0.2, 2.4), (0.96, 0.1, 1.5), (0.86, 0.1, 1.5), (0.6, 0.1, 1.5)]
    {
        let line = Rect { x, y, width: part * room, height: thick * unit };
        let round = shape(line, 0.75 * unit);
        let _ = write!(svg, r#"<rect {round} fill="{ink}" fill-opacity="{opacity}"/>"#);
        y += (thick + 2.4) * unit;
    }
    let button = Rect { x, y: panel.bottom() - 6.4 * unit, width: 0.5 * room, height: 5.0 * unit };
    let _ = write!(svg, r#"<rect {} fill="{accent}"/>"#, shape(button, look.radius(2.5 * unit)));
}

/// A panel in the film's colours.
fn panel_fill(svg: &mut String, look: Look<'_>, panel: Rect, radius: f32) {
    let palette = look.palette;
    let (from, to) = if palette.is_light() {
        (palette.glow, palette.blobs[1])
    } else {
        (palette.glow.mix(Color(0x00ff_ffff), 0.25), palette.blobs[0])
    };
    let _ = write!(
        svg,
        r#"<defs><linearGradient id="panel" x2="0.7" y2="1"><stop stop-color="{from}"/><stop offset="1" stop-color="{to}"/></linearGradient></defs><rect {} fill="url(#panel)"/>"#,
        shape(panel, radius)
    );
}

/// A telephone, turned a little, with the icon on its screen.
pub(super) fn phone(svg: &mut String, subject: &Subject<'_>, area: Rect, align: f32) -> (f32, f32) {
    let look = subject.look;
    // Room for what turning it adds.
    let height = (0.92 * area.height).min(1.7 * area.width);
    let width = 0.52 * height;
    let x = area.x + 0.1 * width + align * (area.width - 1.2 * width);
    let body = Rect { x, y: area.centre().1 - height / 2.0, width, height };
    let (middle_x, middle_y) = body.centre();
    let unit = height / 60.0;
    let _ = write!(svg, r#"<g transform="rotate(5 {middle_x:.3} {middle_y:.3})">"#);
    look.shadow(svg, body, 5.0 * unit, 1.2);
    let _ = write!(
        svg,
        r##"<rect {} fill="#0c0d10" stroke="#fff" stroke-opacity="0.35" stroke-width="0.25"/>"##,
        shape(body, 5.0 * unit)
    );
    let edge = 1.2 * unit;
    let screen = Rect {
        x: body.x + edge,
        y: body.y + edge,
        width: width - 2.0 * edge,
        height: height - 2.0 * edge,
    };
    panel_fill(svg, look, screen, 4.0 * unit);
    let notch = Rect {
        x: middle_x - 4.0 * unit,
        y: screen.y + 1.4 * unit,
        width: 8.0 * unit,
        height: 2.2 * unit,
    };
    let _ = write!(svg, r##"<rect {} fill="#0c0d10"/>"##, shape(notch, 2.0 * unit));
    place(svg, subject.icon, (middle_x, screen.y + 18.0 * unit), 9.2 * unit, 0.0);
    phone_card(svg, look, screen, unit);
    svg.push_str("</g>");
    (middle_x, middle_y)
}

/// The card at the lower end of a telephone's screen: lines that stand for words and a button.
fn phone_card(svg: &mut String, look: Look<'_>, screen: Rect, unit: f32) {
    let (sheet, ink, accent) = look.sheet();
    let card = Rect {
        x: screen.x + 2.4 * unit,
        y: screen.y + 31.6 * unit,
        width: screen.width - 4.8 * unit,
        height: screen.height - 34.0 * unit,
    };
    let _ = write!(svg, r#"<rect {} fill="{sheet}"/>"#, shape(card, 2.4 * unit));
    for (y, part, thick, color, opacity) in [
        (3.2, 0.62, 2.0, ink, 0.22),
        (7.4, 0.8, 1.5, ink, 0.12),
        (10.6, 0.5, 1.5, ink, 0.12),
        (15.6, 0.8, 4.6, accent, 1.0),
    ] {
        let line = Rect {
            x: card.x + 0.1 * card.width,
            y: card.y + y * unit,
            width: part * card.width,
            height: thick * unit,
        };
        let round = shape(line, look.radius(thick * unit / 2.0));
        let _ = write!(svg, r#"<rect {round} fill="{color}" fill-opacity="{opacity}"/>"#);
    }
}
