//! One real language model, asked by our client: `make test-model`. Its prose is poor (135 million
//! parameters); that it keeps to the schema and that its tokens are counted is what is looked at.

use oma_core::ports::{ChatAnswer, ChatMessage, ChatRequest, ChatVendor as _};
use oma_core::spend::Unit;
use oma_providers::keys::Keys;
use oma_providers::language::{AnswerFormat, OpenAiChat};
use serde_json::{Value, json};

fn request() -> ChatRequest {
    ChatRequest {
        system: "You sort films by their mood. Answer in JSON.".to_owned(),
        messages: vec![ChatMessage {
            from_model: false,
            text: json!({ "brief": "A calm film about tide pools." }).to_string(),
        }],
        schema: json!({
            "type": "object",
            "required": ["mood"],
            "properties": {
                "mood": { "type": "string", "enum": ["calm", "energetic", "serious"] },
                "loud": { "type": "boolean" }
            }
        }),
        schema_name: "sorted".to_owned(),
        max_output_tokens: 120,
        temperature_milli: 0,
        seed: 7,
    }
}

/// `OMA_TEST_MODEL` is the address of an endpoint like `OpenAI`'s: `http://127.0.0.1:8080/v1`.
#[tokio::test]
#[ignore = "needs a model: make test-model"]
async fn a_real_model_keeps_to_the_schema_and_its_tokens_are_counted() {
    let base = std::env::var("OMA_TEST_MODEL").expect("OMA_TEST_MODEL names the endpoint");
    let name = std::env::var("OMA_TEST_MODEL_NAME").unwrap_or_else(|_| "smollm2".to_owned());
    let keys = Keys::given([]);
    let chat = OpenAiChat::compatible(&base, keys, AnswerFormat::JsonSchema).unwrap();
    let request = request();
    let started = std::time::Instant::now();
    let answer = chat.chat(&name, &request).await.unwrap();
    let took = started.elapsed();

    let said: ChatAnswer = serde_json::from_value(answer.body).unwrap();
    println!("{said:?}\n{:?} in {took:?}", answer.units);
    assert!(said.is_whole && !said.is_refused, "{said:?}");
    let json: Value = serde_json::from_str(&said.text).unwrap();
    let problems = jsonschema::validate(&request.schema, &json);
    assert!(problems.is_ok(), "{json}: {problems:?}");
    let count = |unit: Unit| answer.units.0.get(&unit).copied().unwrap_or_default();
    // A token has a letter at least, and the question is longer than a line.
    assert!((10..2_000).contains(&count(Unit::InputTokens)), "{:?}", answer.units);
    assert!((3..=120).contains(&count(Unit::OutputTokens)), "{:?}", answer.units);

    let again = chat.chat(&name, &request).await.unwrap();
    let again: ChatAnswer = serde_json::from_value(again.body).unwrap();
    assert_eq!(again.text, said.text, "equal seeds give equal answers");

    let short = ChatRequest { max_output_tokens: 3, ..request };
    let cut: ChatAnswer =
        serde_json::from_value(chat.chat(&name, &short).await.unwrap().body).unwrap();
    assert!(!cut.is_whole, "{cut:?}");
}
