//! The colour field behind a card: a gradient, two large soft blobs and a glow behind the icon.
//!
//! The field is smooth, so it is computed on a coarse grid, mixed in `OKLab`, and interpolated;
//! that is ten times quicker than full-size radial gradients. A fine grain, about one step of
//! eight bits, replaces the bands that eight bits would show.

use oma_core::Result;
use resvg::tiny_skia::Pixmap;

use super::CardRequest;
use super::color::{Color, oklab_to_srgb};
use super::foreground::Foreground;
use super::geometry::{Frame, Rect};
use super::palette::Palette;
use super::random::Random;
use super::raster::{canvas, overscanned};

/// Grid cells along the shorter side.
const CELLS: f32 = 72.0;

/// Paints the field on a canvas of the overscanned size.
pub(super) fn paint(
    request: &CardRequest<'_>,
    palette: &Palette,
    front: &Foreground,
) -> Result<Pixmap> {
    let frame = Frame::of(request.format);
    let field = Field::new(request, &frame, palette, front);
    let (width, height) = overscanned(request.format);
    let mut pixmap = canvas(width, height)?;
    let cell = (width.min(height) as f32 / CELLS).max(1.0);
    let grid = Grid::sample(&field, (width, height), cell, frame.scale);
    grid.fill(&mut pixmap, cell);
    Ok(pixmap)
}

/// A colour for every point, in units from the canvas's upper left corner.
struct Field {
    height: f32,
    base: [[f32; 3]; 2],
    blobs: [Spot; 2],
    /// Brighter than text allows, so they end before it.
    lights: [Spot; 2],
    /// All of the canvas that text may lie over while the background drifts.
    text: Rect,
}

/// A soft round shape.
struct Spot {
    at: (f32, f32),
    /// The distance at which it has lost 39 % of its strength.
    spread: f32,
    strength: f32,
    color: [f32; 3],
}

/// How far from text the lights have all their strength.
const FADE: f32 = 15.0;

/// Where blobs may be, as parts of the canvas: around the edge, so that the middle stays calm.
const ANCHORS: [(f32, f32); 6] =
    [(0.0, 0.1), (1.0, 0.0), (1.05, 0.45), (1.0, 0.95), (0.1, 1.0), (-0.05, 0.55)];

impl Field {
    fn new(
        request: &CardRequest<'_>,
        frame: &Frame,
        palette: &Palette,
        front: &Foreground,
    ) -> Self {
        let focus = front.focus;
        let margin = oma_core::picture::OVERSCAN_PERCENT as f32 / 200.0;
        let canvas = (frame.width * (1.0 + 2.0 * margin), frame.height * (1.0 + 2.0 * margin));
        let mut random = Random::new(request.seed, request.number);
        let first = *random.pick(&[0, 1, 2, 3, 4, 5]);
        let mut blob = |anchor: usize, color: Color| {
            let (x, y) = ANCHORS[anchor % ANCHORS.len()];
            Spot {
                at: (
                    canvas.0 * (x + random.between(-0.08, 0.08)),
                    canvas.1 * (y + random.between(-0.06, 0.06)),
                ),
                spread: random.between(0.34, 0.46) * canvas.0.midpoint(canvas.1),
                strength: 0.95,
                color: color.to_oklab(),
            }
        };
        let blobs = [blob(first, palette.blobs[0]), blob(first + 3, palette.blobs[1])];
        let glow = Spot {
            at: (focus.0 + margin * frame.width, focus.1 + margin * frame.height),
            spread: 21.0,
            strength: 0.72,
            color: palette.glow.to_oklab(),
        };
        // A corner on the icon's side, where there is no text.
        let right = if (focus.0 - frame.width / 2.0).abs() < 1.0 {
            request.number % 2 == 1
        } else {
            focus.0 > frame.width / 2.0
        };
        let corner = Spot {
            at: (if right { canvas.0 } else { 0.0 }, 0.02 * canvas.1),
            spread: 0.2 * canvas.0.midpoint(canvas.1),
            strength: 0.55,
            color: glow.color,
        };
        Self {
            height: canvas.1,
            base: palette.base.map(Color::to_oklab),
            blobs,
            lights: [corner, glow],
            text: Rect {
                width: front.text.width + canvas.0 - frame.width,
                height: front.text.height + canvas.1 - frame.height,
                ..front.text
            },
        }
    }

    /// sRGB from 0 to 255.
    fn at(&self, x: f32, y: f32) -> [f32; 3] {
        let mut color = mix(self.base[0], self.base[1], y / self.height);
        for blob in &self.blobs {
            color = mix(color, blob.color, blob.strength_at(x, y));
        }
        let clear = smooth(self.text.distance(x, y) / FADE);
        for light in &self.lights {
            color = mix(color, light.color, clear * light.strength_at(x, y));
        }
        oklab_to_srgb(color).map(|channel| channel * 255.0)
    }
}

