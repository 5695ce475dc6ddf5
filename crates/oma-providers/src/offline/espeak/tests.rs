//! With the real program.

use super::*;
use crate::offline::pcm::Pcm;
use oma_core::ports::memory::Memory;

async fn speak(text: &str, language: Language, voice: &str) -> Result<Speech> {
    let voice = ModelChoice::new(PROVIDER, voice);
    let request = NarrationRequest {
        text,
        language,
        voice: &voice,
        rate_percent: 100,
        tone: oma_core::brief::Tone::Neutral,
        pronunciations: &[],
    };
    EspeakNarrator::from_env().speak(&request, &Memory::an_account().await.unwrap()).await
}

async fn english(text: &str) -> Speech {
    speak(text, Language::EnUs, "espeak-en-us").await.unwrap()
}

fn texts(speech: &Speech) -> Vec<&str> {
    speech.words.iter().map(|word| word.text.as_str()).collect()
}

#[tokio::test]
async fn every_voice_speaks_and_times_every_word() {
    for voice in EspeakNarrator::voices() {
        let text = match voice.language {
            Language::EnUs => "Every morning starts with coffee. Ours is roasted slowly, by hand.",
            Language::PtBr => "Toda manhã começa com café. O nosso é torrado devagar, à mão.",
        };
        let speech = speak(text, voice.language, voice.id).await.unwrap();
        let sound = Pcm::from_wav(&speech.wav).unwrap();
        assert_eq!((sound.channels, sound.duration_ms()), (1, speech.duration_ms), "{}", voice.id);
        assert!(
            (3_000..7_000).contains(&speech.duration_ms),
            "{}: {}",
            voice.id,
            speech.duration_ms
        );
        assert_eq!(texts(&speech), text.split_whitespace().collect::<Vec<_>>());
        assert_eq!(speech.words[0].start_ms, 0);
        assert_eq!(speech.words.last().unwrap().end_ms, speech.duration_ms);
        for pair in speech.words.windows(2) {
            assert!(pair[0].start_ms < pair[0].end_ms, "{pair:?}");
            assert!(pair[0].end_ms <= pair[1].start_ms, "{pair:?}");
        }
    }
}

#[tokio::test]
async fn a_pause_is_between_the_words_and_in_no_word() {
    let speech = english("It is quick, simple. And it is yours").await;
    let gap = |word: usize| speech.words[word + 1].start_ms - speech.words[word].end_ms;
    assert!(gap(2) >= 90, "after the comma: {:?}", speech.words);
    assert!(gap(3) >= 150, "after the full stop: {:?}", speech.words);
    assert_eq!([gap(0), gap(1), gap(4), gap(5)], [0; 4], "{:?}", speech.words);
}

#[tokio::test]
async fn a_clause_takes_as_long_within_a_text_as_alone() {
    let alone = english("Bees make a third of the food on your plate.").await;
    let within = english("Look around. Bees make a third of the food on your plate. Yes.").await;
    for (one, other) in alone.words.iter().zip(&within.words[2..]) {
        assert_eq!(one.text, other.text);
        let start = other.start_ms - within.words[2].start_ms;
        assert!(one.start_ms.abs_diff(start) <= 60, "{one:?} {other:?}");
    }
}

#[tokio::test]
async fn equal_texts_give_equal_sounds() {
    let (one, two) = (english("Again and again.").await, english("Again and again.").await);
    assert_eq!(one.wav, two.wav);
    assert_eq!(one.words, two.words);
}

#[tokio::test]
async fn a_text_is_never_an_option() {
    let speech = english("--voices now").await;
    assert_eq!(texts(&speech), ["--voices", "now"]);
    let help = english("-h").await;
    assert!(help.duration_ms < 3_000);
}

#[tokio::test]
async fn markup_and_emoji_are_silent_words() {
    let plain = english("Fresh coffee now").await;
    let marked = english("**Fresh** ☕ _coffee_ now 🎉").await;
    assert_eq!(texts(&marked), ["**Fresh**", "☕", "_coffee_", "now", "🎉"]);
    assert_eq!(plain.wav, marked.wav);
    let cup = &marked.words[1];
    assert_eq!(cup.start_ms, cup.end_ms);
}

#[tokio::test]
async fn a_text_without_words_is_refused() {
    let error = speak("🎉 …", Language::EnUs, "espeak-en-us").await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::ProviderRefused);
}

#[tokio::test]
async fn a_missing_program_says_what_to_install() {
    let narrator = EspeakNarrator::new("no-such-espeak-ng");
    let (voice, _) = narrator.choose(Language::EnUs, None, oma_core::brief::Tone::Neutral);
    let request = NarrationRequest {
        text: "Hello.",
        language: Language::EnUs,
        voice: &voice,
        rate_percent: 100,
        tone: oma_core::brief::Tone::Neutral,
        pronunciations: &[],
    };
    let error = narrator.speak(&request, &Memory::an_account().await.unwrap()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::DependencyMissing);
    assert!(error.message.contains("apt install espeak-ng"), "{error}");
    assert_eq!(narrator.check().await.unwrap_err().kind, ErrorKind::DependencyMissing);
    EspeakNarrator::from_env().check().await.unwrap();
}

#[tokio::test]
async fn a_program_that_returns_no_sound_is_a_bad_answer() {
    let narrator = EspeakNarrator::new("true");
    let (voice, _) = narrator.choose(Language::PtBr, None, oma_core::brief::Tone::Neutral);
    let request = NarrationRequest {
        text: "Olá.",
        language: Language::PtBr,
        voice: &voice,
        rate_percent: 100,
        tone: oma_core::brief::Tone::Neutral,
        pronunciations: &[],
    };
    let error = narrator.speak(&request, &Memory::an_account().await.unwrap()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::ProviderBadAnswer);
}

#[test]
fn a_wanted_voice_is_used_or_its_replacement_recorded() {
    let narrator = EspeakNarrator::from_env();
    let (voice, fallback) =
        narrator.choose(Language::PtBr, Some("espeak-pt-br+f5"), oma_core::brief::Tone::Neutral);
    assert_eq!((voice.model.as_str(), fallback), ("espeak-pt-br+f5", None));
    assert_eq!(narrator.choose(Language::EnUs, None, oma_core::brief::Tone::Neutral).1, None);
    for wanted in ["espeak-en-us", "nobody"] {
        let (voice, fallback) =
            narrator.choose(Language::PtBr, Some(wanted), oma_core::brief::Tone::Neutral);
        let fallback = fallback.unwrap();
        assert_eq!(voice.model, "espeak-pt-br");
        assert_eq!((fallback.what.as_str(), fallback.wanted.as_str()), ("voice", wanted));
        assert_eq!(fallback.used, "espeak-pt-br");
        assert!(fallback.reason.contains(wanted), "{fallback:?}");
    }
}
