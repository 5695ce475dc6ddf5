//! Lengths are in hundredths of the frame's shorter side, so that one layout serves every size.

use oma_core::format::VideoFormat;

use crate::captions::{SafeArea, captions_area, safe_area};

/// A box, from its upper left corner.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Rect {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) height: f32,
}

impl Rect {
    pub(super) fn bottom(self) -> f32 {
        self.y + self.height
    }

    pub(super) fn right(self) -> f32 {
        self.x + self.width
    }

    /// How far a point is from the box; nothing inside it.
    pub(super) fn distance(self, x: f32, y: f32) -> f32 {
        let dx = (self.x - x).max(x - self.right()).max(0.0);
        let dy = (self.y - y).max(y - self.bottom()).max(0.0);
        dx.hypot(dy)
    }

    pub(super) fn centre(self) -> (f32, f32) {
        (self.x + self.width / 2.0, self.y + self.height / 2.0)
    }
}

/// A box of the frame in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PixelBox {
    /// From the left edge.
    pub x: u32,
    /// From the upper edge.
    pub y: u32,
    /// From its left to its right.
    pub width: u32,
    /// From its top to its bottom.
    pub height: u32,
}

/// The frame of a film, and the part of it that is free for text and icon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    pub(super) width: f32,
    pub(super) height: f32,
    /// Pixels per unit.
    pub(super) scale: f32,
    /// What the buttons of no platform cover.
    pub(super) safe: Rect,
    /// What captions do not cover either, and below the progress.
    pub(super) content: Rect,
    /// The line of the progress.
    pub(super) progress: Rect,
}

/// Between the progress and what is below it, its own height included.
const PROGRESS_ROOM: f32 = 4.6;
/// The height of the progress.
const PROGRESS: f32 = 0.7;
/// Between what stands on a card and the captions or a logo.
const CLEARANCE: f32 = 3.0;

impl Frame {
    pub(super) fn of(format: VideoFormat) -> Self {
        let scale = format.width.min(format.height) as f32 / 100.0;
        let units = |area: SafeArea| Rect {
            x: area.x as f32 / scale,
            y: area.y as f32 / scale,
            width: area.width as f32 / scale,
            height: area.height as f32 / scale,
        };
        let (safe, captions) = (units(safe_area(format)), units(captions_area(format)));
        let y = safe.y + PROGRESS_ROOM;
        Self {
            width: format.width as f32 / scale,
            height: format.height as f32 / scale,
            scale,
            safe,
            content: Rect { y, height: captions.y - CLEARANCE - y, ..safe },
            progress: Rect { height: PROGRESS, ..safe },
        }
    }

    /// The frame with a logo's box kept free.
    pub(super) fn without(mut self, logo: Option<PixelBox>) -> Self {
        let Some(logo) = logo else { return self };
        let side = |pixels: u32| pixels as f32 / self.scale;
        let (top, bottom) = (side(logo.y), side(logo.y + logo.height));
        let content = &mut self.content;
        if top < content.centre().1 {
            let y = content.y.max(bottom + CLEARANCE);
            content.height -= y - content.y;
            content.y = y;
            self.shorten_progress(side(logo.x), side(logo.x + logo.width), (top, bottom));
        } else {
            content.height = content.height.min(top - CLEARANCE - content.y);
        }
        self
    }

    /// The progress ends before a logo at its right and begins after one at its left.
    fn shorten_progress(&mut self, left: f32, right: f32, (top, bottom): (f32, f32)) {
        let line = &mut self.progress;
        if bottom + 1.0 < line.y || top - 1.0 > line.bottom() {
            return;
        }
        if left > line.centre().0 {
            line.width = line.width.min(left - CLEARANCE - line.x);
        } else {
            let x = line.x.max(right + CLEARANCE);
            line.width -= x - line.x;
            line.x = x;
        }
    }

    /// The frame with a strip of a height kept free at the lower end of the content.
    pub(super) fn above_strip(mut self, height: f32) -> (Self, Rect) {
        let content = self.content;
        let strip = Rect { y: content.bottom() - height, height, ..content };
        self.content.height -= height + CLEARANCE;
        (self, strip)
    }

    /// Whether icon and text stand side by side.
    pub(super) fn is_wide(&self) -> bool {
        self.width > 1.5 * self.height
    }
}

#[cfg(test)]
mod tests {
    use oma_core::format::{Aspect, Resolution};

    use super::*;

    #[test]
    fn distance_is_measured_from_the_nearest_point() {
        let area = Rect { x: 10.0, y: 10.0, width: 10.0, height: 10.0 };
        assert!(area.distance(15.0, 12.0) < f32::EPSILON);
        assert!((area.distance(15.0, 27.0) - 7.0).abs() < 1e-5);
        assert!((area.distance(6.0, 7.0) - 5.0).abs() < 1e-5);
    }

    #[test]
    fn the_content_is_safe_and_leaves_the_captions_their_band() {
        for aspect in [Aspect::Portrait, Aspect::Landscape, Aspect::Square, Aspect::Feed] {
            for resolution in [Resolution::P360, Resolution::P2160] {
                let format = VideoFormat::new(aspect, resolution);
                let (frame, captions) = (Frame::of(format), captions_area(format));
                assert!(frame.content.bottom() * frame.scale < captions.y as f32, "{aspect:?}");
                assert!(frame.content.right() <= frame.safe.right() + 0.01, "{aspect:?}");
                assert!(frame.progress.bottom() < frame.content.y, "{aspect:?}");
                assert_eq!(frame.is_wide(), aspect == Aspect::Landscape);
            }
        }
    }

    #[test]
    fn a_logo_is_kept_free() {
        let frame = Frame::of(VideoFormat::new(Aspect::Landscape, Resolution::P720));
        let right = frame.without(Some(PixelBox { x: 1000, y: 40, width: 200, height: 80 }));
        assert!(right.content.y * right.scale > 120.0);
        assert!(right.progress.right() * right.scale < 1000.0);
        let left = frame.without(Some(PixelBox { x: 40, y: 40, width: 200, height: 80 }));
        assert!(left.progress.x * left.scale > 240.0);
        assert!((left.progress.right() - frame.progress.right()).abs() < 0.01);
        let low = frame.without(Some(PixelBox { x: 40, y: 480, width: 200, height: 80 }));
        assert!(low.content.bottom() * low.scale < 480.0);
        assert_eq!(low.progress, frame.progress);
    }
}
