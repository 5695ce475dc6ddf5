//! Where in a photo the eye goes: to edges and to colour, rather to the middle than to the rim.

use oma_core::Result;
use resvg::tiny_skia::Pixmap;

use super::place::shrink;

/// Detail is looked for in a copy this small: its grain would count as detail in a large one.
const SMALL: f32 = 64.0;
/// How little more detail another place must have than the middle to be preferred to it.
const PREFERENCE: f32 = 0.35;

/// What of a photo to keep when it fills a box of another shape: from 0, its left or upper end, to
/// 1, along the one side of which something is cut off; 0.5 along the other.
pub(super) fn of(photo: &Pixmap, (width, height): (u32, u32)) -> Result<(f32, f32)> {
    let shorter = photo.width().min(photo.height()) as f32;
    let small = shrink(photo, SMALL / shorter)?;
    let weights = weights(&small);
    let columns = small.width() as usize;
    let photo_ratio = small.width() as f32 / small.height() as f32;
    let ratio = width as f32 / height as f32;
    Ok(if photo_ratio > ratio {
        let sums: Vec<f32> =
            (0..columns).map(|x| weights.iter().skip(x).step_by(columns).sum()).collect();
        (best(&sums, ratio / photo_ratio), 0.5)
    } else {
        let sums: Vec<f32> = weights.chunks(columns).map(|row| row.iter().sum()).collect();
        (0.5, best(&sums, photo_ratio / ratio))
    })
}

/// How much is to be seen at each pixel: the difference to its neighbours and its colourfulness.
fn weights(picture: &Pixmap) -> Vec<f32> {
    let columns = picture.width() as usize;
    let pixels = picture.pixels();
    let channels = |at: usize| {
        let pixel = pixels[at];
        [pixel.red(), pixel.green(), pixel.blue()].map(f32::from)
    };
    let light = |at: usize| channels(at).iter().sum::<f32>() / 3.0;
    (0..pixels.len())
        .map(|at| {
            let right = if (at + 1) % columns == 0 { at } else { at + 1 };
            let below = if at + columns < pixels.len() { at + columns } else { at };
            let edge = (light(at) - light(right)).abs() + (light(at) - light(below)).abs();
            let all = channels(at);
            let most = all.iter().copied().fold(0.0, f32::max);
            let least = all.iter().copied().fold(255.0, f32::min);
            edge + 0.12 * (most - least)
        })
        .collect()
}

/// Where a window of a part of a row of sums holds most, as a part of the way it can move.
fn best(sums: &[f32], part: f32) -> f32 {
    // Between one and all, so the casts keep the value.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let window = ((sums.len() as f32 * part).round() as usize).clamp(1, sums.len());
    let way = sums.len() - window;
    if way == 0 {
        return 0.5;
    }
    let total: f32 = sums.iter().sum::<f32>().max(1.0);
    let worth = |from: usize| {
        let held: f32 = sums[from..from + window].iter().sum();
        let off = from as f32 / way as f32 - 0.5;
        held / total - PREFERENCE * part * off * off
    };
    let best = (0..=way).max_by(|one, other| {
        // Of equals the one nearer to the middle.
        let off = |from: usize| (2 * from).abs_diff(way);
        worth(*one).total_cmp(&worth(*other)).then(off(*other).cmp(&off(*one)))
    });
    best.unwrap_or(way / 2) as f32 / way as f32
}

#[cfg(test)]
mod tests {
    use resvg::tiny_skia::{Color, Paint, Rect, Transform};

    use super::*;

    /// A plain picture with a chequered square.
    fn photo(width: u32, height: u32, square: Option<(f32, f32)>) -> Pixmap {
        let mut photo = Pixmap::new(width, height).unwrap();
        photo.fill(Color::from_rgba8(120, 130, 140, 255));
        let Some((left, top)) = square else { return photo };
        for at in 0..64_u8 {
            let (x, y) = (f32::from(at % 8) * 20.0, f32::from(at / 8) * 20.0);
            let mut paint = Paint::default();
            let light = if (at % 8 + at / 8) % 2 == 0 { 250 } else { 10 };
            paint.set_color_rgba8(light, light, light / 2, 255);
            let rect = Rect::from_xywh(left + x, top + y, 20.0, 20.0).unwrap();
            photo.fill_rect(rect, &paint, Transform::identity(), None);
        }
        photo
    }

    #[test]
    fn the_crop_follows_the_detail() {
        let upright = (1080, 1920);
        let (left, _) = of(&photo(1600, 900, Some((100.0, 300.0))), upright).unwrap();
        let (right, _) = of(&photo(1600, 900, Some((1340.0, 300.0))), upright).unwrap();
        assert!(left < 0.2 && right > 0.8, "{left} {right}");
        let wide = (1920, 1080);
        let (x, top) = of(&photo(900, 1600, Some((300.0, 60.0))), wide).unwrap();
        assert!((x - 0.5).abs() < f32::EPSILON && top < 0.25, "{top}");
    }

    #[test]
    fn a_photo_without_detail_is_cut_at_both_sides() {
        let (x, y) = of(&photo(1600, 900, None), (1080, 1920)).unwrap();
        assert!((x - 0.5).abs() < 0.02 && (y - 0.5).abs() < f32::EPSILON, "{x}");
    }
}
