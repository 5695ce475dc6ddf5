//! Money as whole micro-dollars: sums of tiny prices stay exact.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An amount in micro-dollars (1 USD = 1,000,000), written in JSON as that whole number.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(transparent)]
pub struct MicroUsd(pub u64);

impl Add for MicroUsd {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for MicroUsd {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for MicroUsd {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::default(), Add::add)
    }
}

/// Shown as dollars with as many decimals as the amount has, at least two: `$0.00`, `$1.000250`.
impl fmt::Display for MicroUsd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (dollars, micros) = (self.0 / 1_000_000, self.0 % 1_000_000);
        if micros % 10_000 == 0 {
            write!(f, "${dollars}.{:02}", micros / 10_000)
        } else {
            write!(f, "${dollars}.{micros:06}")
        }
    }
}

/// A limit that a person writes in dollars (`"budget_usd": 0.5`), held in micro-dollars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BudgetUsd(pub MicroUsd);

impl BudgetUsd {
    const MAX_USD: f64 = 1_000.0;
}

impl Serialize for BudgetUsd {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0.0 as f64 / 1e6)
    }
}

impl<'de> Deserialize<'de> for BudgetUsd {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let usd = f64::deserialize(deserializer)?;
        if !(0.0..=Self::MAX_USD).contains(&usd) {
            return Err(serde::de::Error::custom("a budget is from 0 to 1000 dollars"));
        }
        // In range and not negative, so the cast keeps the value.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        Ok(Self(MicroUsd((usd * 1e6).round() as u64)))
    }
}

impl JsonSchema for BudgetUsd {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "BudgetUsd".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number", "minimum": 0, "maximum": Self::MAX_USD })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_shown_in_dollars() {
        assert_eq!(MicroUsd(0).to_string(), "$0.00");
        assert_eq!(MicroUsd(1_500_000).to_string(), "$1.50");
        assert_eq!(MicroUsd(250).to_string(), "$0.000250");
    }

    #[test]
    fn a_budget_in_dollars_is_held_exactly() {
        let budget: BudgetUsd = serde_json::from_str("0.1").unwrap();
        assert_eq!(budget.0, MicroUsd(100_000));
        assert_eq!(serde_json::to_string(&budget).unwrap(), "0.1");
        assert!(serde_json::from_str::<BudgetUsd>("-1").is_err());
    }
}
