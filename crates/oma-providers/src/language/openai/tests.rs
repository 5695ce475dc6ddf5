//! Answers are shaped as the vendors' pages show them, which the docs of [`super`] name.

use oma_core::ErrorKind;
use oma_core::money::MicroUsd;
use oma_core::ports::{ChatAnswer, ChatMessage, Secret};
use oma_core::spend::{Charge, Unit, Units};
use serde_json::{Value, json};
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;
use crate::http::faults::{self, Suite};

const MODEL: &str = "openai/gpt-5-mini";

fn request() -> ChatRequest {
    ChatRequest {
        system: "Write a title.".to_owned(),
        messages: vec![
            ChatMessage { from_model: false, text: r#"{"topic":"tides"}"#.to_owned() },
            ChatMessage { from_model: true, text: "no".to_owned() },
            ChatMessage { from_model: false, text: "again".to_owned() },
        ],
        schema: json!({
            "type": "object",
            "required": ["title"],
            "properties": {
                "title": { "type": "string", "maxLength": 80 },
                "scenes": { "type": "integer", "minimum": 1 }
            }
        }),
        schema_name: "title".to_owned(),
        max_output_tokens: 500,
        temperature_milli: 700,
        seed: u64::MAX,
    }
}

fn rate() -> Rate {
    let price = [(Unit::InputTokens, 250_000), (Unit::OutputTokens, 2_000_000)];
    Rate { micro_usd_per_million: price.into(), dated: "2026-11-20".to_owned() }
}

fn models(takes: bool) -> BTreeMap<String, ChatModel> {
    let model = ChatModel { rate: rate(), takes_temperature: takes, takes_seed: takes };
    [(MODEL.to_owned(), model)].into()
}

fn keys() -> Keys {
    let both = ["openrouter", "openai"].map(|vendor| (vendor.to_owned(), Secret::new("sk-hush")));
    Keys::given(both)
}

fn openrouter(base: &str) -> OpenAiChat {
    OpenAiChat::openrouter(keys(), models(false)).unwrap().at(base).unwrap()
}

/// What an answer of `OpenRouter` looks like.
fn good() -> Value {
    json!({
        "id": "gen-1763000000-abc",
        "provider": "Azure",
        "model": "openai/gpt-5-mini-2025-08-07",
        "object": "chat.completion",
        "created": 1_763_000_000,
        "choices": [{
            "logprobs": null,
            "finish_reason": "stop",
            "native_finish_reason": "completed",
            "index": 0,
            "message": {
                "role": "assistant",
                "content": "{\"title\":\"Tides\",\"scenes\":null}",
                "refusal": null,
                "reasoning": null
            }
        }],
        "usage": {
            "prompt_tokens": 194,
            "completion_tokens": 42,
            "total_tokens": 236,
            "cost": 0.000_095,
            "is_byok": false,
            "prompt_tokens_details": { "cached_tokens": 100, "audio_tokens": 0 },
            "cost_details": { "upstream_inference_cost": null },
            "completion_tokens_details": { "reasoning_tokens": 30 }
        }
    })
}

async fn server(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/chat/completions"))
        .respond_with(answer)
        .mount(&server)
        .await;
    server
}

async fn answering(answer: &Value) -> MockServer {
    server(ResponseTemplate::new(200).set_body_json(answer)).await
}

async fn sent(server: &MockServer) -> Value {
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 1, "one call is one request");
    requests[0].body_json().unwrap()
}

fn said(answer: &Answer) -> ChatAnswer {
    serde_json::from_value(answer.body.clone()).unwrap()
}

#[tokio::test]
async fn openrouter_is_bound_to_the_schema_the_price_and_to_hosts_that_keep_nothing() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/chat/completions"))
        .and(header("authorization", "Bearer sk-hush"))
        .and(header("x-title", "OMA"))
        .respond_with(ResponseTemplate::new(200).set_body_json(good()))
        .mount(&server)
        .await;
    openrouter(&server.uri()).chat(MODEL, &request()).await.unwrap();
    let expected = json!({
        "model": MODEL,
        "stream": false,
        "max_tokens": 500,
        "messages": [
            { "role": "system", "content": "Write a title." },
            { "role": "user", "content": "{\"topic\":\"tides\"}" },
            { "role": "assistant", "content": "no" },
            { "role": "user", "content": "again" }
        ],
        "response_format": { "type": "json_schema", "json_schema": {
            "name": "title",
            "strict": true,
            "schema": {
                "type": "object",
                "additionalProperties": false,
                "required": ["scenes", "title"],
                "properties": {
                    "title": { "type": "string", "description": "(maxLength: 80)" },
                    "scenes": { "anyOf": [
                        { "type": "integer", "description": "(minimum: 1)" },
                        { "type": "null" }
                    ] }
                }
            }
        } },
        "provider": {
            "require_parameters": true,
            "data_collection": "deny",
            "max_price": { "prompt": 0.25, "completion": 2.0, "request": 0.0 }
        }
    });
    assert_eq!(sent(&server).await, expected);
}

