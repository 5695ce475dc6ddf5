//! The icon of a card and what holds it.

use std::fmt::Write as _;

use oma_core::brief::Style;

use super::color::Color;
use super::composition::{Arrangement, Composition};
use super::palette::Palette;
use crate::icons::Icon;

/// The icon as the composition wants it, as SVG.
pub(super) fn svg(
    icon: &Icon,
    composition: Composition,
    arrangement: &Arrangement,
    style: Style,
    palette: &Palette,
) -> String {
    let (x, y) = arrangement.icon;
    let radius = arrangement.radius;
    let mut svg = String::new();
    // How much of its holder the icon fills, and how far it is turned.
    let (filled, turned) = match composition {
        Composition::Bleed => {
            disc(&mut svg, (x, y), radius, style, palette);
            (0.76, -7.0)
        }
        Composition::Tile | Composition::Bar => {
            tile(&mut svg, (x, y), radius, style, palette);
            (0.6, 0.0)
        }
        Composition::Medallion | Composition::Numeral => {
            disc(&mut svg, (x, y), radius, style, palette);
            rings(&mut svg, (x, y), radius, style, palette);
            (0.58, 0.0)
        }
    };
    let _ = write!(svg, r#"<g transform="rotate({turned} {x:.3} {y:.3})">"#);
    place(&mut svg, icon, (x, y), radius * filled);
    svg.push_str("</g>");
    svg
}

fn place(svg: &mut String, icon: &Icon, (x, y): (f32, f32), radius: f32) {
    let _ = write!(
        svg,
        r#"<g transform="translate({:.3} {:.3}) scale({:.5})">{}</g>"#,
        x - radius,
        y - radius,
        2.0 * radius / Icon::SIDE,
        icon.body
    );
}

/// A soft shadow below, without the cost of a blur.
fn shadow(svg: &mut String, (x, y): (f32, f32), radius: f32, opacity: f32) {
    let _ = write!(
        svg,
        r#"<defs><radialGradient id="shadow"><stop offset="0.66" stop-opacity="{opacity}"/><stop offset="0.82" stop-opacity="{:.3}"/><stop offset="1" stop-opacity="0"/></radialGradient></defs><circle cx="{x:.3}" cy="{:.3}" r="{:.3}" fill="url(#shadow)"/>"#,
        0.35 * opacity,
        y + 0.07 * radius,
        1.24 * radius
    );
}

/// A disc of glass, lit from the middle; dark icons need the light.
fn disc(svg: &mut String, (x, y): (f32, f32), radius: f32, style: Style, palette: &Palette) {
    let at = format!(r#"cx="{x:.3}" cy="{y:.3}" r="{radius:.3}""#);
    if style == Style::Minimalist {
        shadow(svg, (x, y), radius, 0.1);
        let _ = write!(svg, r##"<circle {at} fill="#fff"/>"##);
        return;
    }
    let (glow, glass) = if style == Style::Elegant { (0.5, 0.16) } else { (0.62, 0.32) };
    let (rim, rim_opacity) =
        if style == Style::Elegant { (palette.accent, 1.0) } else { (Color(0x00ff_ffff), 0.45) };
    let _ = write!(
        svg,
        r##"<defs><radialGradient id="light"><stop stop-color="{0}" stop-opacity="{glow}"/><stop offset="1" stop-color="{0}" stop-opacity="0.1"/></radialGradient><linearGradient id="glass" x2="0.6" y2="1"><stop stop-color="#fff" stop-opacity="{glass}"/><stop offset="1" stop-color="#fff" stop-opacity="{1:.3}"/></linearGradient></defs><circle {at} fill="url(#light)"/><circle {at} fill="url(#glass)" stroke="{rim}" stroke-opacity="{rim_opacity}" stroke-width="0.25"/>"##,
        palette.glow,
        0.4 * glass
    );
}

/// Fine rings: around a disc, or inside it where the style is quiet.
fn rings(svg: &mut String, (x, y): (f32, f32), radius: f32, style: Style, palette: &Palette) {
    let rings: &[(f32, f32, Color)] = match style {
        Style::Minimalist => &[],
        Style::Elegant => &[(0.93, 0.45, palette.accent)],
        Style::Professional | Style::Modern | Style::Energetic => {
            &[(1.2, 0.16, Color(0x00ff_ffff)), (1.42, 0.09, Color(0x00ff_ffff))]
        }
    };
    // Near an edge the outer rings would be cut off.
    for (ring, opacity, color) in rings.iter().filter(|(ring, ..)| x > ring * radius + 3.0) {
        let _ = write!(
            svg,
            r#"<circle cx="{x:.3}" cy="{y:.3}" r="{:.3}" fill="none" stroke="{color}" stroke-opacity="{opacity}" stroke-width="0.2"/>"#,
            ring * radius
        );
    }
}

fn tile(svg: &mut String, (x, y): (f32, f32), radius: f32, style: Style, palette: &Palette) {
    let side = 0.92 * radius;
    let rect = format!(
        r#"x="{:.3}" y="{:.3}" width="{:.3}" height="{:.3}" rx="{:.3}""#,
        x - side,
        y - side,
        2.0 * side,
        2.0 * side,
        0.46 * side
    );
    if style == Style::Elegant {
        let _ = write!(
            svg,
            r##"<rect {rect} fill="#fff" fill-opacity="0.07" stroke="{}" stroke-width="0.25"/>"##,
            palette.accent
        );
        return;
    }
    let opacity = if style == Style::Minimalist { 0.1 } else { 0.22 };
    shadow(svg, (x, y + 0.04 * radius), 1.12 * radius, opacity);
    let _ = write!(
        svg,
        r##"<defs><linearGradient id="tile" x2="0.4" y2="1"><stop stop-color="#fff"/><stop offset="1" stop-color="#e6e9f2"/></linearGradient></defs><rect {rect} fill="url(#tile)"/>"##
    );
}
