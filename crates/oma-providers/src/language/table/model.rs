use std::collections::BTreeSet;

use oma_core::language::Language;
use oma_core::plan::ModelChoice;
use oma_core::ports::Task;
use oma_core::spend::Rate;
use serde::{Deserialize, Serialize};

use crate::language::ChatModel;

/// A model of a provider.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LanguageModel {
    /// As in [`ModelChoice::provider`].
    pub provider: String,
    /// The provider's name for it.
    pub model: String,
    /// What it charges, as published.
    pub rate: Rate,
    /// The page that says so.
    pub page: String,
    /// How many tokens it holds, answer included.
    pub context_tokens: u32,
    /// How many of them it can write.
    pub max_output_tokens: u32,
    /// What it can do.
    pub abilities: BTreeSet<Ability>,
    /// How good it is, in somebody's judgement.
    pub quality: Quality,
    /// How many tokens it may think before it answers; they are paid as answer.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub thinking_tokens: u32,
    /// How long it takes to answer, as seen; nothing where nobody has seen it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<u64>,
}

/// Something that not every model can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ability {
    /// It is held to a schema.
    JsonSchema,
    /// It is held to JSON; the schema is told in words.
    JsonObject,
    /// It takes a temperature.
    Temperature,
    /// It takes a seed.
    Seed,
}

/// From 0 to 100, by language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quality {
    /// In English.
    #[serde(rename = "en-US")]
    pub en_us: Scores,
    /// In Portuguese.
    #[serde(rename = "pt-BR")]
    pub pt_br: Scores,
}

/// From 0 to 100, by task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scores {
    /// As [`Task::WriteScript`].
    pub write_script: u8,
    /// As [`Task::ImproveScript`].
    pub improve_script: u8,
    /// As [`Task::SearchTerms`].
    pub search_terms: u8,
    /// As [`Task::DescribePicture`].
    pub describe_picture: u8,
}

impl Scores {
    /// The score for a task.
    pub fn of(&self, task: Task) -> u8 {
        match task {
            Task::WriteScript => self.write_script,
            Task::ImproveScript => self.improve_script,
            Task::SearchTerms => self.search_terms,
            Task::DescribePicture => self.describe_picture,
        }
    }

    pub(super) fn all(self) -> [u8; 4] {
        [self.write_script, self.improve_script, self.search_terms, self.describe_picture]
    }
}

impl LanguageModel {
    /// What it is chosen by.
    pub fn choice(&self) -> ModelChoice {
        ModelChoice::new(&self.provider, &self.model)
    }

    /// How good it is at a task in a language.
    pub fn quality(&self, task: Task, language: Language) -> u8 {
        match language {
            Language::EnUs => self.quality.en_us.of(task),
            Language::PtBr => self.quality.pt_br.of(task),
        }
    }

    pub(crate) fn name(&self) -> (&String, &String) {
        (&self.provider, &self.model)
    }

    pub(super) fn chat_model(&self) -> ChatModel {
        ChatModel {
            rate: self.rate.clone(),
            takes_temperature: self.abilities.contains(&Ability::Temperature),
            takes_seed: self.abilities.contains(&Ability::Seed),
        }
    }
}

// serde hands over a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(number: &u32) -> bool {
    *number == 0
}
