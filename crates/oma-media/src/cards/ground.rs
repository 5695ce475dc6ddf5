//! What words stand on: a sheet, a pane, a bar, a rule.

use std::fmt::Write as _;

use super::arrange::Arrangement;
use super::geometry::Rect;
use super::layout::Words;
use super::look::{Look, shape};
use super::text::Face;

/// Draws it; `number` and `of` are the scene's.
pub(super) fn draw(
    svg: &mut String,
    words: Words,
    arrangement: &Arrangement,
    (number, of): (u32, u32),
    look: Look<'_>,
) {
    let (area, text) = (arrangement.area, arrangement.text);
    match words {
        Words::Free | Words::Boxes => {}
        Words::Paper => paper(svg, area, look),
        Words::Pane => look.pane(svg, area, look.radius(5.0)),
        Words::Bar => {
            let bar = Rect { x: area.x, y: text.y, width: 0.9, height: text.height };
            let round = shape(bar, look.radius(0.45));
            let _ = write!(svg, r#"<rect {round} fill="{}"/>"#, look.palette.accent);
        }
        Words::Ruled => ruled(svg, area, (number, of), look),
    }
}

/// A sheet of a notebook: its ruled lines, the line of its margin, a piece of tape.
fn paper(svg: &mut String, area: Rect, look: Look<'_>) {
    const LINE: f32 = 5.4;
    let (sheet, ink, accent) = look.sheet();
    look.raised(svg, area, look.radius(1.6), sheet);
    let mut path = String::new();
    let mut y = area.y + LINE;
    while y < area.bottom() - 1.0 {
        let _ = write!(path, "M{:.3} {y:.3}H{:.3}", area.x + 0.4, area.right() - 0.4);
        y += LINE;
    }
    let margin = area.x + 5.2;
    let (middle, top) = (area.centre().0, area.y);
    let tape = Rect { x: middle - 7.0, y: top - 1.9, width: 14.0, height: 3.8 };
    let _ = write!(
        svg,
        r#"<path d="{path}" stroke="{ink}" stroke-opacity="0.07" stroke-width="0.16"/><path d="M{margin:.3} {:.3}V{:.3}" stroke="{accent}" stroke-opacity="0.55" stroke-width="0.24"/><g transform="rotate(-2.5 {middle:.3} {top:.3})"><rect {} fill="{}" fill-opacity="0.72"/></g>"#,
        area.y + 0.4,
        area.bottom() - 0.4,
        shape(tape, 0.2),
        look.palette.glow.mix(sheet, 0.35)
    );
}

/// A thin line with the scene's number at its end, as in a report.
fn ruled(svg: &mut String, area: Rect, (number, of): (u32, u32), look: Look<'_>) {
    const SIZE: f32 = 3.0;
    let face = Face::inter(600, 0.04);
    let palette = look.palette;
    let count = if of > 1 { format!("{number:02} / {of:02}") } else { String::new() };
    let _ = write!(
        svg,
        r#"<rect x="{0:.3}" y="{1:.3}" width="{2:.3}" height="0.2" fill="{3}" fill-opacity="0.4"/><rect x="{0:.3}" y="{4:.3}" width="12" height="0.7" fill="{5}"/><text x="{6:.3}" y="{7:.3}" text-anchor="end" {8} fill="{9}">{count}</text>"#,
        area.x,
        area.y + 3.4,
        area.width,
        palette.ink,
        area.y + 3.15,
        palette.accent,
        area.right(),
        area.y + 1.9,
        face.attributes(SIZE),
        palette.soft
    );
}
