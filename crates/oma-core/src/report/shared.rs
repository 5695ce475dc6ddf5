//! What a video shares with its siblings and with all that was made before.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::event::StepRecord;
use crate::id::VideoId;
use crate::money::MicroUsd;
use crate::video::VideoRecord;

/// The report's section on sharing. A step counts as found when its artifact was there, whoever of
/// the owner's videos made it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shared {
    /// Steps whose artifact was there.
    pub found: u32,
    /// Steps that had to be done.
    pub made: u32,
    /// How long making the found ones took when they were made, storage included.
    pub saved_ms: u64,
    /// What they would have cost.
    pub saved_micro_usd: MicroUsd,
    /// The same by kind of step: `editor.segment`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub steps: BTreeMap<String, SharedSteps>,
    /// The video that this one is a variant of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant_of: Option<VideoId>,
    /// The videos that were asked for together with this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub siblings: Vec<VideoId>,
}

/// The steps of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedSteps {
    /// How many were there.
    pub found: u32,
    /// How many had to be done.
    pub made: u32,
    /// As [`Shared::saved_ms`].
    pub saved_ms: u64,
    /// As [`Shared::saved_micro_usd`].
    pub saved_micro_usd: MicroUsd,
}

impl Shared {
    pub(super) fn of(record: &VideoRecord) -> Self {
        let siblings = record.siblings.clone();
        Self { variant_of: record.variant_of, siblings, ..Self::default() }
    }

    pub(super) fn add(&mut self, step: &StepRecord) {
        let kind = self.steps.entry(step.step.clone()).or_default();
        if step.cached {
            self.found += 1;
            kind.found += 1;
        } else {
            self.made += 1;
            kind.made += 1;
        }
        self.saved_ms += step.saved_ms;
        kind.saved_ms += step.saved_ms;
        self.saved_micro_usd += step.saved_micro_usd;
        kind.saved_micro_usd += step.saved_micro_usd;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn step(name: &str, cached: bool) -> StepRecord {
        serde_json::from_value(json!({
            "step": name, "artifact": "0".repeat(64), "cached": cached, "wall_ms": 7,
            "cost_micro_usd": if cached { 0 } else { 30 },
            "saved_micro_usd": if cached { 30 } else { 0 },
            "saved_ms": if cached { 500 } else { 0 }, "provider": "x", "model": "x",
        }))
        .unwrap()
    }

    #[test]
    fn found_and_made_steps_are_counted_by_kind() {
        let mut shared = Shared::default();
        for (name, cached) in [("a", true), ("a", true), ("a", false), ("b", false)] {
            shared.add(&step(name, cached));
        }
        assert_eq!((shared.found, shared.made, shared.saved_ms), (2, 2, 1_000));
        let of_a =
            SharedSteps { found: 2, made: 1, saved_ms: 1_000, saved_micro_usd: MicroUsd(60) };
        assert_eq!(shared.steps["a"], of_a);
        assert_eq!(shared.steps["b"].made, 1);
    }
}
