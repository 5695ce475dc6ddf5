//! The language models that OMA knows: what each costs, holds and is good at.
//!
//! Reading order: [`LanguageModel`] is a row; `read` takes rows from a file and names all that is wrong
//! with them; [`ModelTable`] is the whole. Nothing here asks a model.

mod model;
mod read;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use oma_core::plan::ModelChoice;
use oma_core::{Error, ErrorKind, Result};

pub use model::{Ability, LanguageModel, Quality, Scores};

use super::ChatModel;

/// The table that comes with OMA.
const SHIPPED: &str = include_str!("../../../tables/language.json");
/// The setting that names another file.
pub const SETTING: &str = "OMA_MODELS_LANGUAGE";

/// Rows, each provider's model once, by provider and model.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ModelTable {
    models: Vec<LanguageModel>,
}

impl ModelTable {
    /// The table of a file's text.
    ///
    /// # Errors
    /// [`ErrorKind::DependencyMissing`] with everything that is wrong with it.
    pub fn parse(json: &str) -> Result<Self> {
        let mut models = read::rows(json)?;
        models.sort_by(|one, other| one.name().cmp(&other.name()));
        Ok(Self { models })
    }

    /// The table that comes with OMA.
    pub fn shipped() -> Result<Self> {
        Self::parse(SHIPPED)
    }

    /// The table of the file that [`SETTING`] names; without it, the one that comes with OMA.
    pub fn from_settings(setting: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let Some(path) = setting(SETTING) else { return Self::shipped() };
        let json = fs::read_to_string(&path).map_err(|error| {
            let message = format!("{SETTING} names {path}, which cannot be read: {error}.");
            Error::new(ErrorKind::DependencyMissing, message)
        })?;
        Self::parse(&json).map_err(|error| Error {
            message: format!("{path} (named by {SETTING}): {}", error.message),
            ..error
        })
    }

    /// The rows.
    pub fn models(&self) -> &[LanguageModel] {
        &self.models
    }

    /// The rows of some alone: what a table would be without the others.
    #[must_use]
    pub fn only(&self, keep: impl Fn(&LanguageModel) -> bool) -> Self {
        Self { models: self.models.iter().filter(|model| keep(model)).cloned().collect() }
    }

    /// The row of a choice.
    pub fn get(&self, choice: &ModelChoice) -> Option<&LanguageModel> {
        self.models.iter().find(|model| model.name() == (&choice.provider, &choice.model))
    }

    /// The providers with a row.
    pub fn providers(&self) -> BTreeSet<&str> {
        self.models.iter().map(|model| model.provider.as_str()).collect()
    }

    /// What a provider's client must know of its models.
    pub fn chat_models(&self, provider: &str) -> BTreeMap<String, ChatModel> {
        let of_provider = self.models.iter().filter(|model| model.provider == provider);
        of_provider.map(|model| (model.model.clone(), model.chat_model())).collect()
    }
}
