//! The art of a card: the icon and what holds it.
//!
//! Each kind of art fits itself into a box. Reading order: [`svg`] here → `disc.rs` → `device.rs`
//! → `sticker.rs` → `plate.rs`.

mod device;
mod disc;
mod plate;
mod sticker;

use std::fmt::Write as _;

use super::geometry::Rect;
use super::layout::Art;
use super::look::Look;
use crate::icons::Icon;

/// What art is made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) look: Look<'a>,
    pub(super) icon: Option<&'a Icon>,
    /// The scene's number: shapes take turns by it.
    pub(super) number: u32,
    /// The number of the step that the scene explains.
    pub(super) step: Option<u32>,
}

/// A square: its centre and half its side.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Square {
    x: f32,
    y: f32,
    radius: f32,
}

impl Square {
    /// The largest square in a box, at its left (0) to its right (1).
    fn in_box(area: Rect, align: f32) -> Self {
        let radius = area.width.min(area.height) / 2.0;
        let x = area.x + radius + align * (area.width - 2.0 * radius);
        Self { x, y: area.centre().1, radius }
    }

    fn rect(self, part: f32) -> Rect {
        let radius = part * self.radius;
        Rect { x: self.x - radius, y: self.y - radius, width: 2.0 * radius, height: 2.0 * radius }
    }
}

/// Draws the art and gives its centre: the light behind it stands there.
pub(super) fn draw(
    svg: &mut String,
    art: Art,
    subject: &Subject<'_>,
    (area, align): (Rect, f32),
) -> (f32, f32) {
    let square = Square::in_box(area, align);
    match art {
        Art::Ring => disc::ring(svg, subject, square),
        Art::Orbit => disc::orbit(svg, subject, square),
        Art::Tile => device::tile(svg, subject, square),
        Art::Window => return device::window(svg, subject, area, align),
        Art::Phone => return device::phone(svg, subject, area, align),
        Art::Sticker => sticker::sticker(svg, subject, square),
        Art::Plate => plate::plate(svg, subject, square),
        Art::Step => return plate::step(svg, subject, area),
        // It is drawn with the words.
        Art::Figure => {}
    }
    (square.x, square.y)
}

/// The icon in a square of a radius around a point, turned by degrees.
fn place(svg: &mut String, icon: Option<&Icon>, (x, y): (f32, f32), radius: f32, turned: f32) {
    let Some(icon) = icon else { return };
    let _ = write!(
        svg,
        r#"<g transform="rotate({turned} {x:.3} {y:.3}) translate({:.3} {:.3}) scale({:.5})">{}</g>"#,
        x - radius,
        y - radius,
        2.0 * radius / Icon::SIDE,
        icon.body
    );
}
