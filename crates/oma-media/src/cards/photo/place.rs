use oma_core::Result;
use oma_core::format::VideoFormat;
use oma_core::picture::OVERSCAN_PERCENT;
use resvg::tiny_skia::{
    Color, FillRule, FilterQuality, Mask, Paint, Path, PathBuilder, Pixmap, PixmapPaint, Rect,
    Transform,
};

use crate::cards::raster::canvas;

/// Fills a background with a photo. `focus` says which part of what is too much is kept: from 0,
/// the left or upper end, to 1.
pub(super) fn cover(photo: &Pixmap, background: &mut Pixmap, focus: (f32, f32)) -> Result<()> {
    let scale = ratios(photo, background.width() as f32, background.height() as f32);
    draw(photo, background, scale.0.max(scale.1), (focus, None))
}

/// Fills a picture with another one of the same shape, transparency included.
pub(in crate::cards) fn fill(picture: &Pixmap, onto: &mut Pixmap) -> Result<()> {
    let (x, y) = ratios(picture, onto.width() as f32, onto.height() as f32);
    draw(picture, onto, x.max(y), (MIDDLE, None))
}

const MIDDLE: (f32, f32) = (0.5, 0.5);

/// Fills a background with a photo out of focus and darker.
pub(super) fn blurred(photo: &Pixmap, background: &mut Pixmap) -> Result<()> {
    /// So few that interpolating between them is the blur.
    const PIXELS: f32 = 14.0;
    let shorter = photo.width().min(photo.height()) as f32;
    let small = shrink(photo, PIXELS / shorter)?;
    let scale = ratios(&small, background.width() as f32, background.height() as f32);
    draw_with(&small, background, scale.0.max(scale.1), (MIDDLE, None), FilterQuality::Bicubic);
    darken(background, 0.42);
    Ok(())
}

/// Draws the whole photo with round corners, within what is seen wherever the background drifts.
pub(super) fn contain(photo: &Pixmap, background: &mut Pixmap, format: VideoFormat) -> Result<()> {
    let always_seen = 1.0 - OVERSCAN_PERCENT as f32 / 100.0;
    let room = (format.width as f32 * always_seen, format.height as f32 * always_seen);
    let (by_width, by_height) = ratios(photo, room.0, room.1);
    let scale = by_width.min(by_height);
    let (width, height) = (photo.width() as f32 * scale, photo.height() as f32 * scale);
    let radius = format.width.min(format.height) as f32 * 0.022;
    let Some(frame) = Rect::from_xywh(
        (background.width() as f32 - width) / 2.0,
        (background.height() as f32 - height) / 2.0,
        width,
        height,
    ) else {
        return Ok(());
    };
    shadow(background, frame, radius);
    let mask = rounded(frame, radius).and_then(|path| {
        let mut mask = Mask::new(background.width(), background.height())?;
        mask.fill_path(&path, FillRule::Winding, true, Transform::identity());
        Some(mask)
    });
    draw(photo, background, scale, (MIDDLE, mask.as_ref()))
}

/// Darkens a picture by a part from 0 to 1.
fn darken(picture: &mut Pixmap, part: f32) {
    let mut paint = Paint::default();
    paint.set_color(
        Color::from_rgba(0.0, 0.0, 0.0, part.clamp(0.0, 1.0)).unwrap_or(Color::TRANSPARENT),
    );
    if let Some(all) = Rect::from_xywh(0.0, 0.0, picture.width() as f32, picture.height() as f32) {
        picture.fill_rect(all, &paint, Transform::identity(), None);
    }
}

fn ratios(photo: &Pixmap, width: f32, height: f32) -> (f32, f32) {
    (width / photo.width() as f32, height / photo.height() as f32)
}

/// What of a photo is kept, and what of the ground is drawn on.
type Crop<'a> = ((f32, f32), Option<&'a Mask>);

/// Draws a photo at a scale.
fn draw(photo: &Pixmap, onto: &mut Pixmap, scale: f32, crop: Crop<'_>) -> Result<()> {
    if scale < 0.5 {
        let small = shrink(photo, 2.0 * scale)?;
        let rest = scale * photo.width() as f32 / small.width() as f32;
        draw_with(&small, onto, rest, crop, FilterQuality::Bilinear);
    } else {
        draw_with(photo, onto, scale, crop, FilterQuality::Bilinear);
    }
    Ok(())
}

