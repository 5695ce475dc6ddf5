use oma_core::format::Aspect;
use oma_core::money::MicroUsd;
use oma_core::spend::{Rate, Units};
use oma_core::{Error, Result};
use serde::Deserialize;

/// The table that is used where no other is named.
const BUILT_IN: &str = include_str!("../../tables/images.json");
/// Names a file with another table.
const VARIABLE: &str = "OMA_MODELS_IMAGES";

/// Which models draw, what they cost and how good they are.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImageTable {
    /// The least quality that is good enough for a film.
    pub good_enough: u32,
    /// The models.
    pub models: Vec<ImageModel>,
}

/// A model that draws.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImageModel {
    /// The vendor's name, as in [`oma_core::plan::ModelChoice`].
    pub provider: String,
    /// The vendor's name for the model, as its client takes it.
    pub model: String,
    /// What it charges.
    pub rate: Rate,
    /// The most units that one picture takes.
    pub most: Units,
    /// From 0 to 100, by the judgement of whoever keeps the table.
    pub quality: u32,
    /// What it can draw; 4:5 may be cut from the next taller ratio.
    pub aspects: Vec<Aspect>,
    /// The page with the price.
    pub page: String,
}

impl ImageTable {
    /// The table of the file that the environment names, else the built-in one.
    ///
    /// # Errors
    /// Names the file or the line that cannot be read.
    pub fn from_env(lookup: impl Fn(&str) -> Option<String>) -> Result<Self> {
        match lookup(VARIABLE).filter(|path| !path.is_empty()) {
            None => Self::parse(BUILT_IN),
            Some(path) => {
                let text = std::fs::read_to_string(&path)
                    .map_err(|e| Error::internal(format!("{VARIABLE}: {path}: {e}")))?;
                Self::parse(&text)
            }
        }
    }

    /// Reads a table.
    pub fn parse(json: &str) -> Result<Self> {
        serde_json::from_str(json).map_err(|e| Error::internal(format!("the table of images: {e}")))
    }
}

impl ImageModel {
    /// The most that one picture costs.
    pub fn price(&self) -> MicroUsd {
        self.rate.of(&self.most)
    }

    pub(super) fn draws(&self, aspect: Aspect) -> bool {
        self.aspects.contains(&aspect)
    }
}
