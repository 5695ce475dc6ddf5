//! Where captions stand and how they look, by the shape of the frame and the style of the film.

use oma_core::brief::{CaptionStyle, Style};
use oma_core::format::VideoFormat;

/// A rectangle of the frame in pixels, from the top left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SafeArea {
    /// The left edge.
    pub x: u32,
    /// The upper edge.
    pub y: u32,
    /// From the left edge to the right one.
    pub width: u32,
    /// From the upper edge to the lower one.
    pub height: u32,
}

/// The part of a frame that no platform covers with its own buttons and texts.
///
/// Upright 9:16 players put theirs over the lowest fifth and, in a column of buttons, over an
/// eighth on the right (the left is kept as wide, so that words stand in the middle); elsewhere
/// 8 % on all sides is the usual title-safe margin.
pub fn safe_area(format: VideoFormat) -> SafeArea {
    let VideoFormat { width, height, .. } = format;
    let (bottom, side) = if is_tall(format) { (20, 12) } else { (8, 8) };
    let (x, y) = (width * side / 100, height * 8 / 100);
    SafeArea { x, y, width: width - 2 * x, height: height - y - height * bottom / 100 }
}

/// Where two lines of captions stand: the lower end of [`safe_area`]. Cards keep it free.
pub fn captions_area(format: VideoFormat) -> SafeArea {
    let safe = safe_area(format);
    // Two lines, their outline and the box of `phrase`.
    let height = font_px(format, CaptionStyle::Karaoke) * 5 / 2;
    SafeArea { y: safe.y + safe.height - height, height, ..safe }
}

/// How captions are set in a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// The frame they stand in.
    pub format: VideoFormat,
    /// How they look; for [`CaptionStyle::None`] the files are set as karaoke would be.
    pub style: CaptionStyle,
    /// Whether they are set in a brand's font.
    pub own_font: bool,
}

impl Setting {
    /// The widest line, per mille of the font's size, so that its outline or box too stays in the
    /// safe area. A brand's font may be wider than the one that is measured, so its lines are
    /// shorter.
    pub(super) fn max_width(&self) -> u32 {
        let Self { format, style, own_font } = *self;
        let room = safe_area(format).width.saturating_sub(2 * margin_px(format, style));
        let percent = if own_font { 85 } else { 100 };
        let widest = room * 10 * percent / font_px(format, style).max(1);
        // A line of half a wide film's width is read without turning one's eyes.
        if is_wide(format) { widest.min(20_000) } else { widest }
    }
}

/// The outline, or the padding of the box, of a line in pixels.
pub(super) fn margin_px(format: VideoFormat, captions: CaptionStyle) -> u32 {
    let size = font_px(format, captions);
    match captions {
        CaptionStyle::Phrase => (size / 5).max(2),
        CaptionStyle::Minimal => (size / 11).max(2),
        CaptionStyle::Karaoke | CaptionStyle::None => (size / 15).max(1),
    }
}

/// The height of a line in pixels (ASS measures fonts by their line, not by their em).
pub(super) fn font_px(format: VideoFormat, captions: CaptionStyle) -> u32 {
    let per_mille = if is_tall(format) {
        74 * format.width
    } else if is_wide(format) {
        62 * format.height
    } else {
        66 * format.width
    };
    let size = per_mille / 1000;
    match captions {
        CaptionStyle::Minimal => size * 7 / 10,
        CaptionStyle::Phrase => size * 9 / 10,
        CaptionStyle::Karaoke | CaptionStyle::None => size,
    }
}

/// The colour of the word being spoken, as 0xRRGGBB: bright enough to stand on a dark outline.
pub(super) fn accent(style: Style) -> u32 {
    match style {
        Style::Professional => 0x7C_C4_FF,
        Style::Modern => 0xFF_D4_5E,
        Style::Minimalist => 0xFF_E0_8A,
        Style::Energetic => 0xC6_FF_3D,
        Style::Elegant => 0xE8_C8_79,
    }
}

fn is_tall(format: VideoFormat) -> bool {
    format.height * 2 > format.width * 3
}

fn is_wide(format: VideoFormat) -> bool {
    format.width * 4 > format.height * 5
}

#[cfg(test)]
mod tests {
    use oma_core::format::{Aspect, Resolution};

    use super::*;

    #[test]
    fn upright_films_keep_the_players_buttons_free() {
        let format = VideoFormat::new(Aspect::Portrait, Resolution::P1080);
        let safe = safe_area(format);
        assert_eq!((safe.x, safe.y, safe.width, safe.height), (129, 153, 822, 1383));
        let wide = safe_area(VideoFormat::new(Aspect::Landscape, Resolution::P1080));
        assert_eq!((wide.x, wide.y, wide.width, wide.height), (153, 86, 1614, 908));
    }

    #[test]
    fn captions_stand_inside_the_safe_area() {
        for aspect in [Aspect::Portrait, Aspect::Landscape, Aspect::Square, Aspect::Feed] {
            let format = VideoFormat::new(aspect, Resolution::P720);
            let (safe, area) = (safe_area(format), captions_area(format));
            assert!(area.y > safe.y && area.height < safe.height / 3, "{aspect:?}");
            assert_eq!(area.y + area.height, safe.y + safe.height, "{aspect:?}");
        }
    }
}
