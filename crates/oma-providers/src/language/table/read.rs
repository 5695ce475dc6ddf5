//! From a file to rows, with all that is wrong with it at once: whoever writes a table corrects it once.

use std::collections::BTreeSet;

use jiff::civil::Date;
use oma_core::spend::Unit;
use oma_core::{Error, ErrorKind, Result};
use serde::Deserialize;
use serde_json::Value;

use super::{Ability, LanguageModel};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Words for whoever reads the file.
    #[serde(default)]
    #[allow(dead_code)]
    about: Vec<String>,
    models: Vec<Value>,
}

pub(super) fn rows(json: &str) -> Result<Vec<LanguageModel>> {
    let file: File = serde_json::from_str(json).map_err(|error| wrong(&[error.to_string()]))?;
    let mut problems = Vec::new();
    let mut models: Vec<LanguageModel> = Vec::new();
    let mut names = BTreeSet::new();
    for (number, row) in (1..).zip(file.models) {
        let text = |name: &str| row[name].as_str().unwrap_or("?").to_owned();
        let name = (text("provider"), text("model"));
        let called = format!("row {number} ({} {})", name.0, name.1);
        match serde_json::from_value::<LanguageModel>(row) {
            Ok(model) => {
                problems.extend(of_row(&model).into_iter().map(|p| format!("{called}: {p}")));
                models.push(model);
            }
            Err(error) => problems.push(format!("{called}: {error}")),
        }
        if !names.insert(name) {
            problems.push(format!("{called}: is there twice"));
        }
    }
    if models.is_empty() && problems.is_empty() {
        problems.push("there is no model in it".to_owned());
    }
    if problems.is_empty() { Ok(models) } else { Err(wrong(&problems)) }
}

fn of_row(model: &LanguageModel) -> Vec<String> {
    let mut problems = Vec::new();
    let mut hold = |holds: bool, problem: &str| {
        if !holds {
            problems.push(problem.to_owned());
        }
    };
    hold(!model.provider.trim().is_empty(), "provider is empty");
    hold(model.provider != "offline", "provider may not be offline");
    hold(!model.model.trim().is_empty(), "model is empty");
    let price = |unit| model.rate.micro_usd_per_million.get(&unit).copied().unwrap_or_default();
    let (input, cached) = (price(Unit::InputTokens), price(Unit::CachedInputTokens));
    // What is reserved for a call counts every token as one that was never read before.
    hold(cached <= input, "rate: a cached token costs more than another");
    let known = [Unit::InputTokens, Unit::CachedInputTokens, Unit::OutputTokens, Unit::Requests];
    let unknown = model.rate.micro_usd_per_million.keys().any(|unit| !known.contains(unit));
    hold(!unknown, "rate: language models count tokens and requests only");
    hold(model.rate.dated.parse::<Date>().is_ok(), "rate: dated is no day such as 2026-11-20");
    let is_link = ["https://", "http://"].iter().any(|start| model.page.starts_with(start));
    hold(is_link, "page is no link");
    hold(model.max_output_tokens > 0, "max_output_tokens is 0");
    let fits = model.max_output_tokens <= model.context_tokens;
    hold(fits, "max_output_tokens is above context_tokens");
    hold(model.thinking_tokens < model.max_output_tokens, "thinking_tokens leave no answer");
    let speaks_json = [Ability::JsonSchema, Ability::JsonObject];
    hold(
        speaks_json.iter().any(|ability| model.abilities.contains(ability)),
        "abilities: needs json_schema or json_object",
    );
    let scores = model.quality.en_us.all().into_iter().chain(model.quality.pt_br.all());
    hold(scores.max().unwrap_or_default() <= 100, "quality is from 0 to 100");
    problems
}

fn wrong(problems: &[String]) -> Error {
    let message = format!("The table of language models is wrong: {}.", problems.join("; "));
    Error::new(ErrorKind::DependencyMissing, message)
}
