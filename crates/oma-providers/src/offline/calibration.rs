//! Whether [`oma_core::pacing`] still tells how long the offline voices speak.
//!
//! The figures of a whole run are in
//! `docs/voices.md`; here, as speaking takes time, each natural voice says a few sentences.

use futures::{StreamExt, stream};
use oma_core::language::Language;
use oma_core::pacing;
use oma_core::plan::ModelChoice;
use oma_core::ports::memory::Memory;
use oma_core::ports::{NarrationRequest, Narrator};

use super::espeak::EspeakNarrator;
use super::kokoro::{self, KokoroNarrator};
use super::{OfflineNarrator, PROVIDER, Packs};

fn sentences(language: Language) -> Vec<&'static str> {
    let all = match language {
        Language::EnUs => include_str!("../../testdata/sentences-en-us.txt"),
        Language::PtBr => include_str!("../../testdata/sentences-pt-br.txt"),
    };
    all.lines().collect()
}

async fn spoken_ms(voice: &ModelChoice, text: &str, language: Language) -> u64 {
    let request = NarrationRequest {
        text,
        language,
        voice,
        rate_percent: 100,
        tone: oma_core::brief::Tone::Neutral,
        pronunciations: &[],
    };
    OfflineNarrator::from_env()
        .speak(&request, &Memory::an_account().await.unwrap())
        .await
        .unwrap()
        .duration_ms
}

/// Errors of the estimate in percent of the measured time.
async fn errors(voice: &ModelChoice, language: Language, texts: &[String]) -> Vec<f64> {
    let measured = texts.iter().map(|text| spoken_ms(voice, text, language)).collect::<Vec<_>>();
    let measured: Vec<u64> = stream::iter(measured).buffered(4).collect().await;
    let error = |(text, ms): (&String, &u64)| {
        (pacing::speech_ms(text, language) as f64 / *ms as f64 - 1.0) * 100.0
    };
    texts.iter().zip(&measured).map(error).collect()
}

/// The median, the median size, and the size within which nine of ten lie.
fn summary(mut errors: Vec<f64>) -> (f64, f64, f64) {
    errors.sort_by(f64::total_cmp);
    let bias = errors[errors.len() / 2];
    let mut sizes: Vec<f64> = errors.iter().map(|error| error.abs()).collect();
    sizes.sort_by(f64::total_cmp);
    (bias, sizes[sizes.len() / 2], sizes[sizes.len() * 9 / 10])
}

#[tokio::test]
async fn the_estimate_agrees_with_every_voice_of_espeak() {
    for voice in EspeakNarrator::voices() {
        let texts: Vec<String> = sentences(voice.language).into_iter().map(str::to_owned).collect();
        let choice = ModelChoice::new(PROVIDER, voice.id);
        let (bias, median, ninth) = summary(errors(&choice, voice.language, &texts).await);
        println!("{}: bias {bias:.1} %, size {median:.1} %, 90 % within {ninth:.1} %", voice.id);
        assert!(texts.len() >= 40);
        assert!(bias.abs() <= 5.0, "{}: median error {bias:.1} %", voice.id);
        assert!(median <= 9.0, "{}: median size {median:.1} %", voice.id);
        assert!(ninth <= 22.0, "{}: 90 % within {ninth:.1} %", voice.id);
    }
}

/// Scenes are one to a few sentences; what they are off by is what a film is off by.
#[tokio::test]
async fn the_estimate_of_a_scene_agrees_with_every_voice_of_kokoro() {
    let installed = Packs::from_env().voice().is_installed();
    assert!(installed, "the voice pack is missing: run scripts/fetch-packs.sh voice");
    for voice in KokoroNarrator::voices() {
        let all = sentences(voice.language);
        let texts: Vec<String> = [2..6, 28..32].map(|part| all[part].join(" ")).to_vec();
        let choice = ModelChoice::new(kokoro::PROVIDER, voice.id);
        let errors = errors(&choice, voice.language, &texts).await;
        let mean = errors.iter().sum::<f64>() / errors.len() as f64;
        println!("{}: {errors:.1?} %, mean {mean:.1} %", voice.id);
        assert!(mean.abs() <= 8.0, "{}: {errors:.1?}", voice.id);
        assert!(errors.iter().all(|error| error.abs() <= 13.0), "{}: {errors:.1?}", voice.id);
    }
}
