//! When each written word is heard, from the lengths of the model's tokens.

use oma_core::narration::WordTiming;

use super::super::pcm::Pcm;
use super::model::{FRAME, RATE, Sound};
use super::tokens::Chunk;

/// A word is heard about 40 ms before its first token begins (measured at 26 words after a pause):
/// the model blends tokens into each other.
const ONSET: usize = RATE as usize * 40 / 1000;

/// The sound of all chunks, and where the symbols of each written word begin and end in it.
#[derive(Debug)]
pub(super) struct Track {
    pub(super) samples: Vec<f32>,
    /// In samples; none for a word of which nothing is heard.
    spans: Vec<Option<(usize, usize)>>,
    /// For each word whether a mark follows, so that its end is not the start of the next.
    pauses: Vec<bool>,
}

impl Track {
    /// Silence for a text of so many written words.
    pub(super) fn new(words: usize) -> Self {
        Self { samples: Vec::new(), spans: vec![None; words], pauses: vec![false; words] }
    }

    /// Adds what was made of a chunk.
    pub(super) fn push(&mut self, chunk: &Chunk, sound: Sound, space: Option<i64>) {
        // The first length is that of the silence before the first token.
        let mut at = self.samples.len() + sound.frames.first().map_or(0, |frames| frames * FRAME);
        let mut last = None;
        for (token, frames) in chunk.iter().zip(sound.frames.iter().skip(1)) {
            let end = at + frames * FRAME;
            if let Some(written) = token.written {
                let span = self.spans[written].get_or_insert((at, end));
                span.1 = end;
                last = Some(written);
            } else if let Some(word) = last {
                self.pauses[word] |= Some(token.id) != space;
            }
            at = end;
        }
        if let Some(word) = last {
            self.pauses[word] = true;
        }
        self.samples.extend(sound.samples);
    }

    /// The sound in 16 bits without silence at its ends, and the times of the words in it.
    pub(super) fn finish(self, words: &[&str]) -> (Pcm, Vec<WordTiming>) {
        // The model stays well below full scale; a sample beyond it is cut off.
        #[expect(clippy::cast_possible_truncation)]
        let sample = |x: &f32| (x.clamp(-1.0, 1.0) * f32::from(i16::MAX)).round() as i16;
        let samples = self.samples.iter().map(sample).collect();
        let (sound, lost) = Pcm { rate: RATE, channels: 1, samples }.trimmed();
        let duration = sound.samples.len();
        let shift = |place: usize| place.saturating_sub(lost + ONSET).min(duration);
        let mut spans: Vec<(usize, usize)> = Vec::with_capacity(words.len());
        for span in &self.spans {
            let before = spans.last().map_or(0, |span: &(usize, usize)| span.1);
            let (start, end) = span.map_or((before, before), |(a, b)| (shift(a), shift(b)));
            spans.push((start.max(before), end.max(before)));
        }
        settle_ends(&mut spans, &self.spans, &self.pauses, duration);
        let timed = words.iter().zip(spans).map(|(word, (start, end))| WordTiming {
            text: (*word).to_owned(),
            start_ms: sound.ms_at(start),
            end_ms: sound.ms_at(end),
        });
        let timed = timed.collect();
        (sound, timed)
    }
}

/// The first word heard begins with the sound, the last ends with it, and between words without a
/// pause there is none.
fn settle_ends(
    spans: &mut [(usize, usize)],
    heard: &[Option<(usize, usize)>],
    pauses: &[bool],
    duration: usize,
) {
    let heard: Vec<usize> = (0..spans.len()).filter(|&word| heard[word].is_some()).collect();
    let (Some(&first), Some(&last)) = (heard.first(), heard.last()) else { return };
    for pair in heard.windows(2) {
        if !pauses[pair[0]] {
            spans[pair[0]].1 = spans[pair[1]].0;
        }
    }
    spans[first].0 = 0;
    spans[last].1 = duration;
    // A silent word stands where the one before it ends.
    for word in 1..spans.len() {
        if heard.binary_search(&word).is_err() {
            spans[word] = (spans[word - 1].1, spans[word - 1].1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::Token;
    use super::*;

    const SPACE: i64 = 16;

    /// A chunk from `(written word or none, frames)`, with a frame of silence at both ends.
    fn made(parts: &[(Option<usize>, usize, i64)]) -> (Chunk, Sound) {
        let chunk = parts.iter().map(|&(written, _, id)| Token { id, written }).collect();
        let inner = parts.iter().map(|&(_, frames, _)| frames);
        let frames: Vec<usize> = std::iter::once(1).chain(inner).chain([1]).collect();
        let mut samples = vec![0.5; frames.iter().sum::<usize>() * FRAME];
        samples[..FRAME].fill(0.0);
        let end = samples.len() - FRAME;
        samples[end..].fill(0.0);
        (chunk, Sound { samples, frames })
    }

    fn times(words: &[&str], parts: &[(Option<usize>, usize, i64)]) -> Vec<(u64, u64)> {
        let (chunk, sound) = made(parts);
        let mut track = Track::new(words.len());
        track.push(&chunk, sound, Some(SPACE));
        let (_, timed) = track.finish(words);
        timed.iter().map(|word| (word.start_ms, word.end_ms)).collect()
    }

    #[test]
    fn a_pause_is_in_no_word_and_a_space_is() {
        // The margin of 5 ms before the first sound is part of the first word.
        let parts =
            [(Some(0), 4, 9), (None, 2, SPACE), (Some(1), 4, 9), (None, 8, 3), (Some(2), 4, 9)];
        assert_eq!(times(&["a", "b,", "c"], &parts), [(0, 115), (115, 215), (415, 560)]);
    }

    #[test]
    fn a_silent_word_takes_no_time() {
        let parts = [(Some(1), 4, 9), (None, 2, SPACE), (Some(2), 4, 9)];
        assert_eq!(
            times(&["🎉", "a", "b", "…"], &parts),
            [(0, 0), (0, 115), (115, 260), (260, 260)]
        );
    }

    #[test]
    fn a_second_chunk_goes_on_where_the_first_ends() {
        let mut track = Track::new(2);
        for word in 0..2 {
            let (chunk, sound) = made(&[(Some(word), 4, 9), (None, 1, 4)]);
            track.push(&chunk, sound, Some(SPACE));
        }
        let (sound, timed) = track.finish(&["a.", "b."]);
        assert_eq!(sound.duration_ms(), 5 + 5 * 25 + 2 * 25 + 5 * 25 + 5);
        assert_eq!((timed[0].end_ms, timed[1].start_ms), (65, 140));
    }
}
