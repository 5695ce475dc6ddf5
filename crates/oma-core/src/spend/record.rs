use std::iter::Sum;
use std::ops::{Add, AddAssign};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Units;
use crate::money::MicroUsd;
use crate::step::StepKey;

/// An entry of the ledger: one call of a provider, or one that was not needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CallRecord {
    /// The address of its answer: the hash of what was asked.
    pub call: StepKey,
    /// For which step: `script.write`.
    pub purpose: String,
    /// The scene it was for, if it was for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<u32>,
    /// The provider.
    pub provider: String,
    /// Its model or voice.
    pub model: String,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: CallOutcome,
    /// What was used; of an answer found, what was used when it was made.
    pub units: Units,
    /// What it cost this time.
    pub cost_micro_usd: MicroUsd,
    /// How that is known.
    pub price: PriceSource,
    /// What finding the answer saved.
    pub saved_micro_usd: MicroUsd,
    /// How long it took.
    pub wall_ms: u64,
}

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum CallOutcome {
    /// It was answered.
    Answered,
    /// The same had been asked before, and the answer was there.
    Found,
    /// It failed.
    Failed {
        /// The name of the error.
        error: String,
    },
}

/// How a cost is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PriceSource {
    /// The provider said it.
    Provider,
    /// Counted units at a dated price.
    Table,
    /// The most it can be: nobody can tell whether it was charged.
    Presumed,
}

/// What a piece of work cost, and what it saved because answers were there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bill {
    /// What was charged this time.
    pub cost_micro_usd: MicroUsd,
    /// What answers that were there had cost.
    pub saved_micro_usd: MicroUsd,
}

impl Bill {
    /// What it would cost where nothing is there.
    pub fn worth(self) -> MicroUsd {
        self.cost_micro_usd + self.saved_micro_usd
    }
}

impl Add for Bill {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            cost_micro_usd: self.cost_micro_usd + other.cost_micro_usd,
            saved_micro_usd: self.saved_micro_usd + other.saved_micro_usd,
        }
    }
}

impl AddAssign for Bill {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Bill {
    fn sum<I: Iterator<Item = Self>>(bills: I) -> Self {
        bills.fold(Self::default(), Add::add)
    }
}
