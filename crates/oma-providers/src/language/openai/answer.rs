//! What is read.

use oma_core::money::MicroUsd;
use oma_core::ports::{ChatAnswer, ChatRequest};
use oma_core::spend::{Answer, CallFailure, Charge, Unit, Units};
use oma_core::{Error, strict};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::Flavour;
use super::failed::Failed;
use crate::http::{Http, Paid};
use crate::language::decimal::micro_usd;

const SHAPE: &str = "has an unknown shape";

#[derive(Deserialize)]
struct Completion {
    model: Option<String>,
    choices: Option<Vec<Choice>>,
    usage: Option<Usage>,
    error: Option<Failed>,
}

#[derive(Deserialize)]
struct Choice {
    message: Option<Message>,
    finish_reason: Option<String>,
    error: Option<Failed>,
}

#[derive(Deserialize)]
struct Message {
    content: Option<String>,
    refusal: Option<String>,
}

/// <https://openrouter.ai/docs/use-cases/usage-accounting>: what `OpenRouter` adds to `OpenAI`'s usage
/// comes with every answer.
#[derive(Deserialize)]
struct Usage {
    #[serde(default)]
    prompt_tokens: u64,
    /// Tokens of thinking are among them.
    #[serde(default)]
    completion_tokens: u64,
    prompt_tokens_details: Option<PromptDetails>,
    /// In dollars. With a key of the user's own at the host, only `OpenRouter`'s fee.
    cost: Option<Box<RawValue>>,
    #[serde(default)]
    is_byok: bool,
    cost_details: Option<CostDetails>,
}

#[derive(Deserialize)]
struct PromptDetails {
    cached_tokens: Option<u64>,
}

#[derive(Deserialize)]
struct CostDetails {
    upstream_inference_cost: Option<Box<RawValue>>,
}

/// Reads a body that came with a status of success.
// A failure is large, and there is one of it in a call.
#[allow(clippy::result_large_err)]
pub(super) fn read(
    flavour: Flavour,
    http: &Http,
    model: &str,
    request: &ChatRequest,
    body: &[u8],
) -> Result<Answer, CallFailure> {
    let completion: Completion = serde_json::from_slice(body).map_err(|error| {
        // The error's own text may quote the answer.
        let (line, column) = (error.line(), error.column());
        let detail = format!("{:?} error at {line}:{column}", error.classify());
        http.unusable(SHAPE, detail, Paid::Yes)
    })?;
    let cost = completion.usage.as_ref().and_then(|usage| usage.cost(flavour));
    if let Some(failed) = &completion.error {
        return Err(failed.failure(flavour, http.vendor(), cost));
    }
    let Some(choice) = completion.choices.into_iter().flatten().next() else {
        let failure = http.unusable(SHAPE, "no choices", Paid::Yes);
        let charge = cost.map_or(failure.charge, Charge::Known);
        return Err(CallFailure { charge, ..failure });
    };
    if let Some(failed) = &choice.error {
        return Err(failed.failure(flavour, http.vendor(), cost));
    }
    let units = completion.usage.as_ref().map_or_else(|| most(request), Usage::units);
    let answer = said(choice, completion.model.as_deref().unwrap_or(model), &request.schema);
    let body = serde_json::to_value(answer).map_err(Error::internal)?;
    Ok(Answer { body, media: None, units, cost })
}

fn said(choice: Choice, model: &str, schema: &Value) -> ChatAnswer {
    let reason = choice.finish_reason.unwrap_or_default();
    let message = choice.message.unwrap_or(Message { content: None, refusal: None });
    let refusal = message.refusal.filter(|text| !text.is_empty());
    ChatAnswer {
        is_whole: reason == "stop" && refusal.is_none(),
        is_refused: matches!(reason.as_str(), "content_filter" | "refusal") || refusal.is_some(),
        text: refusal.unwrap_or_else(|| plain(message.content.unwrap_or_default(), schema)),
        model: model.to_owned(),
    }
}

/// The text without what only the strict form of the schema asked for.
fn plain(text: String, schema: &Value) -> String {
    match serde_json::from_str::<Value>(&text) {
        Ok(json) => {
            let pruned = strict::answer(json.clone(), schema);
            if pruned == json { text } else { pruned.to_string() }
        }
        Err(_) => text,
    }
}

/// What is counted where an endpoint counts nothing: a token has a byte at least.
fn most(request: &ChatRequest) -> Units {
    let texts = request.messages.iter().map(|message| message.text.len()).sum::<usize>();
    let bytes = request.system.len() + texts + request.schema.to_string().len();
    let input = u64::try_from(bytes).unwrap_or(u64::MAX);
    Units::of(Unit::InputTokens, input)
        .and(Unit::OutputTokens, u64::from(request.max_output_tokens))
}

impl Usage {
    fn units(&self) -> Units {
        let details = self.prompt_tokens_details.as_ref();
        let cached = details.and_then(|details| details.cached_tokens).unwrap_or_default();
        let cached = cached.min(self.prompt_tokens);
        let units = Units::of(Unit::InputTokens, self.prompt_tokens - cached)
            .and(Unit::OutputTokens, self.completion_tokens);
        if cached == 0 { units } else { units.and(Unit::CachedInputTokens, cached) }
    }

    /// What was charged, where that is documented to be in dollars.
    fn cost(&self, flavour: Flavour) -> Option<MicroUsd> {
        if flavour != Flavour::OpenRouter {
            return None;
        }
        let fee = micro_usd(self.cost.as_ref()?.get())?;
        if !self.is_byok {
            return Some(fee);
        }
        let upstream = self.cost_details.as_ref()?.upstream_inference_cost.as_ref()?;
        Some(fee + micro_usd(upstream.get())?)
    }
}
