//! Lengths are in hundredths of the frame's shorter side, so that one layout serves every size.

use oma_core::format::VideoFormat;

/// A box, from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
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

/// The frame of a film, and the part of it that is free for text and icon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    pub(super) width: f32,
    pub(super) height: f32,
    /// Pixels per unit.
    pub(super) scale: f32,
    /// What neither the captions nor the buttons of a platform cover.
    pub(super) content: Rect,
}

impl Frame {
    pub(super) fn of(format: VideoFormat) -> Self {
        let scale = format.width.min(format.height) as f32 / 100.0;
        let (width, height) = (format.width as f32 / scale, format.height as f32 / scale);
        // Captions stand from 66 % of an upright frame and from 76 % of the others.
        let (x, top, bottom) = if height > 1.5 * width {
            (8.0, 0.085 * height, 0.645 * height)
        } else if width > 1.5 * height {
            (10.0, 12.0, 74.0)
        } else {
            (8.0, 11.0, 0.745 * height)
        };
        let content = Rect { x, y: top, width: width - 2.0 * x, height: bottom - top };
        Self { width, height, scale, content }
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
    fn the_content_leaves_the_captions_their_band() {
        for (aspect, free) in [
            (Aspect::Portrait, 0.66),
            (Aspect::Landscape, 0.76),
            (Aspect::Square, 0.76),
            (Aspect::Feed, 0.76),
        ] {
            let frame = Frame::of(VideoFormat::new(aspect, Resolution::P720));
            assert!(frame.content.bottom() <= free * frame.height, "{aspect:?}");
            assert!(frame.content.right() < frame.width, "{aspect:?}");
            assert_eq!(frame.is_wide(), aspect == Aspect::Landscape);
        }
    }
}
