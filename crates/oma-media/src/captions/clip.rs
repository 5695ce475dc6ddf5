//! Whether a caption can be read to its end.

use oma_core::timeline::Cue;

use super::Setting;
use super::ass::shrunk_percent;

/// A line made smaller than this part of its size cannot be read on a phone.
const SMALLEST_PERCENT: u32 = 50;

/// What keeps a caption from being read; nothing if it can be.
pub fn clipped(cue: &Cue, setting: Setting) -> Option<&'static str> {
    let last_ms = cue.words.last().map_or(cue.start_ms, |word| word.start_ms);
    if cue.lines.len() > 2 {
        Some("has more than two lines")
    } else if cue.lines.iter().sum::<usize>() != cue.words.len() {
        Some("lacks words")
    } else if shrunk_percent(cue, setting.max_width()) < SMALLEST_PERCENT {
        Some("is wider than the safe area")
    } else if cue.end_ms <= last_ms {
        Some("is gone before its last word")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use oma_core::brief::CaptionStyle;
    use oma_core::format::{Aspect, Resolution, VideoFormat};
    use oma_core::timeline::CueWord;

    use super::*;

    fn cue(text: &str, lines: &[usize], end_ms: u64) -> Cue {
        let word = |text: &str| CueWord { text: text.to_owned(), start_ms: 500, end_ms: 900 };
        let words = text.split(' ').map(word).collect();
        Cue { start_ms: 500, end_ms, words, lines: lines.to_vec() }
    }

    #[test]
    fn a_caption_that_cannot_be_read_says_why() {
        let format = VideoFormat::new(Aspect::Portrait, Resolution::P360);
        let setting = Setting { format, style: CaptionStyle::Karaoke, own_font: false };
        let of = |cue: Cue| clipped(&cue, setting);
        assert_eq!(of(cue("Honey never spoils.", &[2, 1], 1000)), None);
        assert_eq!(of(cue("a b c", &[1, 1, 1], 1000)), Some("has more than two lines"));
        assert_eq!(of(cue("a b c", &[1, 1], 1000)), Some("lacks words"));
        assert_eq!(of(cue(&"m".repeat(60), &[1], 1000)), Some("is wider than the safe area"));
        assert_eq!(of(cue("a b", &[2], 500)), Some("is gone before its last word"));
    }
}
