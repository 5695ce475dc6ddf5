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
/// Upright 9:16 players put theirs over the lowest 18 % and beside the edges; elsewhere 8 % on
/// all sides is the usual title-safe margin.
pub fn safe_area(format: VideoFormat) -> SafeArea {
    let VideoFormat { width, height, .. } = format;
    let bottom = if is_tall(format) { 18 } else { 8 };
    let (x, y) = (width * 8 / 100, height * 8 / 100);
    SafeArea { x, y, width: width - 2 * x, height: height - y - height * bottom / 100 }
}

/// Where two lines of captions stand: the lower end of [`safe_area`]. Cards keep it free.
pub fn captions_area(format: VideoFormat) -> SafeArea {
    let safe = safe_area(format);
    // Two lines, their outline and the box of `phrase`.
    let height = font_px(format, CaptionStyle::Karaoke) * 5 / 2;
    SafeArea { y: safe.y + safe.height - height, height, ..safe }
}

/// The most characters on one line: 24 upright, 30 square or 4:5, 42 wide. That is what fits the
/// safe width at [`font_px`] in Inter Display Bold, whose letters are about 0.4 of it wide.
pub fn max_chars(format: VideoFormat) -> usize {
    if is_tall(format) {
        24
    } else if is_wide(format) {
        42
    } else {
        30
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
        assert_eq!((safe.x, safe.y, safe.width, safe.height), (86, 153, 908, 1422));
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
            // A full line of average letters is narrower than the area.
            let line = max_chars(format) * font_px(format, CaptionStyle::Karaoke) as usize * 4 / 10;
            assert!(line <= area.width as usize, "{aspect:?}: {line} > {}", area.width);
        }
    }
}
