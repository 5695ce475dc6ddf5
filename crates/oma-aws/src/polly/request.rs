//! What is sent.

use aws_sdk_polly::Client;
use aws_sdk_polly::operation::synthesize_speech::builders::SynthesizeSpeechFluentBuilder;
use aws_sdk_polly::types::{Engine, LanguageCode, OutputFormat, SpeechMarkType, TextType, VoiceId};
use oma_core::language::Language;
use oma_core::ports::{SpeechPart, SpeechRequest};

/// The most that is sent as bare samples.
pub(super) const RATE: &str = "16000";

pub(super) fn build(client: &Client, request: &SpeechRequest) -> SynthesizeSpeechFluentBuilder {
    let language = match request.language {
        Language::EnUs => LanguageCode::EnUs,
        Language::PtBr => LanguageCode::PtBr,
    };
    let call = client
        .synthesize_speech()
        .engine(Engine::from(request.model.as_str()))
        .voice_id(VoiceId::from(request.voice.as_str()))
        .language_code(language);
    let call = match request.rate_percent {
        100 => call.text_type(TextType::Text).text(&request.text),
        percent => call.text_type(TextType::Ssml).text(ssml(&request.text, percent)),
    };
    match request.part {
        SpeechPart::Sound => call.output_format(OutputFormat::Pcm).sample_rate(RATE),
        SpeechPart::Marks => {
            call.output_format(OutputFormat::Json).speech_mark_types(SpeechMarkType::Word)
        }
    }
}

/// The text at another pace. Generative voices take `prosody` around whole sentences only, which a
/// scene is. <https://docs.aws.amazon.com/polly/latest/dg/prosody-tag.html>
pub(super) fn ssml(text: &str, percent: u32) -> String {
    // From 20 to 200.
    let percent = percent.clamp(20, 200);
    format!("<speak><prosody rate=\"{percent}%\">{}</prosody></speak>", escaped(text))
}

/// The text as a text: nothing in it is markup.
/// <https://docs.aws.amazon.com/polly/latest/dg/escapees.html>
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            c => escaped.push(c),
        }
    }
    escaped
}
