//! A set of states with a start: the whole definition, a branch of a Parallel, or a Map's processor.

use std::collections::HashSet;
use std::fmt;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::state::State;

/// States in the order of the text, and the name of the first one to run.
#[derive(Debug, Deserialize)]
#[serde(from = "Branch")]
pub(crate) struct StateMachine {
    pub(crate) start_at: String,
    pub(crate) states: Vec<(String, State)>,
}

impl StateMachine {
    pub(crate) fn state(&self, name: &str) -> Option<&State> {
        self.states.iter().find_map(|(known, state)| (known == name).then_some(state))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct Branch {
    #[serde(rename = "Comment")]
    _comment: Option<String>,
    start_at: String,
    states: States,
}

impl From<Branch> for StateMachine {
    fn from(branch: Branch) -> Self {
        Self { start_at: branch.start_at, states: branch.states.0 }
    }
}

/// The `States` object. Its own reader keeps the order, refuses a repeated name (which a JSON map
/// silently drops), and puts the state's name before what is wrong with it.
pub(super) struct States(pub(super) Vec<(String, State)>);

impl<'de> Deserialize<'de> for States {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(StatesVisitor)
    }
}

struct StatesVisitor;

impl<'de> Visitor<'de> for StatesVisitor {
    type Value = States;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of states by name")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<States, A::Error> {
        let mut seen = HashSet::new();
        let mut states = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            if !seen.insert(name.clone()) {
                return Err(A::Error::custom(format!("state {name:?} is defined twice")));
            }
            let state = map
                .next_value::<State>()
                .map_err(|error| A::Error::custom(format!("state {name:?}: {error}")))?;
            states.push((name, state));
        }
        Ok(States(states))
    }
}
