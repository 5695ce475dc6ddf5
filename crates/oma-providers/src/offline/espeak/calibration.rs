//! Whether [`oma_core::pacing`] still tells how long the offline voices speak.
//!
//! Measured with espeak-ng 1.51 on the 49 sentences of each language in `testdata/`:
//!
//! | | median error | median size of the error | nine of ten within |
//! |---|---|---|---|
//! | English | 0.1 % | 2.5 % | 8.3 % |
//! | Portuguese | -0.8 % | 3.1 % | 8.9 % |
//!
//! The female voices speak 1 to 3 % slower, which the limits of the test also cover.

use oma_core::pacing;

use super::*;

const ENGLISH: &str = include_str!("../../../testdata/sentences-en-us.txt");
const PORTUGUESE: &str = include_str!("../../../testdata/sentences-pt-br.txt");

/// Errors of the estimate in percent of the measured time, in order.
async fn errors(voice: &Voice) -> Vec<f64> {
    let narrator = EspeakNarrator::from_env();
    let sentences = match voice.language {
        Language::EnUs => ENGLISH,
        Language::PtBr => PORTUGUESE,
    };
    let texts = sentences.lines().map(str::to_owned).collect();
    let measured = narrator.lengths_ms(voice, voice.rate, texts).await.unwrap();
    let error = |(sentence, measured): (&str, u64)| {
        (pacing::speech_ms(sentence, voice.language) as f64 / measured as f64 - 1.0) * 100.0
    };
    let mut errors: Vec<f64> = sentences.lines().zip(measured).map(error).collect();
    errors.sort_by(f64::total_cmp);
    errors
}

#[tokio::test]
async fn the_estimate_agrees_with_every_voice() {
    for voice in EspeakNarrator::voices() {
        let signed = errors(voice).await;
        let mut sizes: Vec<f64> = signed.iter().map(|error| error.abs()).collect();
        sizes.sort_by(f64::total_cmp);
        let count = sizes.len();
        let (bias, median, ninth) = (signed[count / 2], sizes[count / 2], sizes[count * 9 / 10]);
        println!("{}: bias {bias:.1} %, size {median:.1} %, 90 % within {ninth:.1} %", voice.id);
        assert!(count >= 40);
        assert!(bias.abs() <= 4.0, "{}: median error {bias:.1} %", voice.id);
        assert!(median <= 5.0, "{}: median size {median:.1} %", voice.id);
        assert!(ninth <= 12.0, "{}: 90 % within {ninth:.1} %", voice.id);
    }
}

#[tokio::test]
async fn a_text_of_several_sentences_is_estimated_as_well() {
    for voice in EspeakNarrator::voices() {
        let sentences = if voice.language == Language::EnUs { ENGLISH } else { PORTUGUESE };
        let text = sentences.lines().collect::<Vec<_>>().join(" ");
        let measured =
            EspeakNarrator::from_env().length_ms(voice, voice.rate, text.clone()).await.unwrap()
                as f64;
        let estimated = pacing::speech_ms(&text, voice.language) as f64;
        let error = (estimated / measured - 1.0) * 100.0;
        println!("{}: {error:.1} %", voice.id);
        assert!(error.abs() <= 6.0, "{}: {error:.1} %", voice.id);
    }
}