#[tokio::test]
async fn an_answer_of_openrouter_tells_units_and_cost() {
    let server = answering(&good()).await;
    let answer = openrouter(&server.uri()).chat(MODEL, &request()).await.unwrap();
    let units = Units::of(Unit::InputTokens, 94)
        .and(Unit::CachedInputTokens, 100)
        .and(Unit::OutputTokens, 42);
    assert_eq!((answer.units.clone(), answer.cost), (units, Some(MicroUsd(95))));
    let expected = ChatAnswer {
        text: r#"{"title":"Tides"}"#.to_owned(),
        is_whole: true,
        is_refused: false,
        model: "openai/gpt-5-mini-2025-08-07".to_owned(),
    };
    assert_eq!(said(&answer), expected);
}

#[tokio::test]
async fn with_a_key_at_the_host_its_price_is_added_to_the_fee() {
    let mut answer = good();
    answer["usage"]["is_byok"] = json!(true);
    answer["usage"]["cost_details"]["upstream_inference_cost"] = json!(0.0019);
    let server = answering(&answer).await;
    let answer = openrouter(&server.uri()).chat(MODEL, &request()).await.unwrap();
    assert_eq!(answer.cost, Some(MicroUsd(1_995)));
}

#[tokio::test]
async fn a_model_without_a_price_is_not_asked() {
    let failure =
        openrouter("http://127.0.0.1:9").chat("some/other", &request()).await.unwrap_err();
    assert_eq!(failure.error.kind, ErrorKind::ProviderRefused);
    assert_eq!(failure.charge, Charge::Nothing);
    assert!(failure.error.message.contains("no price"), "{}", failure.error);
}

#[tokio::test]
async fn openai_gets_its_own_limit_and_what_the_model_takes() {
    let mut answer = good();
    answer["choices"][0]["message"]["content"] = json!("{\"title\":\"Tides\"}");
    let server = answering(&answer).await;
    let openai = OpenAiChat::openai(keys(), models(true)).unwrap().at(&server.uri()).unwrap();
    assert_eq!(openai.provider(), "openai");
    let answer = openai.chat(MODEL, &request()).await.unwrap();
    assert_eq!(answer.cost, None, "OpenAI names no price, so a field of that name is not one");
    let sent = sent(&server).await;
    assert_eq!(sent["max_completion_tokens"], 500);
    assert_eq!(sent["temperature"], 0.7);
    assert_eq!(sent["seed"], 0x7fff_ffff);
    let format = &sent["response_format"]["json_schema"]["schema"]["properties"];
    assert_eq!(format["scenes"]["anyOf"][0]["minimum"], 1, "OpenAI knows bounds");
    assert!(sent.get("max_tokens").is_none() && sent.get("provider").is_none());
}

