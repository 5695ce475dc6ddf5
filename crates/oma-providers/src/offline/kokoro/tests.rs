//! With the real model. `scripts/fetch-packs.sh voice` must have been run.

use super::*;
use crate::offline::Packs;
use crate::offline::pcm::Pcm;
use oma_core::ports::memory::Memory;

fn narrator() -> KokoroNarrator {
    let packs = Packs::from_env();
    let dir = packs.dir().display();
    assert!(packs.voice().is_installed(), "no voice pack in {dir}: run scripts/fetch-packs.sh");
    KokoroNarrator::new(packs.voice())
}

async fn speak(narrator: &KokoroNarrator, voice: &str, text: &str, rate: u32) -> Result<Speech> {
    let known = voices::find(voice).unwrap();
    let voice = ModelChoice::new(PROVIDER, voice);
    let language = known.language;
    let request = NarrationRequest {
        text,
        language,
        voice: &voice,
        rate_percent: rate,
        tone: oma_core::brief::Tone::Neutral,
        pronunciations: &[],
    };
    narrator.speak(&request, &Memory::an_account().await.unwrap()).await
}

fn texts(speech: &Speech) -> Vec<&str> {
    speech.words.iter().map(|word| word.text.as_str()).collect()
}

#[tokio::test]
async fn every_voice_speaks_and_times_every_word() {
    let narrator = narrator();
    for voice in KokoroNarrator::voices() {
        let text = match voice.language {
            Language::EnUs => "Every morning starts with coffee. Ours is roasted by hand.",
            Language::PtBr => "Toda manhã começa com café. O nosso é torrado à mão.",
        };
        let speech = speak(&narrator, voice.id, text, 100).await.unwrap();
        let sound = Pcm::from_wav(&speech.wav).unwrap();
        assert_eq!((sound.channels, sound.rate), (1, 24_000));
        assert_eq!(sound.duration_ms(), speech.duration_ms);
        assert!((2_500..6_000).contains(&speech.duration_ms), "{}: {speech:?}", voice.id);
        assert_eq!(speech.timing, TimingSource::Exact);
        assert_eq!(texts(&speech), text.split_whitespace().collect::<Vec<_>>());
        assert_eq!(speech.words[0].start_ms, 0);
        assert_eq!(speech.words.last().unwrap().end_ms, speech.duration_ms);
        for pair in speech.words.windows(2) {
            assert!(pair[0].start_ms < pair[0].end_ms, "{}: {pair:?}", voice.id);
            assert!(pair[0].end_ms <= pair[1].start_ms, "{}: {pair:?}", voice.id);
        }
        let pause = speech.words[5].start_ms - speech.words[4].end_ms;
        assert!(pause >= 100, "{}: {pause} ms after the full stop", voice.id);
    }
}

#[tokio::test]
async fn equal_texts_give_equal_bytes_also_side_by_side() {
    let narrator = narrator();
    let text = "Fresh beans, every day.";
    let first = speak(&narrator, "af_heart", text, 100).await.unwrap();
    let at_once = futures::future::join_all([
        speak(&narrator, "af_heart", text, 100),
        speak(&narrator, "pm_alex", "Grãos frescos, todo dia.", 100),
        speak(&narrator, "af_heart", text, 100),
    ]);
    let at_once = at_once.await;
    for other in [&at_once[0], &at_once[2]] {
        let other = other.as_ref().unwrap();
        assert!(other.wav == first.wav && other.words == first.words);
    }
    let anew = speak(&self::narrator(), "af_heart", text, 100).await.unwrap();
    assert!(anew.wav == first.wav);
}

#[tokio::test]
async fn the_rate_changes_the_length() {
    let narrator = narrator();
    let text = "A small shop with a large oven, and bread that is still warm at noon.";
    let length = async |rate| speak(&narrator, "af_heart", text, rate).await.unwrap().duration_ms;
    let (slow, own, fast) = (length(92).await, length(100).await, length(108).await);
    let percent = |ms: u64| ms * 100 / own;
    assert!((104..=112).contains(&percent(slow)), "{slow} of {own}");
    assert!((89..=96).contains(&percent(fast)), "{fast} of {own}");
}

#[tokio::test]
async fn a_text_longer_than_the_model_takes_is_spoken_to_its_end() {
    let narrator = narrator();
    let text = "Nobody in this little town had ever seen a machine that could bake. ".repeat(9);
    let speech = speak(&narrator, "am_michael", &text, 100).await.unwrap();
    assert_eq!(speech.words.len(), 9 * 13);
    let sentence = |n: usize| speech.words[n * 13 + 12].end_ms - speech.words[n * 13].start_ms;
    for n in 0..9 {
        assert!((2_500..5_500).contains(&sentence(n)), "sentence {n}: {} ms", sentence(n));
    }
}

#[tokio::test]
async fn signs_are_silent_words() {
    let narrator = narrator();
    let plain = speak(&narrator, "af_heart", "Fresh coffee now", 100).await.unwrap();
    let marked = speak(&narrator, "af_heart", "**Fresh** ☕ _coffee_ now 🎉", 100).await.unwrap();
    assert_eq!(texts(&marked), ["**Fresh**", "☕", "_coffee_", "now", "🎉"]);
    assert!(plain.wav == marked.wav);
    assert_eq!(marked.words[1].start_ms, marked.words[1].end_ms);
    let nothing = speak(&narrator, "af_heart", "🎉 …", 100).await.unwrap_err();
    assert_eq!(nothing.kind, ErrorKind::ProviderRefused);
}

#[tokio::test]
async fn a_pack_that_is_missing_or_broken_says_what_to_do() {
    let gone = KokoroNarrator::new(Packs::new("/nonexistent").voice());
    let error = speak(&gone, "pf_dora", "Olá.", 100).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::DependencyMissing);
    assert!(error.message.contains("make setup"), "{error}");

    let broken = tempfile::tempdir().unwrap();
    let from = Packs::from_env().dir().join("voice");
    let to = broken.path().join("voice");
    std::fs::create_dir_all(to.join("voices")).unwrap();
    let whole = Packs::new(broken.path()).voice();
    for file in ["vocab.json", "voices/pf_dora.bin"] {
        std::fs::copy(from.join(file), to.join(file)).unwrap();
    }
    std::fs::copy(Packs::from_env().voice().library(), whole.library()).unwrap();
    std::fs::write(whole.model(), b"not a model").unwrap();
    let error = speak(&KokoroNarrator::new(whole), "pf_dora", "Olá.", 100).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::DependencyMissing);
}
