//! Translations as models give them, through HTTP, the router and the agent.

use oma_core::language::Language;
use serde_json::{Value, json};
use wiremock::MockServer;

use crate::model::tests::Set;
use oma_core::ErrorKind;
use oma_core::money::MicroUsd;
use oma_core::script::Script;
use oma_providers::language::NoModels;
use std::sync::Arc;

/// A film in English that is to be in Portuguese.
fn brief(language: &str) -> Value {
    let scene = |narration: &str, on_screen: &str, visual: &str, seconds: f64| {
        json!({
            "narration": narration, "on_screen": on_screen, "visual": visual,
            "keywords": ["coffee"], "mood": "happy", "seconds": seconds,
        })
    };
    json!({
        "title": "Corner Coffee", "description": "A coffee shop in Porto.",
        "language": language, "duration_s": 15, "fallbacks": "never",
        "script": { "language": "en-US", "scenes": [
            scene("Is your coffee cold again?", "Cold again?", "A cold cup.", 4.0),
            scene("We roast small batches every morning, two streets from your office.",
                "Fresh every morning", "Beans.", 6.0),
            scene("Visit us today.", "Visit us", "A door.", 5.0),
        ]},
    })
}

fn answer(narrations: [&str; 3]) -> String {
    let scene =
        |said: &&str| json!({"narration": said, "on_screen": "Café", "supporting": "a mais"});
    json!({"scenes": narrations.iter().map(scene).collect::<Vec<_>>()}).to_string()
}

const GOOD: [&str; 3] = [
    "Seu café esfriou de novo?",
    "Torramos em pequenos lotes toda manhã, a duas ruas do seu escritório.",
    "Visite a gente hoje.",
];

fn told(script: &Script) -> Vec<&str> {
    script.scenes.iter().map(|scene| scene.narration.as_str()).collect()
}

#[tokio::test]
async fn the_words_are_translated_and_pictures_and_times_stay() {
    let set = Set::new(&brief("pt-BR"), &[&answer(GOOD)]).await;
    let script = set.write().await.unwrap();
    assert_eq!((script.language, told(&script)), (Language::PtBr, GOOD.to_vec()));
    assert_eq!(script.writer.provider, "openai");
    let first = &script.scenes[0];
    assert_eq!((first.visual.as_str(), first.duration_ms()), ("A cold cup.", 4_000));
    assert_eq!(first.supporting, None, "the source has no smaller line");
    let pictured = script.pictured();
    assert_eq!(pictured.language, Language::EnUs);
    assert_eq!(pictured.scenes[0].narration, "Is your coffee cold again?");
    assert!(set.told().await.0 > MicroUsd(0));
    assert_eq!(set.write().await.unwrap(), script);
    let requests = set.requests().await;
    assert_eq!(requests.len(), 1, "it is found the second time");
    let body: Value = requests[0].body_json().unwrap();
    let system = body["messages"][0]["content"].as_str().unwrap();
    assert!(system.contains("Você traduz") && !system.contains("cold again"), "{system}");
}

#[tokio::test]
async fn a_translation_that_cannot_be_used_is_asked_for_once_more() {
    let foreign = answer([
        "Is it the same again for you?",
        "We roast in small batches at your office and this is what you have.",
        "Visit us today.",
    ]);
    let invented = answer([GOOD[0], "Torramos 48 sacas toda manhã.", GOOD[2]]);
    for broken in [foreign, invented] {
        let set = Set::new(&brief("pt-BR"), &[&broken, &answer(GOOD)]).await;
        assert_eq!(told(&set.write().await.unwrap()), GOOD);
        assert_eq!(set.requests().await.len(), 2);
        let set = Set::new(&brief("pt-BR"), &[&broken]).await;
        assert_eq!(set.write().await.unwrap_err().kind, ErrorKind::ProviderBadAnswer);
    }
}

#[tokio::test]
async fn words_that_need_more_time_are_asked_for_shorter_and_then_taken() {
    let long = "Torramos em lotes bem pequenos, com muito cuidado e carinho, todas as manhãs da \
                semana, a duas ruas do seu escritório.";
    let said = answer([GOOD[0], long, GOOD[2]]);
    let set = Set::new(&brief("pt-BR"), &[&said]).await;
    assert_eq!(told(&set.write().await.unwrap())[1], long);
    let requests = set.requests().await;
    assert_eq!(requests.len(), 2);
    let body: Value = requests[1].body_json().unwrap();
    assert!(body.to_string().contains("too many words for its time"), "{body}");
}

#[tokio::test]
async fn without_a_model_the_error_names_both_ways() {
    let set = Set::with(&brief("pt-BR"), MockServer::start().await, Arc::new(NoModels)).await;
    let error = set.write().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::InvalidBrief);
    assert!(error.message.contains("oma keys set"), "{error}");
    assert!(error.message.contains("script.scenes"), "{error}");
}

#[tokio::test]
async fn scenes_in_the_language_of_the_film_are_taken_as_they_are() {
    let set = Set::new(&brief("en-US"), &["nobody is asked"]).await;
    let script = set.write().await.unwrap();
    assert_eq!((script.writer.provider.as_str(), script.original), ("user", None));
    assert!(set.requests().await.is_empty());
}
