//! The cheapest model that is good enough. Pure.

use std::time::Duration;

use oma_core::language::Language;
use oma_core::money::MicroUsd;
use oma_core::ports::Task;
use oma_core::spend::{Unit, Units};

use crate::language::table::{Ability, LanguageModel};

/// What a task usually takes, and what it asks of a model.
struct Needs {
    /// Tokens read and written by a call, as a rule.
    input_tokens: u64,
    output_tokens: u64,
    /// The quality from which a model is good enough.
    threshold: u8,
    time_limit: Duration,
    /// In thousandths: words need some play, search terms none.
    temperature_milli: u32,
    name: &'static str,
}

/// Tokens were counted on the examples' requests, at four bytes a token.
const fn needs(task: Task) -> Needs {
    match task {
        Task::WriteScript => Needs {
            input_tokens: 2_000,
            output_tokens: 900,
            threshold: 70,
            time_limit: Duration::from_secs(90),
            temperature_milli: 700,
            name: "writing the script",
        },
        Task::ImproveScript => Needs {
            input_tokens: 3_200,
            output_tokens: 900,
            threshold: 70,
            time_limit: Duration::from_secs(90),
            temperature_milli: 700,
            name: "improving the script",
        },
        Task::SearchTerms => Needs {
            input_tokens: 900,
            output_tokens: 250,
            threshold: 60,
            time_limit: Duration::from_secs(40),
            temperature_milli: 0,
            name: "finding search terms",
        },
        Task::DescribePicture => Needs {
            input_tokens: 900,
            output_tokens: 300,
            threshold: 60,
            time_limit: Duration::from_secs(40),
            temperature_milli: 300,
            name: "describing a picture",
        },
    }
}

pub(super) fn time_limit(task: Task) -> Duration {
    needs(task).time_limit
}

pub(super) fn temperature_milli(task: Task) -> u32 {
    needs(task).temperature_milli
}

pub(super) fn task_name(task: Task) -> &'static str {
    needs(task).name
}

/// What a call of a task costs as a rule, half of the thinking that is allowed included.
pub fn expected_cost(model: &LanguageModel, task: Task) -> MicroUsd {
    let needs = needs(task);
    let thought = u64::from(model.thinking_tokens) / 2;
    let units = Units::of(Unit::InputTokens, needs.input_tokens)
        .and(Unit::OutputTokens, needs.output_tokens + thought)
        .and(Unit::Requests, 1);
    model.rate.of(&units)
}

/// The models that are switched on and good enough, by cost, then by the time they take, then by
/// name.
pub(super) fn candidates(
    models: &[LanguageModel],
    task: Task,
    language: Language,
    is_on: impl Fn(&LanguageModel) -> bool,
) -> Vec<&LanguageModel> {
    let enough = |model: &&LanguageModel| is_on(model) && is_good_enough(model, task, language);
    let mut good: Vec<&LanguageModel> = models.iter().filter(enough).collect();
    good.sort_by_key(|model| {
        let latency_ms = model.latency_ms.unwrap_or(u64::MAX);
        (expected_cost(model, task), latency_ms, &model.provider, &model.model)
    });
    good
}

fn is_good_enough(model: &LanguageModel, task: Task, language: Language) -> bool {
    let needs = needs(task);
    let written = needs.output_tokens + u64::from(model.thinking_tokens);
    // Requests may be four times as long as usual.
    let held = needs.input_tokens * 4 + written * 4;
    let json = [Ability::JsonSchema, Ability::JsonObject];
    model.quality(task, language) >= needs.threshold
        && json.iter().any(|ability| model.abilities.contains(ability))
        && u64::from(model.context_tokens) >= held
        && u64::from(model.max_output_tokens) >= written
}
