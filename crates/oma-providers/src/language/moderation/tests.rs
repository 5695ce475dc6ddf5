//! Answers are shaped as <https://platform.openai.com/docs/api-reference/moderations/object> shows.

use oma_core::ErrorKind;
use oma_core::ports::Secret;
use oma_core::ports::memory::Memory;
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;
use crate::http::faults::{self, Suite};

const NAMES: [&str; 13] = [
    "harassment",
    "harassment/threatening",
    "hate",
    "hate/threatening",
    "illicit",
    "illicit/violent",
    "self-harm",
    "self-harm/instructions",
    "self-harm/intent",
    "sexual",
    "sexual/minors",
    "violence",
    "violence/graphic",
];

/// A result that flags some categories with these scores.
fn result(flagged: &[(&str, f64)]) -> Value {
    let score = |name: &str| flagged.iter().find(|(one, _)| *one == name).map(|(_, score)| *score);
    let each = |value: &dyn Fn(&str) -> Value| -> Value {
        let fields = NAMES.iter().map(|name| ((*name).to_owned(), value(name)));
        Value::Object(fields.collect())
    };
    json!({
        "flagged": !flagged.is_empty(),
        "categories": each(&|name| json!(score(name).is_some())),
        "category_scores": each(&|name| json!(score(name).unwrap_or(0.000_1))),
        "category_applied_input_types": each(&|_| json!(["text"])),
    })
}

fn answer(results: &[Value]) -> Value {
    json!({ "id": "modr-1", "model": "omni-moderation-latest", "results": results })
}

async fn judge(answers: Vec<Value>, texts: &[&str]) -> (Result<Vec<Verdict>>, MockServer) {
    let server = MockServer::start().await;
    for answer in answers {
        Mock::given(method("POST"))
            .and(path("/moderations"))
            .and(header("authorization", "Bearer sk-hush"))
            .respond_with(ResponseTemplate::new(200).set_body_json(answer))
            .up_to_n_times(1)
            .mount(&server)
            .await;
    }
    let keys = Keys::given([("openai".to_owned(), Secret::new("sk-hush"))]);
    let moderation = Moderation::openai(keys, Resilience::default()).unwrap();
    let moderation = moderation.at(&server.uri()).unwrap();
    let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    let account = Memory::an_account().await.unwrap();
    (moderation.judge(&texts, &account).await, server)
}

#[tokio::test]
async fn each_text_gets_its_verdict_in_our_categories() {
    let results = [
        result(&[]),
        result(&[("violence", 0.914), ("violence/graphic", 0.2), ("sexual/minors", 0.7)]),
    ];
    let (verdicts, server) = judge(vec![answer(&results)], &["calm", "not calm"]).await;
    let judged = vec![
        Judged { category: Category::Minors, score_milli: 700 },
        Judged { category: Category::Violence, score_milli: 914 },
    ];
    let expected = [Verdict::default(), Verdict { is_flagged: true, judged }];
    assert_eq!(verdicts.unwrap(), expected);
    let sent: Value = server.received_requests().await.unwrap()[0].body_json().unwrap();
    let body = json!({ "model": "omni-moderation-latest", "input": ["calm", "not calm"] });
    assert_eq!(sent, body);
}

#[tokio::test]
async fn an_objection_of_an_unknown_kind_is_not_lost() {
    let mut odd = result(&[]);
    odd["flagged"] = json!(true);
    odd["categories"]["new/kind"] = json!(true);
    odd["categories"]["illicit"] = json!(null);
    odd["category_scores"]["illicit"] = json!(null);
    let (verdicts, _server) = judge(vec![answer(&[odd])], &["text"]).await;
    assert_eq!(verdicts.unwrap(), [Verdict { is_flagged: true, judged: vec![] }]);
}

#[tokio::test]
async fn many_texts_are_judged_in_parts_and_none_in_none() {
    let texts = ["t"; MOST_TEXTS + 1];
    let parts = [MOST_TEXTS, 1].map(|count| answer(&vec![result(&[]); count]));
    let (verdicts, server) = judge(parts.to_vec(), &texts).await;
    assert_eq!(verdicts.unwrap().len(), texts.len());
    assert_eq!(server.received_requests().await.unwrap().len(), 2);
    let (verdicts, server) = judge(vec![], &[]).await;
    assert!(verdicts.unwrap().is_empty());
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_missing_verdict_is_no_verdict() {
    // It is free, so it may be asked for again.
    let one = vec![answer(&[result(&[])]); 3];
    let (verdicts, _server) = judge(one, &["one", "two"]).await;
    assert_eq!(verdicts.unwrap_err().kind, ErrorKind::ProviderBadAnswer);
}

#[test]
fn every_documented_category_is_one_of_ours() {
    for name in NAMES {
        assert!(category(name).is_some(), "{name}");
    }
}

#[tokio::test]
async fn faults_of_the_moderation() {
    let good = answer(&[result(&[])]).to_string();
    let suite = Suite::of("openai").free().good("application/json", good);
    let mut moderation = Moderation::openai(faults::keys("openai"), Resilience::default()).unwrap();
    moderation.http = Http::new(PROVIDER, "http://127.0.0.1", faults::LIMITS).unwrap();
    let call = async |base: String| moderation.clone().at(&base)?.call(&["text".to_owned()]).await;
    let rows = suite.run(call).await;
    faults::documented("openai-moderation", &rows);
}
