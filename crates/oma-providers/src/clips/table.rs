use oma_core::Result;
use oma_core::format::Aspect;
use oma_core::spend::{Rate, Unit, Units};
use serde::Deserialize;

use crate::table::Source;

const SOURCE: Source = Source {
    of: "clips",
    built_in: include_str!("../../tables/clips.json"),
    variable: "OMA_MODELS_CLIPS",
};

/// Which models make clips of stills, and what they cost.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClipTable {
    /// The models.
    pub models: Vec<ClipModel>,
}

/// A model that makes clips.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClipModel {
    /// The vendor's name, as in [`oma_core::plan::ModelChoice`].
    pub provider: String,
    /// The vendor's name for the model.
    pub model: String,
    /// What it charges for milliseconds of clip.
    pub rate: Rate,
    /// The shortest clip, in seconds.
    pub min_s: u32,
    /// The longest clip, in seconds; a longer scene loops it.
    pub max_s: u32,
    /// From 0 to 100, by the judgement of whoever keeps the table.
    pub quality: u32,
    /// What it can make.
    pub aspects: Vec<Aspect>,
    /// The page with the price.
    pub page: String,
}

impl ClipTable {
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

impl ClipModel {
    /// The length of the clip that it makes for a wish: whole seconds within its bounds.
    pub(super) fn duration_ms(&self, wanted_ms: u64) -> u64 {
        let seconds = wanted_ms.div_ceil(1000).clamp(self.min_s.into(), self.max_s.into());
        seconds * 1000
    }

    /// The most that a clip of a length can take.
    pub(super) fn most(duration_ms: u64) -> Units {
        Units::of(Unit::Milliseconds, duration_ms)
    }
}
