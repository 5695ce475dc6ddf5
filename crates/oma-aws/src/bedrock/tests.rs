//! Answers are shaped as the Converse reference shows them, which the docs of [`super`] name.

use oma_core::ErrorKind;
use oma_core::ports::{ChatAnswer, ChatMessage};
use oma_core::spend::{Charge, Unit, Units};
use serde_json::{Value, json};

use super::*;
use crate::test_server::{Answer as Canned, TestServer};

const CLAUDE: &str = "eu.anthropic.claude-haiku-4-5-20251001-v1:0";
const NOVA: &str = "amazon.nova-lite-v1:0";

fn question() -> ChatRequest {
    ChatRequest {
        system: "Write a title.".to_owned(),
        messages: vec![
            ChatMessage { from_model: false, text: "{}".to_owned() },
            ChatMessage { from_model: true, text: "no".to_owned() },
            ChatMessage { from_model: false, text: "again".to_owned() },
        ],
        schema: json!({
            "type": "object",
            "required": ["title"],
            "properties": { "title": { "type": "string" }, "scenes": { "type": "integer" } }
        }),
        schema_name: "title".to_owned(),
        max_output_tokens: 500,
        temperature_milli: 250,
        seed: 7,
    }
}

fn strict_schema() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["scenes", "title"],
        "properties": {
            "title": { "type": "string" },
            "scenes": { "anyOf": [{ "type": "integer" }, { "type": "null" }] }
        }
    })
}

fn output(content: &Value, reason: &str) -> Value {
    json!({
        "output": { "message": { "role": "assistant", "content": content } },
        "stopReason": reason,
        "usage": { "inputTokens": 125, "outputTokens": 60, "totalTokens": 185 },
        "metrics": { "latencyMs": 1175 }
    })
}

fn good() -> Value {
    output(&json!([{ "text": "{\"title\":\"Tides\",\"scenes\":null}" }]), "end_turn")
}

async fn ask(model: &str, answer: Canned) -> (Result<Answer, CallFailure>, TestServer) {
    let server = TestServer::start(vec![answer]).await;
    let bedrock = Converse::patient(&server.sdk_config(), Duration::from_secs(2));
    (bedrock.chat(model, &question()).await, server)
}

fn said(answer: &Answer) -> ChatAnswer {
    serde_json::from_value(answer.body.clone()).unwrap()
}

#[tokio::test]
async fn a_question_is_held_to_its_schema() {
    let (answer, server) = ask(CLAUDE, Canned::json(200, &good())).await;
    let expected = ChatAnswer {
        text: r#"{"title":"Tides"}"#.to_owned(),
        is_whole: true,
        is_refused: false,
        model: CLAUDE.to_owned(),
    };
    let answer = answer.unwrap();
    assert_eq!(said(&answer), expected);
    let units = Units::of(Unit::InputTokens, 125).and(Unit::OutputTokens, 60);
    assert_eq!((answer.units, answer.cost), (units, None));

    let request = server.only_request();
    let line = "POST /model/eu.anthropic.claude-haiku-4-5-20251001-v1%3A0/converse HTTP/1.1";
    assert_eq!(request.line().trim_end(), line);
    let mut body = request.json();
    let format = body["outputConfig"]["textFormat"]["structure"]["jsonSchema"].take();
    assert_eq!(format["name"], "title");
    let schema: Value = serde_json::from_str(format["schema"].as_str().unwrap()).unwrap();
    assert_eq!(schema, strict_schema());
    let rest = json!({
        "system": [{ "text": "Write a title." }],
        "messages": [
            { "role": "user", "content": [{ "text": "{}" }] },
            { "role": "assistant", "content": [{ "text": "no" }] },
            { "role": "user", "content": [{ "text": "again" }] }
        ],
        "inferenceConfig": { "maxTokens": 500, "temperature": 0.25 },
        "outputConfig": { "textFormat": {
            "type": "json_schema", "structure": { "jsonSchema": null }
        } }
    });
    assert_eq!(body, rest);
}