fn draw_with(
    photo: &Pixmap,
    onto: &mut Pixmap,
    scale: f32,
    (focus, mask): Crop<'_>,
    quality: FilterQuality,
) {
    // Two pixels more than asked for, or the smoothed edge would let the ground through.
    let longer = photo.width().max(photo.height()) as f32 * scale;
    let scale = scale * (longer + 2.0) / longer;
    let x = (onto.width() as f32 - photo.width() as f32 * scale) * focus.0;
    let y = (onto.height() as f32 - photo.height() as f32 * scale) * focus.1;
    let place = Transform::from_row(scale, 0.0, 0.0, scale, x, y);
    let paint = PixmapPaint { quality, ..PixmapPaint::default() };
    onto.draw_pixmap(0, 0, photo.as_ref(), &paint, place, mask);
}

/// Halves a picture, four pixels to their mean, until once more would make it smaller than
/// `scale`: interpolation alone would skip pixels and leave jagged lines.
pub(super) fn shrink(photo: &Pixmap, scale: f32) -> Result<Pixmap> {
    let mut small = photo.clone();
    let mut by = 1.0;
    while by > scale && small.width() > 1 && small.height() > 1 {
        small = halve(&small)?;
        by /= 2.0;
    }
    Ok(small)
}

fn halve(photo: &Pixmap) -> Result<Pixmap> {
    let mut half = canvas(photo.width() / 2, photo.height() / 2)?;
    let (stride, to_stride) = (4 * photo.width() as usize, 4 * half.width() as usize);
    let rows = photo.data().chunks_exact(2 * stride);
    for (to, from) in half.data_mut().chunks_exact_mut(to_stride).zip(rows) {
        let (above, below) = from.split_at(stride);
        let blocks = above.chunks_exact(8).zip(below.chunks_exact(8));
        for (pixel, (above, below)) in to.chunks_exact_mut(4).zip(blocks) {
            for (channel, byte) in pixel.iter_mut().enumerate() {
                let four = [above[channel], above[channel + 4], below[channel], below[channel + 4]];
                let sum: u16 = four.into_iter().map(u16::from).sum();
                // The mean of four bytes is a byte.
                *byte = u8::try_from((sum + 2) / 4).unwrap_or(u8::MAX);
            }
        }
    }
    Ok(half)
}

/// A soft shadow: faint frames, each larger than the one before.
fn shadow(onto: &mut Pixmap, frame: Rect, radius: f32) {
    const LAYERS: u8 = 10;
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    paint.set_color(Color::from_rgba(0.0, 0.0, 0.0, 0.04).unwrap_or(Color::TRANSPARENT));
    for layer in 0..LAYERS {
        let spread = radius * 0.2 * f32::from(layer);
        let larger = Rect::from_ltrb(
            frame.left() - spread,
            frame.top() - spread + 0.4 * radius,
            frame.right() + spread,
            frame.bottom() + spread + 0.4 * radius,
        );
        if let Some(path) = larger.and_then(|larger| rounded(larger, radius + spread)) {
            onto.fill_path(&path, &paint, FillRule::Winding, Transform::identity(), None);
        }
    }
}

fn rounded(frame: Rect, radius: f32) -> Option<Path> {
    let (left, top, right, bottom) = (frame.left(), frame.top(), frame.right(), frame.bottom());
    let radius = radius.min(frame.width() / 2.0).min(frame.height() / 2.0);
    let mut path = PathBuilder::new();
    path.move_to(left + radius, top);
    path.line_to(right - radius, top);
    path.quad_to(right, top, right, top + radius);
    path.line_to(right, bottom - radius);
    path.quad_to(right, bottom, right - radius, bottom);
    path.line_to(left + radius, bottom);
    path.quad_to(left, bottom, left, bottom - radius);
    path.line_to(left, top + radius);
    path.quad_to(left, top, left + radius, top);
    path.close();
    path.finish()
}
