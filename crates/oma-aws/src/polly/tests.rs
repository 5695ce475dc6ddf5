use oma_core::ErrorKind;
use oma_core::language::Language;
use oma_core::ports::{SpeechPart, SpeechRequest, SpeechVendor as _, SpokenAnswer};
use oma_core::spend::{Charge, Unit, Units};
use serde_json::{Value, json};

use super::*;
use crate::test_server::{Answer, TestServer};

fn request(rate_percent: u32, part: SpeechPart) -> SpeechRequest {
    SpeechRequest {
        model: "neural".to_owned(),
        voice: "Camila".to_owned(),
        text: "Só R$ 19,90 & pronto".to_owned(),
        language: Language::PtBr,
        rate_percent,
        directions: String::new(),
        seed: 0,
        part,
    }
}

#[tokio::test]
async fn the_sound_is_samples_and_the_characters_are_charged() {
    let server = TestServer::start(vec![Answer::xml(200, "abcd")]).await;
    let polly = Polly::new(&server.sdk_config());
    let answer = polly.speak(&request(100, SpeechPart::Sound)).await.unwrap();
    assert_eq!(answer.media.unwrap().as_ref(), b"abcd");
    assert_eq!(answer.units, Units::of(Unit::Characters, 20));
    assert_eq!(answer.body["content_type"], "audio/pcm;rate=16000");
    let sent = server.only_request();
    assert!(sent.line().starts_with("POST /v1/speech "), "{}", sent.line());
    let expected = json!({
        "Engine": "neural", "LanguageCode": "pt-BR", "OutputFormat": "pcm", "SampleRate": "16000",
        "Text": "Só R$ 19,90 & pronto", "TextType": "text", "VoiceId": "Camila"
    });
    assert_eq!(sent.json(), expected);
}

#[tokio::test]
async fn the_times_come_in_a_call_of_their_own() {
    // The lines that the guide shows, for this text.
    let lines = concat!(
        r#"{"time":6,"type":"word","start":38,"end":41,"value":"Só"}"#,
        "\n",
        r#"{"time":373,"type":"word","start":42,"end":50,"value":"R$ 19,90"}"#,
        "\n",
        r#"{"time":1604,"type":"word","start":57,"end":63,"value":"pronto"}"#,
        "\n",
    );
    let server = TestServer::start(vec![Answer::xml(200, lines)]).await;
    let answer =
        Polly::new(&server.sdk_config()).speak(&request(104, SpeechPart::Marks)).await.unwrap();
    assert_eq!(answer.media, None);
    let spoken: SpokenAnswer = serde_json::from_value(answer.body).unwrap();
    let marks: Vec<_> =
        spoken.marks.iter().map(|mark| (mark.text.as_str(), mark.start_ms, mark.end_ms)).collect();
    assert_eq!(marks, [("Só", 6, 373), ("R$ 19,90", 373, 1604), ("pronto", 1604, 1604)]);
    let sent = server.only_request().json();
    let text = "<speak><prosody rate=\"104%\">Só R$ 19,90 &amp; pronto</prosody></speak>";
    assert_eq!((&sent["Text"], &sent["TextType"]), (&Value::from(text), &Value::from("ssml")));
    assert_eq!(
        (&sent["OutputFormat"], &sent["SpeechMarkTypes"]),
        (&json!("json"), &json!(["word"]))
    );
}

#[tokio::test]
async fn every_failure_has_a_name_and_a_charge() {
    use ErrorKind::{ProviderBadAnswer, ProviderRefused, ProviderThrottled, ProviderUnavailable};
    for (status, code, kind) in [
        (400, "TextLengthExceededException", ProviderRefused),
        (400, "EngineNotSupportedException", ProviderRefused),
        (400, "ThrottlingException", ProviderThrottled),
        (403, "AccessDeniedException", ProviderRefused),
        (429, "Unheard", ProviderThrottled),
        (500, "ServiceFailureException", ProviderUnavailable),
        (503, "Unheard", ProviderUnavailable),
    ] {
        let server = TestServer::start(vec![Answer::error(status, code)]).await;
        let polly = Polly::new(&server.sdk_config());
        let failure = polly.speak(&request(100, SpeechPart::Sound)).await.unwrap_err();
        assert_eq!((failure.error.kind, failure.charge), (kind, Charge::Nothing), "{code}");
        assert!(!failure.error.full_text().contains("canned"), "quotes nothing: {failure:?}");
        assert_eq!(server.requests().len(), 1, "no attempts of the SDK's own");
    }
    for (part, body) in
        [(SpeechPart::Sound, ""), (SpeechPart::Sound, "odd"), (SpeechPart::Marks, "<html>")]
    {
        let server = TestServer::start(vec![Answer::xml(200, body)]).await;
        let polly = Polly::new(&server.sdk_config());
        let failure = polly.speak(&request(100, part)).await.unwrap_err();
        assert_eq!((failure.error.kind, failure.charge), (ProviderBadAnswer, Charge::Unknown));
    }
}

#[tokio::test]
async fn what_never_arrived_is_free_and_what_is_not_answered_may_not_be() {
    let server = TestServer::start(Vec::new()).await;
    let silent = Polly::patient(&server.sdk_config(), Duration::from_millis(500));
    let failure = silent.speak(&request(100, SpeechPart::Sound)).await.unwrap_err();
    assert_eq!(failure.error.kind, ErrorKind::ProviderUnavailable);
    let config = server.sdk_config().into_builder().endpoint_url("http://127.0.0.1:9").build();
    let absent = Polly::new(&config);
    let failure = absent.speak(&request(100, SpeechPart::Sound)).await.unwrap_err();
    assert_eq!(failure.error.kind, ErrorKind::ProviderUnavailable);
    assert_eq!(failure.charge, Charge::Nothing);
}
