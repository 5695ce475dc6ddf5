//! What a state can see of its surroundings: variables, the item of the Map around it, its place.

use std::sync::Arc;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};

use super::history::location;
use crate::jsonata::Variables;

/// The surroundings of one run of one machine. A branch or iteration gets a copy of its own, so what
/// it assigns is gone when it ends.
pub(super) struct Scope {
    pub(super) variables: Variables,
    /// The branches and iterations around, as in [`crate::Event::path`].
    pub(super) path: String,
    pub(super) item: Option<MapItem>,
    /// Not shared with other branches: their timing must not change what is drawn here.
    pub(super) rng: StdRng,
}

/// The item that the innermost Map works on.
#[derive(Clone)]
pub(super) struct MapItem {
    pub(super) index: usize,
    pub(super) value: Arc<Value>,
}

impl MapItem {
    /// The value of `$states.context.Map.Item`.
    pub(super) fn context(&self) -> Value {
        json!({ "Index": self.index, "Value": *self.value })
    }
}

impl Scope {
    pub(super) fn top(seed: u64) -> Self {
        Self {
            variables: Variables::new(),
            path: String::new(),
            item: None,
            rng: StdRng::seed_from_u64(seed),
        }
    }

    /// What the scopes of the branches or iterations of `state` are made from.
    pub(super) fn inner(&mut self, state: &str) -> Inner {
        Inner {
            variables: self.variables.clone(),
            at: location(&self.path, state),
            item: self.item.clone(),
            seed: self.rng.random(),
        }
    }
}

/// Makes the scopes inside a state one by one, so that those that wait their turn cost nothing.
pub(super) struct Inner {
    variables: Variables,
    at: String,
    item: Option<MapItem>,
    seed: u64,
}

impl Inner {
    /// The scope of the branch or iteration with this index.
    pub(super) fn scope(&self, index: usize) -> Scope {
        Scope {
            variables: self.variables.clone(),
            path: format!("{}[{index}]", self.at),
            item: self.item.clone(),
            rng: StdRng::seed_from_u64(self.seed.wrapping_add(index as u64)),
        }
    }
}