impl Spot {
    fn strength_at(&self, x: f32, y: f32) -> f32 {
        let (dx, dy) = (x - self.at.0, y - self.at.1);
        self.strength * (-(dx * dx + dy * dy) / (2.0 * self.spread * self.spread)).exp()
    }
}

/// From 0 to 1 without a corner at either end.
fn smooth(part: f32) -> f32 {
    let part = part.clamp(0.0, 1.0);
    part * part * (3.0 - 2.0 * part)
}

fn mix(one: [f32; 3], other: [f32; 3], part: f32) -> [f32; 3] {
    std::array::from_fn(|at| one[at] + (other[at] - one[at]) * part)
}

struct Grid {
    columns: usize,
    nodes: Vec<[f32; 3]>,
}

// Pixel and cell counts are far below 2^24, and positions are never negative.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
impl Grid {
    /// The field at the corners of the cells, one more than needed at the right and the bottom.
    fn sample(field: &Field, (width, height): (u32, u32), cell: f32, scale: f32) -> Self {
        let columns = (width as f32 / cell).ceil() as usize + 2;
        let rows = (height as f32 / cell).ceil() as usize + 2;
        let unit = cell / scale;
        let nodes = (0..rows)
            .flat_map(|row| {
                (0..columns).map(move |column| field.at(column as f32 * unit, row as f32 * unit))
            })
            .collect();
        Self { columns, nodes }
    }

    fn fill(&self, pixmap: &mut Pixmap, cell: f32) {
        let width = pixmap.width() as usize;
        let steps: Vec<(usize, f32)> = (0..width)
            .map(|x| {
                let at = x as f32 / cell;
                (at as usize, at.fract())
            })
            .collect();
        let rows = pixmap.data_mut().chunks_exact_mut(4 * width);
        for (y, row) in rows.enumerate() {
            let at = y as f32 / cell;
            let line = self.line(at as usize, at.fract());
            for (x, (pixel, (column, part))) in row.chunks_exact_mut(4).zip(&steps).enumerate() {
                let color = mix(line[*column], line[column + 1], *part);
                let threshold = GRAIN * (noise(x, y) - 0.5) + DITHER[y % 8][x % 8];
                for (byte, channel) in pixel.iter_mut().zip(color) {
                    // Saturates at 0 and 255, which is what is wanted.
                    *byte = (channel + threshold) as u8;
                }
                pixel[3] = 255;
            }
        }
    }

    /// The grid's nodes along one row of pixels.
    fn line(&self, row: usize, part: f32) -> Vec<[f32; 3]> {
        let above = &self.nodes[row * self.columns..][..self.columns];
        let below = &self.nodes[(row + 1) * self.columns..][..self.columns];
        above.iter().zip(below).map(|(above, below)| mix(*above, *below, part)).collect()
    }
}

/// The height of the grain, in steps of eight bits.
const GRAIN: f32 = 1.6;

/// A number from 0 to 1 for a pixel that looks random beside those of its neighbours.
#[allow(clippy::cast_possible_truncation)] // Only the lower bits count.
fn noise(x: usize, y: usize) -> f32 {
    let mut hash = (x as u32).wrapping_mul(0x9e37_79b1) ^ (y as u32).wrapping_mul(0x85eb_ca77);
    hash = (hash ^ (hash >> 15)).wrapping_mul(0x2c1b_3c6d);
    hash ^= hash >> 12;
    (hash >> 8) as f32 / 16_777_216.0
}

/// Bayer's 8 by 8 matrix: thresholds from 0 to 1.
const DITHER: [[f32; 8]; 8] = bayer();

const fn bayer() -> [[f32; 8]; 8] {
    let mut matrix = [[0.0; 8]; 8];
    let mut y = 0;
    while y < 8 {
        let mut x = 0;
        while x < 8 {
            let (mut value, mut bit) = (0_u8, 0);
            while bit < 3 {
                let (a, b) = ((x >> bit) & 1, (y >> bit) & 1);
                let pair = 2 * (a ^ b) + b;
                value = 4 * value + pair;
                bit += 1;
            }
            matrix[y as usize][x as usize] = (value as f32 + 0.5) / 64.0;
            x += 1;
        }
        y += 1;
    }
    matrix
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dither_has_every_threshold_once() {
        let mut all: Vec<f32> = DITHER.into_iter().flatten().map(|t| t * 64.0 - 0.5).collect();
        all.sort_by(f32::total_cmp);
        for (at, threshold) in all.into_iter().enumerate() {
            assert!((threshold - at as f32).abs() < 1e-3, "{at}: {threshold}");
        }
    }
}
