use oma_core::brief::{Pronunciation, Tone};
use oma_core::language::Language;
use oma_core::plan::ModelChoice;

use super::*;

fn sound(parts: &[(usize, i16)]) -> Pcm {
    let samples = parts.iter().flat_map(|&(ms, level)| vec![level; ms]).collect();
    Pcm { rate: 1000, channels: 1, samples }
}

fn mark(text: &str, start_ms: u64, end_ms: u64) -> SpeechMark {
    SpeechMark { text: text.to_owned(), start_ms, end_ms }
}

/// A mark for each character, 10 ms each.
fn by_character(text: &str) -> Vec<SpeechMark> {
    (0..).zip(text.chars()).map(|(i, c)| mark(&c.to_string(), i * 10, i * 10 + 10)).collect()
}

fn timed(
    (text, language): (&str, Language),
    pronunciations: &[Pronunciation],
    marks: &[SpeechMark],
    (sound, lost_ms): (&Pcm, u64),
) -> (Vec<(String, u64, u64)>, TimingSource) {
    let voice = ModelChoice::new("a", "b");
    let request = NarrationRequest {
        text,
        language,
        voice: &voice,
        rate_percent: 100,
        tone: Tone::Neutral,
        pronunciations,
    };
    let sent = spoken::aliased(text, language, pronunciations);
    let (words, source) = words(&request, &sent, marks, sound, lost_ms);
    (words.into_iter().map(|word| (word.text, word.start_ms, word.end_ms)).collect(), source)
}

fn word(text: &str, start_ms: u64, end_ms: u64) -> (String, u64, u64) {
    (text.to_owned(), start_ms, end_ms)
}

#[test]
fn a_price_and_accents_by_characters() {
    let text = "Só R$ 19,90 na promoção!";
    let (words, source) =
        timed((text, Language::PtBr), &[], &by_character(text), (&sound(&[(240, 900)]), 0));
    assert_eq!(source, TimingSource::Exact);
    let expected = [
        word("Só", 0, 20),
        word("R$", 30, 50),
        word("19,90", 60, 110),
        word("na", 120, 140),
        word("promoção!", 150, 240),
    ];
    assert_eq!(words, expected);
}

#[test]
fn the_silence_that_was_cut_off_counts() {
    let text = "Save $1,299.50 – today";
    let (words, _) =
        timed((text, Language::EnUs), &[], &by_character(text), (&sound(&[(200, 900)]), 20));
    assert_eq!(words[0], word("Save", 0, 20));
    assert_eq!(words[1], word("$1,299.50", 30, 120));
    assert_eq!(words[2], word("–", 130, 140));
    assert_eq!(words[3], word("today", 150, 200));
}

#[test]
fn word_marks_without_punctuation_and_one_for_two_words() {
    let marks = [
        mark("Por", 6, 120),
        mark("R$ 19,90", 120, 620),
        mark("você", 640, 900),
        mark("leva", 900, 900),
    ];
    let text = "Por R$ 19,90: “você” 🎉 leva.";
    let (words, source) = timed((text, Language::PtBr), &[], &marks, (&sound(&[(1_200, 900)]), 0));
    assert_eq!(source, TimingSource::Exact);
    let expected = [
        word("Por", 0, 120),
        word("R$", 120, 262),
        word("19,90:", 262, 620),
        word("“você”", 640, 900),
        word("🎉", 900, 900),
        word("leva.", 900, 1_200),
    ];
    assert_eq!(words, expected);
}

#[test]
fn a_word_said_as_several_keeps_its_text_and_all_of_their_time() {
    let brand = [Pronunciation { word: "Nubank".into(), say: "new bank".into(), language: None }];
    let marks = [
        mark("With", 0, 100),
        mark("new", 100, 200),
        mark("bank", 210, 400),
        mark("now", 400, 500),
    ];
    let (words, _) =
        timed(("With Nubank, now", Language::EnUs), &brand, &marks, (&sound(&[(500, 900)]), 0));
    assert_eq!(words[1], word("Nubank,", 100, 400));
    assert_eq!(words[2], word("now", 400, 500));
}

#[test]
fn a_word_that_the_vendor_skips_gets_what_is_left() {
    let marks = [mark("one", 0, 100), mark("two", 100, 200), mark("four", 400, 500)];
    let (words, source) =
        timed(("one two three four", Language::EnUs), &[], &marks, (&sound(&[(500, 900)]), 0));
    assert_eq!((words[2].clone(), source), (word("three", 200, 400), TimingSource::Exact));
}

#[test]
fn marks_of_another_text_are_not_believed() {
    let marks = [mark("entirely", 0, 100), mark("different", 100, 200)];
    let (_, source) =
        timed(("one two three", Language::EnUs), &[], &marks, (&sound(&[(500, 900)]), 0));
    assert_eq!(source, TimingSource::Estimated);
}

#[test]
fn without_marks_clauses_begin_after_pauses_and_numbers_take_their_time() {
    let sound = sound(&[(600, 900), (200, 0), (1_400, 900)]);
    let (words, source) =
        timed(("Olá mundo, só R$ 1.999,90 hoje", Language::PtBr), &[], &[], (&sound, 0));
    assert_eq!(source, TimingSource::Estimated);
    assert_eq!((words[1].2, words[2].1), (600, 800), "{words:?}");
    let length = |index: usize| words[index].2 - words[index].1;
    assert!(length(3) + length(4) > 3 * length(5), "{words:?}");
    assert_eq!(words.last().unwrap().2, 2_200);
    assert!(words.windows(2).all(|pair| pair[0].2 <= pair[1].1), "{words:?}");
}
