//! What is read.

use aws_sdk_bedrockruntime::operation::converse::ConverseOutput;
use aws_sdk_bedrockruntime::types::{ContentBlock, StopReason, TokenUsage};
use oma_core::ports::ChatAnswer;
use oma_core::spend::{Answer, CallFailure, Unit, Units};
use oma_core::{Error, ErrorKind, strict};
use serde_json::Value;

use super::document;

/// Reads what came back. Bedrock says no price; its units are told apart as it charges them.
// A failure is large, and there is one of it in a call.
#[allow(clippy::result_large_err)]
pub(super) fn read(
    output: &ConverseOutput,
    model: &str,
    schema: &Value,
) -> Result<Answer, CallFailure> {
    let unusable = |detail: &str| {
        let message = "The answer of bedrock has an unknown shape.";
        CallFailure::unknown(Error::new(ErrorKind::ProviderBadAnswer, message).with_detail(detail))
    };
    let usage = output.usage().ok_or_else(|| unusable("no usage"))?;
    let message = output.output().and_then(|output| output.as_message().ok());
    let message = message.ok_or_else(|| unusable("no message"))?;
    let reason = output.stop_reason();
    let answer = ChatAnswer {
        text: text(message.content(), schema),
        // The forced tool is the answer, so calling it is the end of it.
        is_whole: matches!(
            reason,
            StopReason::EndTurn | StopReason::StopSequence | StopReason::ToolUse
        ),
        is_refused: is_refusal(reason),
        model: model.to_owned(),
    };
    let body = serde_json::to_value(answer).map_err(Error::internal)?;
    Ok(Answer { body, media: None, units: units(usage), cost: None })
}

/// Some models say that they refuse by a reason that the SDK has no name for.
fn is_refusal(reason: &StopReason) -> bool {
    matches!(reason, StopReason::ContentFiltered | StopReason::GuardrailIntervened)
        || reason.as_str() == "refusal"
}

/// The input of the tool if it was called, else what was written. Thoughts are not part of it.
fn text(content: &[ContentBlock], schema: &Value) -> String {
    let called = content.iter().find_map(|block| block.as_tool_use().ok());
    if let Some(called) = called {
        return strict::answer(document::to_json(called.input()), schema).to_string();
    }
    let texts = content.iter().filter_map(|block| block.as_text().ok());
    let text: String = texts.map(String::as_str).collect();
    match serde_json::from_str::<Value>(&text) {
        Ok(json) => strict::answer(json, schema).to_string(),
        Err(_) => text,
    }
}

/// Tokens read from a cache are not among the input tokens, nor are those written to one. Nothing
/// here asks for a cache; should a model write one of its own, its tokens count as input.
/// <https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html>
fn units(usage: &TokenUsage) -> Units {
    let count = |tokens: i32| u64::try_from(tokens).unwrap_or_default();
    let written = count(usage.cache_write_input_tokens().unwrap_or_default());
    let units = Units::of(Unit::InputTokens, count(usage.input_tokens()) + written)
        .and(Unit::OutputTokens, count(usage.output_tokens()));
    match count(usage.cache_read_input_tokens().unwrap_or_default()) {
        0 => units,
        read => units.and(Unit::CachedInputTokens, read),
    }
}
