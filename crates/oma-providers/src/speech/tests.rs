//! Vendors as they document themselves, the faults of all of them, and the narrator over them.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use oma_core::ErrorKind;
use oma_core::brief::Tone;
use oma_core::language::Language;
use oma_core::limits::Figures;
use oma_core::money::MicroUsd;
use oma_core::narration::TimingSource;
use oma_core::plan::ModelChoice;
use oma_core::ports::memory::Memory;
use oma_core::ports::{
    NarrationRequest, Narrator as _, SpeechPart, SpeechRequest, SpeechVendor, SpokenAnswer,
};
use oma_core::spend::{Unit, Units};
use serde_json::{Value, json};
use wiremock::matchers::{body_json, header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;
use crate::http::HttpLimits;
use crate::http::faults::{self, Suite};
use crate::offline::pcm::Pcm;
use crate::offline::{OfflineNarrator, Packs};
use crate::resilience::Resilience;

fn request(model: &str, voice: &str, text: &str) -> SpeechRequest {
    SpeechRequest {
        model: model.to_owned(),
        voice: voice.to_owned(),
        text: text.to_owned(),
        language: Language::PtBr,
        rate_percent: 104,
        directions: String::new(),
        seed: 7,
        part: SpeechPart::Sound,
    }
}

fn tone_of(ms: usize) -> Pcm {
    Pcm { rate: 24_000, channels: 1, samples: vec![5_000; ms * 24] }
}

/// An answer as `ElevenLabs` documents it: 50 ms for each character.
fn elevenlabs_answer(text: &str) -> Value {
    let characters: Vec<String> = text.chars().map(String::from).collect();
    let starts: Vec<f64> = (0..characters.len()).map(|i| i as f64 * 0.05).collect();
    let ends: Vec<f64> = starts.iter().map(|start| start + 0.05).collect();
    let samples = tone_of(characters.len() * 50).samples;
    let sound: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
    let alignment = json!({
        "characters": characters,
        "character_start_times_seconds": starts,
        "character_end_times_seconds": ends,
    });
    json!({
        "audio_base64": STANDARD.encode(sound),
        "alignment": alignment,
        "normalized_alignment": null,
    })
}

fn elevenlabs(base: &str) -> ElevenLabs {
    ElevenLabs::at(base, HttpLimits::default(), faults::keys("elevenlabs")).unwrap()
}

fn openai(base: &str) -> OpenAiSpeech {
    OpenAiSpeech::at(base, HttpLimits::default(), faults::keys("openai")).unwrap()
}

#[tokio::test]
async fn elevenlabs_is_asked_and_read_as_it_documents() {
    let server = MockServer::start().await;
    let sent = json!({
        "text": "Olá.", "model_id": "eleven_flash_v2_5", "seed": 7, "language_code": "pt",
        "voice_settings": { "speed": 1.04 },
    });
    Mock::given(method("POST"))
        .and(path("/v1/text-to-speech/EXAVITQu4vr4xnSDxMaL/with-timestamps"))
        .and(query_param("output_format", "pcm_24000"))
        .and(header("xi-api-key", faults::KEY))
        .and(body_json(sent))
        .respond_with(
            ResponseTemplate::new(200)
                .insert_header("character-cost", "2")
                .set_body_json(elevenlabs_answer("Olá.")),
        )
        .expect(1)
        .mount(&server)
        .await;
    let asked = request("eleven_flash_v2_5", "EXAVITQu4vr4xnSDxMaL", "Olá.");
    let answer = elevenlabs(&server.uri()).speak(&asked).await.unwrap();
    assert_eq!(answer.units, Units::of(Unit::Characters, 4), "two credits are four characters");
    assert_eq!(answer.media.unwrap().len(), 4 * 50 * 24 * 2);
    let spoken: SpokenAnswer = serde_json::from_value(answer.body).unwrap();
    assert_eq!(spoken.content_type, "audio/pcm;rate=24000");
    let last = spoken.marks.last().unwrap();
    assert_eq!((last.text.as_str(), last.start_ms, last.end_ms), (".", 150, 200));
}

#[tokio::test]
async fn a_voice_that_is_no_name_never_becomes_an_address() {
    let asked = request("eleven_multilingual_v2", "../history", "Olá.");
    let failure = elevenlabs("http://127.0.0.1:9").speak(&asked).await.unwrap_err();
    assert_eq!(failure.error.kind, ErrorKind::ProviderRefused);
}

#[tokio::test]
async fn openai_is_asked_and_read_as_it_documents() {
    let server = MockServer::start().await;
    let sent = json!({
        "model": "gpt-4o-mini-tts", "voice": "coral", "input": "Olá.", "response_format": "wav",
        "instructions": "Speak slowly.", "speed": 1.04,
    });
    Mock::given(method("POST"))
        .and(path("/audio/speech"))
        .and(header("authorization", format!("Bearer {}", faults::KEY)))
        .and(body_json(sent))
        .respond_with(ResponseTemplate::new(200).set_body_raw(tone_of(800).to_wav(), "audio/wav"))
        .expect(1)
        .mount(&server)
        .await;
    let directions = "Speak slowly.".to_owned();
    let asked = SpeechRequest { directions, ..request("gpt-4o-mini-tts", "coral", "Olá.") };
    let answer = openai(&server.uri()).speak(&asked).await.unwrap();
    assert_eq!(answer.units, Units::of(Unit::Characters, 4).and(Unit::Milliseconds, 800));
    let spoken: SpokenAnswer = serde_json::from_value(answer.body).unwrap();
    assert!(spoken.marks.is_empty());
}

#[tokio::test]
async fn elevenlabs_faults() {
    let good = elevenlabs_answer("Oi").to_string();
    let suite = Suite::of("elevenlabs").good("application/json", good);
    let rows = suite
        .run(async |base| {
            ElevenLabs::at(base, faults::LIMITS, faults::keys("elevenlabs"))?
                .speak(&request("eleven_flash_v2_5", "abc", "Oi"))
                .await
        })
        .await;
    faults::documented("elevenlabs", &rows);
}

#[tokio::test]
async fn openai_speech_faults() {
    let suite = Suite::of("openai-speech").good("audio/wav", tone_of(50).to_wav().to_vec());
    let rows = suite
        .run(async |base| {
            OpenAiSpeech::at(base, faults::LIMITS, faults::keys("openai"))?
                .speak(&request("gpt-4o-mini-tts", "coral", "Oi"))
                .await
        })
        .await;
    faults::documented("openai-speech", &rows);
}

/// The narrator with both vendors at one address, and no packs.
fn voices(base: &str) -> Voices {
    let vendors: Vec<Arc<dyn SpeechVendor>> =
        vec![Arc::new(elevenlabs(base)), Arc::new(openai(base))];
    with(vendors)
}

fn with(vendors: Vec<Arc<dyn SpeechVendor>>) -> Voices {
    let offline = OfflineNarrator::new(&Packs::new("/nonexistent"));
    Voices::new(offline, vendors, SpeechTable::from_env().unwrap(), Resilience::default())
}

fn id(voices: &Voices, choice: &ModelChoice) -> String {
    voices.table().chosen(choice).unwrap().1.id.clone()
}

#[test]
fn without_vendors_the_offline_narrator_chooses() {
    let offline = OfflineNarrator::new(&Packs::new("/nonexistent"));
    let none = with(Vec::new());
    for wanted in [None, Some("pf_dora"), Some("espeak-pt-br"), Some("nobody")] {
        let chosen = none.choose(Language::PtBr, wanted, Tone::Urgent);
        assert_eq!(chosen, offline.choose(Language::PtBr, wanted, Tone::Neutral), "{wanted:?}");
    }
}

#[test]
fn the_cheapest_good_voice_of_the_tone_is_chosen() {
    let both = voices("http://127.0.0.1:9");
    let chosen = |voices: &Voices, tone| {
        let (choice, fallback) = voices.choose(Language::PtBr, None, tone);
        assert_eq!(fallback, None);
        id(voices, &choice)
    };
    assert_eq!(chosen(&both, Tone::Neutral), "openai:coral");
    assert_eq!(chosen(&both, Tone::Calm), "openai:sage");
    let one = with(vec![Arc::new(elevenlabs("http://127.0.0.1:9"))]);
    assert_eq!(chosen(&one, Tone::Urgent), "elevenlabs:laura-flash");
    let (choice, fallback) = both.choose(Language::EnUs, Some("elevenlabs:george"), Tone::Urgent);
    assert_eq!((choice.provider.as_str(), fallback), ("elevenlabs", None));
    assert_eq!(choice.model, "eleven_multilingual_v2/JBFqnCBsd6RMkjVDRZzb");
    let (choice, fallback) = both.choose(Language::EnUs, Some("espeak-en-us"), Tone::Urgent);
    assert_eq!((choice, fallback), (ModelChoice::new("offline", "espeak-en-us"), None));
}

#[test]
fn what_cannot_be_had_is_replaced_and_recorded() {
    let one = with(vec![Arc::new(elevenlabs("http://127.0.0.1:9"))]);
    let instead = |voices: &Voices, wanted| {
        let (choice, fallback) = voices.choose(Language::PtBr, wanted, Tone::Neutral);
        let fallback = fallback.unwrap();
        assert_eq!(fallback.what, "voice");
        (choice, fallback.used, fallback.reason)
    };
    // Of the same gender as the one that was wanted.
    let (_, used, reason) = instead(&one, Some("openai:cedar"));
    assert_eq!(used, "elevenlabs:brian-flash");
    assert!(reason.contains("not switched on"), "{reason}");
    let (_, used, reason) = instead(&one, Some("polly:joanna"));
    assert_eq!(used, "elevenlabs:sarah-flash");
    assert!(reason.contains("does not speak pt-BR"), "{reason}");
    let (_, _, reason) = instead(&one, Some("elevenlabs:nobody"));
    assert!(reason.contains("there is no voice"), "{reason}");

    let down = one.passing_over(Arc::new(|provider| provider == "elevenlabs"));
    for wanted in [None, Some("elevenlabs:sarah")] {
        let (choice, used, reason) = instead(&down, wanted);
        assert_eq!((choice.provider.as_str(), used.as_str()), ("offline", "espeak-pt-br"));
        assert!(reason.contains("does not answer"), "{reason}");
    }
}

fn scene<'a>(text: &'a str, voice: &'a ModelChoice) -> NarrationRequest<'a> {
    NarrationRequest {
        text,
        language: Language::PtBr,
        voice,
        rate_percent: 100,
        tone: Tone::Neutral,
        pronunciations: &[],
    }
}

#[tokio::test]
async fn scenes_are_spoken_timed_and_paid_once() {
    let server = MockServer::start().await;
    let text = "Por R$ 19,90 você leva.";
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(200).set_body_json(elevenlabs_answer(text)))
        .expect(1)
        .mount(&server)
        .await;
    let voices = voices(&server.uri());
    let memory = Arc::new(Memory::default());
    memory.run_video().await.unwrap();
    let account = memory.account();
    let (voice, _) = voices.choose(Language::PtBr, Some("elevenlabs:rachel"), Tone::Neutral);
    let speech = voices.speak(&scene(text, &voice), &account).await.unwrap();
    assert_eq!((speech.duration_ms, speech.timing), (1_150, TimingSource::Exact));
    let times: Vec<_> =
        speech.words.iter().map(|w| (w.text.as_str(), w.start_ms, w.end_ms)).collect();
    let expected = [
        ("Por", 0, 150),
        ("R$", 200, 300),
        ("19,90", 350, 600),
        ("você", 650, 850),
        ("leva.", 900, 1_150),
    ];
    assert_eq!(times, expected);
    // 23 characters at $0.10 for 1,000.
    assert_eq!(speech.bill.cost_micro_usd, MicroUsd(2_300));
    let wav = Pcm::from_wav(&speech.wav).unwrap();
    assert_eq!((wav.rate, wav.channels), (24_000, 1));

    let again = voices.speak(&scene(text, &voice), &account).await.unwrap();
    assert_eq!(
        (again.bill.cost_micro_usd, again.bill.saved_micro_usd),
        (MicroUsd(0), MicroUsd(2_300))
    );
    assert_eq!((again.wav, again.words), (speech.wav, speech.words));
}

