use oma_core::ErrorKind;
use oma_core::ports::memory::Memory;

use super::*;

fn without_packs() -> OfflineNarrator {
    OfflineNarrator::new(&Packs::new("/nonexistent"))
}

#[test]
fn the_natural_voice_is_chosen_where_it_is_installed() {
    let narrator = OfflineNarrator::from_env();
    for (language, voice) in [(Language::EnUs, "af_heart"), (Language::PtBr, "pf_dora")] {
        let chosen = narrator.choose(language, None, oma_core::brief::Tone::Neutral);
        assert_eq!(chosen, (ModelChoice::new("kokoro", voice), None), "is the pack installed?");
    }
    let chosen = narrator.choose(Language::PtBr, Some("pm_alex"), oma_core::brief::Tone::Neutral);
    assert_eq!(chosen, (ModelChoice::new("kokoro", "pm_alex"), None));
    let chosen =
        narrator.choose(Language::PtBr, Some("espeak-pt-br"), oma_core::brief::Tone::Neutral);
    assert_eq!(chosen, (ModelChoice::new("offline", "espeak-pt-br"), None));
}

#[test]
fn without_the_pack_espeak_speaks_and_it_is_recorded() {
    let narrator = without_packs();
    let used = |language, wanted| {
        let (choice, fallback) = narrator.choose(language, wanted, oma_core::brief::Tone::Neutral);
        let fallback = fallback.unwrap();
        assert_eq!((choice.provider.as_str(), &fallback.used), ("offline", &choice.model));
        assert!(fallback.reason.contains("`make setup`"), "{fallback:?}");
        assert_eq!(fallback.what, "voice");
        (fallback.wanted, choice.model)
    };
    let pair = |wanted: &str, used: &str| (wanted.to_owned(), used.to_owned());
    assert_eq!(used(Language::PtBr, None), pair("pf_dora", "espeak-pt-br"));
    let female = pair("af_bella", "espeak-en-us+f5");
    assert_eq!(used(Language::EnUs, Some("af_bella")), female);
    assert_eq!(used(Language::EnUs, Some("nobody")), pair("nobody", "espeak-en-us"));
}

#[test]
fn a_voice_of_another_language_is_replaced_and_recorded() {
    let narrator = OfflineNarrator::from_env();
    for wanted in ["af_heart", "espeak-en-us", "nobody"] {
        let (choice, fallback) =
            narrator.choose(Language::PtBr, Some(wanted), oma_core::brief::Tone::Neutral);
        let fallback = fallback.unwrap();
        assert_eq!(choice, ModelChoice::new("kokoro", "pf_dora"));
        assert_eq!((fallback.wanted.as_str(), fallback.used.as_str()), (wanted, "pf_dora"));
        assert!(fallback.reason.contains(wanted), "{fallback:?}");
    }
}

#[tokio::test]
async fn each_choice_is_spoken_by_its_engine() {
    let narrator = OfflineNarrator::from_env();
    for (wanted, rate) in [("pf_dora", 24_000), ("espeak-pt-br", 22_050)] {
        let (voice, _) =
            narrator.choose(Language::PtBr, Some(wanted), oma_core::brief::Tone::Neutral);
        let request = NarrationRequest {
            text: "Bom dia.",
            language: Language::PtBr,
            voice: &voice,
            rate_percent: 100,
            tone: oma_core::brief::Tone::Neutral,
            pronunciations: &[],
        };
        let speech = narrator.speak(&request, &Memory::an_account().await.unwrap()).await.unwrap();
        assert_eq!(u32::from_le_bytes(speech.wav[24..28].try_into().unwrap()), rate);
    }
}

#[tokio::test]
async fn a_voice_whose_pack_has_gone_is_named_as_missing() {
    let voice = ModelChoice::new("kokoro", "pf_dora");
    let request = NarrationRequest {
        text: "Bom dia.",
        language: Language::PtBr,
        voice: &voice,
        rate_percent: 100,
        tone: oma_core::brief::Tone::Neutral,
        pronunciations: &[],
    };
    let error =
        without_packs().speak(&request, &Memory::an_account().await.unwrap()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::DependencyMissing);
    assert!(error.message.contains("make setup"), "{error}");
}

#[tokio::test]
async fn all_voices_are_listed_with_what_is_installed() {
    let all = OfflineNarrator::from_env().voices().await;
    assert!(all.iter().all(|voice| voice.is_installed), "{all:?}");
    let ids: std::collections::HashSet<&str> = all.iter().map(|voice| voice.id).collect();
    assert_eq!(ids.len(), all.len());
    let without = without_packs().voices().await;
    assert_eq!(without.len(), all.len());
    assert!(without.iter().all(|voice| voice.is_installed == (voice.engine == "espeak-ng")));
    without_packs().check().await.unwrap();
}
