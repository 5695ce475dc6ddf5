use oma_core::format::VideoFormat;
use oma_core::narration::{Narration, WordTiming};
use oma_core::timeline::{Cue, CueWord};

use super::look::line_width;
use super::phrase::{Piece, phrases};

/// The least time a caption is seen, unless the next one or the end of the scene comes sooner.
pub const MIN_CUE_MS: u64 = 700;
/// How long a caption stays after its last word.
const HOLD_MS: u64 = 200;
/// A shorter pause between two captions would only flicker: the first stays until the second.
const GAP_MS: u64 = 300;

/// The captions of one scene.
///
/// `offset_ms` is when the sound starts and `end_ms` when the last caption must be gone, in the
/// times that the cues get. Words whose times run backwards are put in order.
pub fn cues(narration: &Narration, format: VideoFormat, offset_ms: u64, end_ms: u64) -> Vec<Cue> {
    let words = in_order(&narration.words, offset_ms, end_ms);
    let pieces: Vec<Piece> = (0..words.len())
        .map(|i| {
            let until = words.get(i + 1).map_or(end_ms, |next| next.start_ms);
            Piece::new(&words[i].text, until - words[i].start_ms)
        })
        .collect();
    let mut rest = words.as_slice();
    let mut cues = Vec::new();
    for lines in phrases(&pieces, line_width(format), MIN_CUE_MS) {
        let (own, after) = rest.split_at(lines.iter().sum());
        rest = after;
        let limit = after.first().map(|next| next.start_ms);
        cues.push(cue(own, lines, limit, end_ms));
    }
    cues
}

fn cue(words: &[CueWord], lines: Vec<usize>, next_ms: Option<u64>, end_ms: u64) -> Cue {
    let start_ms = words.first().map_or(0, |word| word.start_ms);
    let spoken_ms = words.last().map_or(start_ms, |word| word.end_ms);
    let wanted = (spoken_ms + HOLD_MS).max(start_ms + MIN_CUE_MS);
    let end_ms = match next_ms {
        Some(next) if wanted + GAP_MS >= next => next,
        Some(_) => wanted,
        None => wanted.min(end_ms),
    };
    Cue { start_ms, end_ms, words: words.to_vec(), lines }
}

/// Words in times that never run backwards and never pass the end.
fn in_order(words: &[WordTiming], offset_ms: u64, end_ms: u64) -> Vec<CueWord> {
    let mut at = offset_ms;
    words
        .iter()
        .map(|word| {
            let start_ms = (offset_ms + word.start_ms).clamp(at.min(end_ms), end_ms);
            let word_end = (offset_ms + word.end_ms).clamp(start_ms, end_ms);
            at = start_ms;
            CueWord { text: word.text.clone(), start_ms, end_ms: word_end }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use oma_core::format::{Aspect, Resolution};
    use oma_core::narration::TimingSource;
    use oma_core::plan::ModelChoice;

    use super::*;

    fn spoken(words: &[(&str, u64, u64)]) -> Narration {
        Narration {
            narrator: ModelChoice::new("test", "voice"),
            duration_ms: words.last().map_or(0, |word| word.2),
            words: words
                .iter()
                .map(|&(text, start_ms, end_ms)| WordTiming { text: text.into(), start_ms, end_ms })
                .collect(),
            timing: TimingSource::Exact,
        }
    }

    fn portrait() -> VideoFormat {
        VideoFormat::new(Aspect::Portrait, Resolution::P1080)
    }

    fn spans(narration: &Narration, end_ms: u64) -> Vec<(u64, u64)> {
        let cues = cues(narration, portrait(), 300, end_ms);
        cues.iter().map(|cue| (cue.start_ms, cue.end_ms)).collect()
    }

    #[test]
    fn a_caption_appears_with_its_first_word_and_stays_a_little() {
        let one = spoken(&[("Honey", 0, 400), ("never", 400, 800), ("spoils.", 800, 1500)]);
        assert_eq!(spans(&one, 9000), [(300, 2000)]);
        assert_eq!(spans(&one, 1900), [(300, 1900)], "the scene ends first");
    }

    #[test]
    fn a_short_caption_stays_the_least_time_unless_the_next_comes() {
        assert_eq!(spans(&spoken(&[("Yes.", 0, 150)]), 9000), [(300, 1000)]);
        let words = in_order(&spoken(&[("Yes.", 0, 150)]).words, 300, 9000);
        assert_eq!(cue(&words, vec![1], Some(800), 9000).end_ms, 800);
    }

    #[test]
    fn a_short_pause_does_not_flicker_and_a_long_one_is_empty() {
        let pause = |ms: u64| {
            spoken(&[
                ("Honey", 0, 500),
                ("spoils.", 500, 1000),
                ("Never,", 1000 + ms, 1500 + ms),
                ("ever.", 1500 + ms, 2000 + ms),
            ])
        };
        assert_eq!(spans(&pause(450), 9000), [(300, 1750), (1750, 2950)]);
        assert_eq!(spans(&pause(900), 9000), [(300, 1500), (2200, 3400)]);
    }

    #[test]
    fn times_that_run_backwards_or_too_far_are_put_in_order() {
        let odd = spoken(&[("one", 500, 400), ("two", 100, 90_000), ("three.", 80_000, 90_000)]);
        let cues = cues(&odd, portrait(), 300, 3000);
        let mut at = 300;
        for word in cues.iter().flat_map(|cue| &cue.words) {
            assert!(word.start_ms >= at && word.end_ms >= word.start_ms && word.end_ms <= 3000);
            at = word.start_ms;
        }
    }

    #[test]
    fn nothing_spoken_gives_no_captions() {
        assert!(cues(&spoken(&[]), portrait(), 300, 1000).is_empty());
    }
}
