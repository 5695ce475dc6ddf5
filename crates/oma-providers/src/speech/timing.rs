//! When each written word is heard, from what a vendor tells, else estimated.

use std::ops::Range;

use oma_core::narration::{TimingSource, WordTiming};
use oma_core::pacing;
use oma_core::ports::{NarrationRequest, SpeechMark};

use crate::offline::espeak::{clauses, timing};
use crate::offline::pcm::Pcm;
use crate::spoken;

/// The times of the words of a request. `sent` is what the vendor was sent for each; `lost_ms` of
/// silence were cut off at the beginning, which the marks do not know.
pub(super) fn words(
    request: &NarrationRequest<'_>,
    sent: &[String],
    marks: &[SpeechMark],
    sound: &Pcm,
    lost_ms: u64,
) -> (Vec<WordTiming>, TimingSource) {
    let written: Vec<&str> = request.text.split_whitespace().collect();
    match told(sent, marks, sound.duration_ms(), lost_ms) {
        Some(spans) => {
            let timed = written.iter().zip(spans).map(|(word, span)| WordTiming {
                text: (*word).to_owned(),
                start_ms: span.start,
                end_ms: span.end,
            });
            (timed.collect(), TimingSource::Exact)
        }
        None => (estimated(request, &written, sound), TimingSource::Estimated),
    }
}

/// The time of each word by the vendor's marks; none where they do not cover the text.
///
/// A mark is a word, several, or a single character, so both sides are taken as characters: a mark's
/// time is spread over its own, and a word is heard from its first character to its last.
fn told(
    sent: &[String],
    marks: &[SpeechMark],
    duration_ms: u64,
    lost_ms: u64,
) -> Option<Vec<Range<u64>>> {
    let at = |ms: u64| ms.saturating_sub(lost_ms).min(duration_ms);
    let characters: Vec<(char, usize)> = sent
        .iter()
        .enumerate()
        .flat_map(|(word, text)| letters(text).map(move |letter| (letter, word)))
        .collect();
    let mut spans: Vec<Option<Range<u64>>> = vec![None; sent.len()];
    let mut next = 0;
    for mark in marks {
        let mark_letters: Vec<char> = letters(&mark.text).collect();
        let Some(found) = find(&characters[next..], &mark_letters) else { continue };
        let first = next + found;
        next = first + mark_letters.len();
        let (start, end) = (at(mark.start_ms), at(mark.end_ms).max(at(mark.start_ms)));
        let count = mark_letters.len() as u64;
        for (index, (_, word)) in (0_u64..).zip(&characters[first..next]) {
            let from = start + (end - start) * index / count;
            let to = start + (end - start) * (index + 1) / count;
            let span = spans[*word].get_or_insert(from..to);
            *span = span.start.min(from)..span.end.max(to);
        }
    }
    let is_said = |text: &String| text.chars().any(char::is_alphanumeric);
    let said = sent.iter().filter(|text| is_said(text)).count();
    let known = sent.iter().zip(&spans).filter(|(text, span)| is_said(text) && span.is_some());
    (said > 0 && known.count() * 2 > said).then(|| settle(sent, spans, duration_ms))
}

/// What is compared of a text: no white space, no capitals.
fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase)
}

/// Where a mark stands among the characters that follow. What the vendor leaves out is short.
fn find(characters: &[(char, usize)], mark: &[char]) -> Option<usize> {
    if mark.is_empty() || mark.len() > characters.len() {
        return None;
    }
    let furthest = (characters.len() - mark.len()).min(12 + 3 * mark.len());
    (0..=furthest).find(|&from| {
        let there = characters[from..from + mark.len()].iter().map(|(letter, _)| letter);
        there.eq(mark)
    })
}

/// Gives words without a mark what is left between their neighbours, and keeps the order. The first
/// word heard begins with the sound, the last ends with it.
fn settle(sent: &[String], spans: Vec<Option<Range<u64>>>, duration_ms: u64) -> Vec<Range<u64>> {
    let mut settled: Vec<Range<u64>> = Vec::with_capacity(spans.len());
    for (word, span) in spans.iter().enumerate() {
        let before = settled.last().map_or(0, |span| span.end);
        let span = match span {
            Some(span) => span.clone(),
            None if !sent[word].chars().any(char::is_alphanumeric) => before..before,
            None => {
                let run = spans[word..].iter().take_while(|span| span.is_none()).count();
                let after = spans.get(word + run).and_then(Option::as_ref);
                let until = after.map_or(duration_ms, |span| span.start).max(before);
                before..before + (until - before) / run as u64
            }
        };
        settled.push(span.start.max(before)..span.end.max(span.start).max(before));
    }
    let is_heard = |word: usize| spans[word].is_some();
    if let Some(first) = (0..settled.len())
        .find(|&word| is_heard(word))
        .filter(|&word| !sent[..word].iter().any(|text| text.chars().any(char::is_alphanumeric)))
    {
        settled[first].start = 0;
        settled[..first].iter_mut().for_each(|span| *span = 0..0);
    }
    let is_said = |word: &usize| sent[*word].chars().any(char::is_alphanumeric);
    if let Some(last) = (0..settled.len()).rev().find(is_said) {
        settled[last].end = duration_ms.max(settled[last].start);
        settled[last + 1..].iter_mut().for_each(|span| *span = duration_ms..duration_ms);
    }
    settled
}

/// Times without marks: the words share each clause by how long they take to say, and clauses begin
/// where the sound has a pause, as for espeak. What numbers take is that of their words.
fn estimated(request: &NarrationRequest<'_>, written: &[&str], sound: &Pcm) -> Vec<WordTiming> {
    let said = spoken::as_said(request.text, request.language, request.pronunciations);
    let clauses = clauses::clauses(&said);
    let tails = clauses.iter().flat_map(|clause| clauses::tails(&said[clause.clone()]));
    let lengths: Vec<u64> = tails.map(|text| pacing::speech_ms(&text, request.language)).collect();
    let whole: u64 = clauses.iter().map(|clause| lengths[clause.start]).sum();
    let silent: u64 = timing::pauses(sound).iter().map(|pause| pause.end - pause.start).sum();
    let heard = sound.duration_ms().saturating_sub(silent);
    let lengths: Vec<u64> = lengths.iter().map(|length| length * heard / whole.max(1)).collect();
    timing::words(written, &clauses, &lengths, sound)
}

#[cfg(test)]
mod tests;