#[tokio::test]
async fn an_endpoint_without_schemas_is_told_it_in_words_and_needs_no_key_here() {
    let mut answer = good();
    answer.as_object_mut().unwrap().remove("usage");
    let server = answering(&answer).await;
    let none = Keys::given([]);
    let ollama = OpenAiChat::compatible(&server.uri(), none, AnswerFormat::JsonObject).unwrap();
    let answer = ollama.chat("qwen3", &request()).await.unwrap();
    let sent = sent(&server).await;
    assert_eq!(sent["response_format"], json!({ "type": "json_object" }));
    assert_eq!(sent["max_tokens"], 500);
    let system = sent["messages"][0]["content"].as_str().unwrap();
    assert!(system.starts_with("Write a title.") && system.contains(r#""maxLength":80"#));
    let request = &server.received_requests().await.unwrap()[0];
    assert!(!request.headers.contains_key("authorization"));
    assert_eq!(answer.units.0[&Unit::OutputTokens], 500, "nothing is counted: the most");
}

#[tokio::test]
async fn a_key_is_needed_elsewhere_and_the_way_there_is_encrypted() {
    let far = "https://llm.example.com/v1/";
    let chat = OpenAiChat::compatible(far, Keys::given([]), AnswerFormat::JsonSchema).unwrap();
    let failure = chat.chat("m", &request()).await.unwrap_err();
    assert!(failure.error.message.contains("oma keys set openai"), "{}", failure.error);
    for wrong in ["http://llm.example.com/v1", "ftp://localhost", "localhost:11434"] {
        let chat = OpenAiChat::compatible(wrong, keys(), AnswerFormat::JsonSchema);
        assert_eq!(chat.unwrap_err().kind, ErrorKind::ProviderRefused, "{wrong}");
    }
}

#[tokio::test]
async fn what_was_cut_off_or_refused_says_so_and_is_paid() {
    for (reason, refusal, is_whole, is_refused) in [
        (json!("stop"), json!(null), true, false),
        (json!("length"), json!(null), false, false),
        (json!("content_filter"), json!(null), false, true),
        (json!("stop"), json!("I cannot help with that."), false, true),
        (json!("tool_calls"), json!(null), false, false),
        (json!(null), json!(null), false, false),
    ] {
        let mut answer = good();
        answer["choices"][0]["finish_reason"] = reason.clone();
        answer["choices"][0]["message"]["refusal"] = refusal;
        let server = answering(&answer).await;
        let answer = openrouter(&server.uri()).chat(MODEL, &request()).await.unwrap();
        let said = said(&answer);
        assert_eq!((said.is_whole, said.is_refused), (is_whole, is_refused), "{reason}");
        assert_eq!(answer.cost, Some(MicroUsd(95)));
    }
}

#[tokio::test]
async fn an_error_in_an_answer_is_named_like_the_status_that_it_holds() {
    use ErrorKind::{ContentRejected, ProviderRefused, ProviderThrottled, ProviderUnavailable};
    let reasons = json!({ "reasons": ["violence"], "flagged_input": "…" });
    for (code, metadata, kind) in [
        (json!(400), json!({}), ProviderRefused),
        (json!(402), json!({}), ProviderRefused),
        (json!(403), reasons, ContentRejected),
        (json!(408), json!({}), ProviderUnavailable),
        (json!("429"), json!({ "provider_name": "Azure" }), ProviderThrottled),
        (json!(502), json!({ "raw": "…" }), ProviderUnavailable),
        (json!("server_error"), json!(null), ProviderUnavailable),
    ] {
        let error = json!({ "code": code, "message": "It is so", "metadata": metadata });
        let mut within = good();
        within["usage"]["cost"] = json!(0);
        within["choices"][0]["finish_reason"] = json!("error");
        within["choices"][0]["error"] = error.clone();
        for body in [json!({ "error": error, "user_id": "u" }), within] {
            let server = answering(&body).await;
            let failure = openrouter(&server.uri()).chat(MODEL, &request()).await.unwrap_err();
            assert_eq!(failure.error.kind, kind, "{body}");
            assert_eq!(failure.charge, Charge::Nothing, "{body}");
            assert!(failure.error.message.ends_with("It is so."), "{}", failure.error);
        }
    }
}

#[tokio::test]
async fn an_error_that_has_a_cost_or_comes_from_elsewhere_is_charged() {
    let mut body = good();
    body["error"] = json!({ "code": 502, "message": "upstream" });
    let server = answering(&body).await;
    let failure = openrouter(&server.uri()).chat(MODEL, &request()).await.unwrap_err();
    assert_eq!(failure.charge, Charge::Known(MicroUsd(95)));
    let vllm = OpenAiChat::compatible(&server.uri(), keys(), AnswerFormat::JsonSchema).unwrap();
    let failure = vllm.chat("m", &request()).await.unwrap_err();
    assert_eq!(failure.charge, Charge::Unknown);
    let mut empty = good();
    empty["choices"] = json!([]);
    let server = answering(&empty).await;
    let failure = openrouter(&server.uri()).chat(MODEL, &request()).await.unwrap_err();
    assert_eq!(failure.error.kind, ErrorKind::ProviderBadAnswer);
    assert_eq!(failure.charge, Charge::Known(MicroUsd(95)));
}

/// A call with the limits of the suite.
fn hasty(mut chat: OpenAiChat) -> impl AsyncFn(String) -> Result<Answer, CallFailure> {
    chat.http = Http::new(chat.http.vendor(), "http://127.0.0.1", faults::LIMITS).unwrap();
    async move |base: String| chat.clone().at(&base)?.chat(MODEL, &request()).await
}

#[tokio::test]
async fn faults_of_openrouter() {
    let suite = Suite::of("openrouter").good("application/json", good().to_string());
    let chat = OpenAiChat::openrouter(faults::keys("openrouter"), models(false)).unwrap();
    let rows = suite.run(hasty(chat)).await;
    faults::documented("openrouter", &rows);
}

#[tokio::test]
async fn faults_of_openai() {
    let suite = Suite::of("openai").good("application/json", good().to_string());
    let chat = OpenAiChat::openai(faults::keys("openai"), models(true)).unwrap();
    let rows = suite.run(hasty(chat)).await;
    faults::documented("openai", &rows);
}
