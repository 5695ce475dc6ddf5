//! What is sent.

use oma_core::ports::ChatRequest;
use oma_core::spend::{Rate, Unit};
use oma_core::strict::{self, Dialect};
use serde_json::{Value, json};

use super::{AnswerFormat, ChatModel, Flavour};

/// Seeds are whole numbers of 32 bits or more, with a sign, everywhere.
const SEED_MASK: u64 = 0x7fff_ffff;
const MILLION: f64 = 1e6;

/// The body of a request.
pub(super) fn body(
    flavour: Flavour,
    model: &str,
    known: &ChatModel,
    request: &ChatRequest,
) -> Value {
    let mut body = json!({
        "model": model,
        "messages": messages(flavour, request),
        "response_format": format(flavour, request),
        "stream": false,
    });
    // OpenAI's thinking models refuse `max_tokens`, and most servers know nothing else.
    let limit = match flavour {
        Flavour::OpenAi => "max_completion_tokens",
        _ => "max_tokens",
    };
    body[limit] = json!(request.max_output_tokens);
    if known.takes_temperature {
        body["temperature"] = json!(f64::from(request.temperature_milli) / 1000.0);
    }
    if known.takes_seed {
        body["seed"] = json!(request.seed & SEED_MASK);
    }
    if flavour == Flavour::OpenRouter {
        body["provider"] = preferences(&known.rate);
    }
    body
}

fn messages(flavour: Flavour, request: &ChatRequest) -> Vec<Value> {
    let system = match flavour {
        Flavour::Compatible(AnswerFormat::JsonObject) => format!(
            "{}\n\nAnswer with one JSON object, and nothing else, that keeps this JSON Schema:\n{}",
            request.system, request.schema
        ),
        _ => request.system.clone(),
    };
    let said = request.messages.iter().map(|message| {
        let role = if message.from_model { "assistant" } else { "user" };
        json!({ "role": role, "content": message.text })
    });
    std::iter::once(json!({ "role": "system", "content": system })).chain(said).collect()
}

/// <https://platform.openai.com/docs/guides/structured-outputs>
fn format(flavour: Flavour, request: &ChatRequest) -> Value {
    let dialect = match flavour {
        Flavour::Compatible(AnswerFormat::JsonObject) => return json!({ "type": "json_object" }),
        // What stands behind it is of many vendors.
        Flavour::OpenRouter => Dialect::Shapes,
        Flavour::OpenAi | Flavour::Compatible(AnswerFormat::JsonSchema) => Dialect::Bounds,
    };
    json!({
        "type": "json_schema",
        "json_schema": {
            "name": request.schema_name,
            "strict": true,
            "schema": strict::schema(&request.schema, dialect),
        },
    })
}

/// <https://openrouter.ai/docs/features/provider-routing>
///
/// Only hosts that take all parameters, the schema among them, keep nothing of what they read, and
/// charge no more than was reserved. Another host of the same model may step in; another model may
/// not (`models` is not sent): which one is next, and whether its price fits the budget, is for
/// the router above, which reserves and reports it.
fn preferences(rate: &Rate) -> Value {
    let price = |unit: Unit| rate.micro_usd_per_million.get(&unit).copied().unwrap_or_default();
    // A price of whole micro-dollars is far from where floats lose digits.
    #[allow(clippy::cast_precision_loss)]
    let dollars = |unit: Unit| price(unit) as f64 / MILLION;
    json!({
        "require_parameters": true,
        "data_collection": "deny",
        "max_price": {
            "prompt": dollars(Unit::InputTokens),
            "completion": dollars(Unit::OutputTokens),
            "request": dollars(Unit::Requests) / MILLION,
        },
    })
}