#[tokio::test]
async fn a_model_without_formats_answers_by_its_only_tool() {
    let called = json!([
        { "text": "I write it." },
        { "toolUse": {
            "toolUseId": "t", "name": "title", "input": { "title": "Tides", "scenes": null }
        } }
    ]);
    let (answer, server) = ask(NOVA, Canned::json(200, &output(&called, "tool_use"))).await;
    let said = said(&answer.unwrap());
    assert_eq!((said.text.as_str(), said.is_whole), (r#"{"title":"Tides"}"#, true));
    let body = server.only_request().json();
    let tools = json!({
        "tools": [{ "toolSpec": {
            "name": "title",
            "description": "Takes the whole answer.",
            "inputSchema": { "json": strict_schema() }
        } }],
        "toolChoice": { "tool": { "name": "title" } }
    });
    assert_eq!(body["toolConfig"], tools);
    assert!(body.get("outputConfig").is_none());
}

#[test]
fn newer_models_are_held_by_a_format() {
    for model in [CLAUDE, "openai.gpt-oss-120b-1:0", "qwen.qwen3-32b-v1:0"] {
        assert_eq!(request::carrier(model), request::Carrier::TextFormat, "{model}");
    }
    for model in [NOVA, "us.anthropic.claude-3-5-haiku-20241022-v1:0"] {
        assert_eq!(request::carrier(model), request::Carrier::Tool, "{model}");
    }
}

#[tokio::test]
async fn cached_tokens_are_counted_apart() {
    let mut answer = good();
    answer["usage"]["cacheReadInputTokens"] = json!(1000);
    answer["usage"]["cacheWriteInputTokens"] = json!(200);
    let (answer, _server) = ask(CLAUDE, Canned::json(200, &answer)).await;
    let units = Units::of(Unit::InputTokens, 325)
        .and(Unit::OutputTokens, 60)
        .and(Unit::CachedInputTokens, 1000);
    assert_eq!(answer.unwrap().units, units);
}

#[tokio::test]
async fn what_was_cut_off_or_refused_says_so() {
    for (reason, is_whole, is_refused) in [
        ("end_turn", true, false),
        ("stop_sequence", true, false),
        ("max_tokens", false, false),
        ("model_context_window_exceeded", false, false),
        ("malformed_model_output", false, false),
        ("guardrail_intervened", false, true),
        ("content_filtered", false, true),
        ("refusal", false, true),
    ] {
        let answer = output(&json!([{ "text": "{" }]), reason);
        let (answer, _server) = ask(CLAUDE, Canned::json(200, &answer)).await;
        let said = said(&answer.unwrap());
        assert_eq!((said.is_whole, said.is_refused), (is_whole, is_refused), "{reason}");
        assert_eq!(said.text, "{");
    }
}

#[tokio::test]
async fn thoughts_are_not_part_of_the_answer() {
    let content = json!([
        { "reasoningContent": { "reasoningText": { "text": "hm", "signature": "s" } } },
        { "text": "{\"title\":" },
        { "text": "\"Tides\"}" }
    ]);
    let (answer, _server) = ask(CLAUDE, Canned::json(200, &output(&content, "end_turn"))).await;
    assert_eq!(said(&answer.unwrap()).text, r#"{"title":"Tides"}"#);
}

#[tokio::test]
async fn every_error_has_its_name_and_its_charge_and_is_sent_once() {
    use ErrorKind::{ProviderBadAnswer, ProviderRefused, ProviderThrottled, ProviderUnavailable};
    let error = |status, code| (code, Canned::error(status, code));
    let said_by_status = |status: u16| ("status alone", Canned::xml(status, "<html>"));
    for ((what, answer), kind, charge) in [
        (error(400, "ValidationException"), ProviderRefused, Charge::Nothing),
        (error(403, "AccessDeniedException"), ProviderRefused, Charge::Nothing),
        (error(403, "UnrecognizedClientException"), ProviderRefused, Charge::Nothing),
        (error(403, "ExpiredTokenException"), ProviderRefused, Charge::Nothing),
        (error(404, "ResourceNotFoundException"), ProviderRefused, Charge::Nothing),
        (error(408, "ModelTimeoutException"), ProviderUnavailable, Charge::Unknown),
        (error(424, "ModelErrorException"), ProviderUnavailable, Charge::Unknown),
        (error(429, "ThrottlingException"), ProviderThrottled, Charge::Nothing),
        (error(400, "ServiceQuotaExceededException"), ProviderThrottled, Charge::Nothing),
        (error(429, "ModelNotReadyException"), ProviderUnavailable, Charge::Nothing),
        (error(500, "InternalServerException"), ProviderUnavailable, Charge::Nothing),
        (error(503, "ServiceUnavailableException"), ProviderUnavailable, Charge::Nothing),
        (said_by_status(413), ProviderRefused, Charge::Nothing),
        (said_by_status(502), ProviderUnavailable, Charge::Nothing),
        (("empty", Canned::xml(200, "")), ProviderBadAnswer, Charge::Unknown),
        (("no JSON", Canned::xml(200, "<html>")), ProviderBadAnswer, Charge::Unknown),
        (("another shape", Canned::json(200, &json!({}))), ProviderBadAnswer, Charge::Unknown),
        (("cut", Canned::cut(&good())), ProviderBadAnswer, Charge::Unknown),
        (("silence", Canned::silence()), ProviderUnavailable, Charge::Unknown),
    ] {
        let (failure, server) = ask(CLAUDE, answer).await;
        let failure = failure.unwrap_err();
        assert_eq!((failure.error.kind, failure.charge), (kind, charge), "{what}: {failure:?}");
        assert!(!failure.error.full_text().contains("canned"), "{what}: quotes the service");
        assert!(failure.error.message.contains("bedrock"), "{what}: {failure:?}");
        assert_eq!(server.requests().len(), 1, "{what}: the SDK repeats nothing");
    }
}

#[tokio::test]
async fn what_was_never_sent_is_free() {
    let server = TestServer::start(vec![]).await;
    let config = server.sdk_config();
    drop(server);
    let nobody = config.clone().into_builder().endpoint_url("http://127.0.0.1:1").build();
    let failure = Converse::new(&nobody).chat(CLAUDE, &question()).await.unwrap_err();
    assert_eq!(failure.error.kind, ErrorKind::ProviderUnavailable);
    assert_eq!(failure.charge, Charge::Nothing, "{failure:?}");
    let mut nameless = config.into_builder();
    nameless.set_credentials_provider(None);
    let nameless = nameless.build();
    let failure = Converse::new(&nameless).chat(CLAUDE, &question()).await.unwrap_err();
    assert_eq!(failure.error.kind, ErrorKind::ProviderRefused, "{failure:?}");
    assert_eq!(failure.charge, Charge::Nothing, "{failure:?}");
}