/// A vendor that answers scenes but one, and remembers by whom.
#[derive(Default)]
struct Moody {
    asked: std::sync::Mutex<Vec<(String, String, SpeechPart)>>,
}

#[async_trait::async_trait]
impl SpeechVendor for Moody {
    fn provider(&self) -> &'static str {
        "polly"
    }

    async fn speak(
        &self,
        request: &SpeechRequest,
    ) -> Result<oma_core::spend::Answer, oma_core::spend::CallFailure> {
        let entry = (request.text.clone(), request.voice.clone(), request.part);
        self.asked.lock().unwrap().push(entry);
        if request.text.contains("três") {
            let error = oma_core::Error::new(ErrorKind::ProviderUnavailable, "polly is down.");
            return Err(oma_core::spend::CallFailure::unknown(error));
        }
        let sound: Vec<u8> =
            tone_of(300).samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        let words = request.text.split_whitespace();
        let marks = (0_u64..).zip(words).map(|(at, text)| oma_core::ports::SpeechMark {
            text: text.to_owned(),
            start_ms: at * 100,
            end_ms: at * 100 + 100,
        });
        let is_marks = request.part == SpeechPart::Marks;
        let marks = if is_marks { marks.collect() } else { Vec::new() };
        let body = SpokenAnswer { content_type: "audio/pcm;rate=24000".to_owned(), marks };
        Ok(oma_core::spend::Answer {
            body: serde_json::to_value(body).unwrap(),
            media: (!is_marks).then(|| sound.into()),
            units: Units::of(Unit::Characters, request.text.chars().count() as u64),
            cost: None,
        })
    }
}

