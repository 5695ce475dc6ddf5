use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::money::MicroUsd;

/// What providers count.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Tokens that a model reads.
    InputTokens,
    /// Of tokens that it reads, those that it had read before; not among [`Unit::InputTokens`].
    CachedInputTokens,
    /// Tokens that a model writes, thinking included.
    OutputTokens,
    /// Characters of a text that is spoken.
    Characters,
    /// Pictures.
    Images,
    /// Milliseconds of clip or sound.
    Milliseconds,
    /// Requests, whatever is in them.
    Requests,
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InputTokens => "input tokens",
            Self::CachedInputTokens => "cached input tokens",
            Self::OutputTokens => "output tokens",
            Self::Characters => "characters",
            Self::Images => "images",
            Self::Milliseconds => "milliseconds",
            Self::Requests => "requests",
        })
    }
}

/// How many of each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Units(pub BTreeMap<Unit, u64>);

impl Units {
    /// So many of one unit.
    pub fn of(unit: Unit, count: u64) -> Self {
        Self(BTreeMap::from([(unit, count)]))
    }

    /// These, and so many of another unit.
    #[must_use]
    pub fn and(mut self, unit: Unit, count: u64) -> Self {
        *self.0.entry(unit).or_default() += count;
        self
    }
}

/// What a model of a provider charges: micro-dollars for a million of each unit, as the provider
/// published it on a day. What is not named is free.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// Micro-dollars for a million.
    pub micro_usd_per_million: BTreeMap<Unit, u64>,
    /// The day on which the provider's page said so: `2026-11-20`.
    #[serde(default)]
    pub dated: String,
}

impl Rate {
    /// What so many units cost, rounded up to a whole micro-dollar.
    pub fn of(&self, units: &Units) -> MicroUsd {
        let micros = units.0.iter().map(|(unit, count)| {
            let price = self.micro_usd_per_million.get(unit).copied().unwrap_or_default();
            u128::from(*count) * u128::from(price)
        });
        let total = micros.fold(0_u128, u128::saturating_add).div_ceil(1_000_000);
        MicroUsd(u64::try_from(total).unwrap_or(u64::MAX))
    }
}
