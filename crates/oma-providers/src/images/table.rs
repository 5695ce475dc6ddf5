use oma_core::Result;
use oma_core::format::Aspect;
use oma_core::money::MicroUsd;
use oma_core::spend::{Rate, Units};
use serde::Deserialize;

use crate::table::Source;

const SOURCE: Source = Source {
    of: "images",
    built_in: include_str!("../../tables/images.json"),
    variable: "OMA_MODELS_IMAGES",
};

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
        SOURCE.read(lookup)
    }

    /// Reads a table.
    pub fn parse(json: &str) -> Result<Self> {
        SOURCE.parse(json)
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