#[tokio::test]
async fn parallel_scenes_keep_one_voice_and_what_was_paid_is_kept() {
    let vendor = Arc::new(Moody::default());
    let elsewhere: Arc<dyn SpeechVendor> = Arc::new(elevenlabs("http://127.0.0.1:9"));
    let voices = with(vec![elsewhere, vendor.clone()]);
    let (voice, _) = voices.choose(Language::PtBr, Some("polly:thiago"), Tone::Neutral);
    let memory = Arc::new(Memory::default());
    memory.run_video().await.unwrap();
    let account =
        memory.accounts(Figures::default()).of(&Memory::job(), None, "audio.narrate", None);
    let texts = ["cena um", "cena dois", "cena três", "cena quatro"];
    let requests = texts.map(|text| scene(text, &voice));
    let speak = || {
        futures::future::join_all(requests.iter().map(|request| voices.speak(request, &account)))
    };
    let first = speak().await;
    for (text, spoken) in texts.iter().zip(&first) {
        match spoken {
            // Never another voice for one scene: the state machine asks again.
            Err(error) => {
                assert_eq!((*text, error.kind), ("cena três", ErrorKind::ProviderUnavailable))
            }
            Ok(speech) => {
                assert_eq!((&speech.fallback, speech.timing), (&None, TimingSource::Exact));
                // Sound and times are charged, each by its characters.
                let characters = text.chars().count() as u64;
                assert_eq!(speech.bill.cost_micro_usd, MicroUsd(2 * characters * 16));
            }
        }
    }
    assert_eq!(first.iter().filter(|spoken| spoken.is_err()).count(), 1);
    speak().await;
    let asked = vendor.asked.lock().unwrap().clone();
    assert!(asked.iter().all(|(_, voice, _)| voice == "Thiago"), "{asked:?}");
    for text in ["cena um", "cena dois", "cena quatro"] {
        let parts: Vec<_> =
            asked.iter().filter(|(said, ..)| said == text).map(|asked| asked.2).collect();
        assert_eq!(parts, [SpeechPart::Sound, SpeechPart::Marks], "{text} is paid once");
    }
}

#[tokio::test]
async fn a_vendor_that_is_gone_and_words_without_sound_are_refused() {
    let none = with(Vec::new());
    let account = Memory::an_account().await.unwrap();
    let (voice, _) = voices("http://127.0.0.1:9").choose(Language::PtBr, None, Tone::Calm);
    for (text, wanted) in [("Olá.", "not switched on"), ("♥ …", "nothing to say")] {
        let error = none.speak(&scene(text, &voice), &account).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::ProviderRefused);
        assert!(error.message.contains(wanted), "{error}");
    }
    let unknown = ModelChoice::new("openai", "gpt-4o-mini-tts/nobody");
    let error = none.speak(&scene("Olá.", &unknown), &account).await.unwrap_err();
    assert!(error.message.contains("table"), "{error}");
}
