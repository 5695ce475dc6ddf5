//! The definition of a state machine: read, checked for shape, not yet judged (that is [`crate::lint`]).
//!
//! Reading order: [`machine`] (a set of states), [`state`] (one type per state), [`map`] (what a
//! distributed Map adds), [`template`] (a JSON value with expressions in it), [`retry`] and [`shape`] (what serde alone cannot refuse).

mod field;
mod machine;
mod map;
mod retry;
mod shape;
mod state;
mod substitution;
mod summary;
mod template;

use std::collections::BTreeSet;

use serde::Deserialize;

pub(crate) use self::field::Reserved;
pub(crate) use self::machine::StateMachine;
pub(crate) use self::map::{InputType, ItemReader};
pub(crate) use self::retry::{Catcher, Jitter, Retrier};
pub(crate) use self::shape::{MAX_SECONDS, parse_percentage, parse_timestamp, parse_whole};
pub(crate) use self::state::{Assign, Choice, Fail, Map, Parallel, State, Task, Wait};
pub use self::substitution::substitute;
pub(crate) use self::substitution::{names as substitution_names, with_placeholder};
pub use self::summary::{StateKind, StateSummary};
pub(crate) use self::template::Template;

/// Why a text is not a definition in the subset that this crate runs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DefinitionError {
    /// Not JSON, a field that the subset does not have, or a field of the wrong type. The message
    /// names the state, its enclosing states, and the line.
    #[error("{0}")]
    Shape(String),
    /// A state whose fields are known but do not fit together, or hold a bad expression.
    #[error("state {state:?}: {message}")]
    State {
        /// The name of the state.
        state: String,
        /// What is wrong, and what to write instead.
        message: String,
    },
    /// The text uses `${name}` and no value was given for it.
    #[error("no value is given for the substitution ${{{0}}}")]
    UnknownSubstitution(String),
}

/// A state machine, read from Amazon States Language.
///
/// The subset: `"QueryLanguage": "JSONata"` at the top and nothing else; all eight state types. See the crate's documentation for the list of what is left out.
#[derive(Debug)]
pub struct Definition {
    machine: StateMachine,
    timeout_seconds: Option<u64>,
    substitutions: BTreeSet<String>,
}

impl Definition {
    /// Reads a definition. Unknown fields, and expressions that do not parse, are refused.
    ///
    /// The text may still hold `${Name}` substitutions: such a definition can be inspected, and
    /// runs until it reaches an expression that holds one.
    pub fn parse(text: &str) -> Result<Self, DefinitionError> {
        let definition = Self::read(text)?;
        definition.machine.check_expressions()?;
        Ok(definition)
    }

    /// [`Definition::parse`] without the check of expressions, so that the linter can list them all.
    pub(crate) fn read(text: &str) -> Result<Self, DefinitionError> {
        let top: TopLevel = serde_json::from_str(text)
            .map_err(|error| DefinitionError::Shape(error.to_string()))?;
        let machine = StateMachine { start_at: top.start_at, states: top.states.0 };
        machine.check_shape()?;
        Ok(Self {
            machine,
            timeout_seconds: top.timeout_seconds,
            substitutions: substitution_names(text),
        })
    }

    /// The names used as `${Name}` anywhere in the text, sorted.
    pub fn substitutions(&self) -> impl Iterator<Item = &str> {
        self.substitutions.iter().map(String::as_str)
    }

    /// Every state, each followed by the states inside it, in the order of the text.
    pub fn states(&self) -> Vec<StateSummary> {
        summary::of(&self.machine)
    }

    /// The longest an execution may take, from the top-level `TimeoutSeconds`.
    pub fn timeout_seconds(&self) -> Option<u64> {
        self.timeout_seconds
    }

    pub(crate) fn machine(&self) -> &StateMachine {
        &self.machine
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct TopLevel {
    #[serde(rename = "Comment")]
    _comment: Option<String>,
    #[serde(rename = "QueryLanguage")]
    _query_language: QueryLanguage,
    #[serde(rename = "Version")]
    _version: Option<String>,
    start_at: String,
    states: machine::States,
    timeout_seconds: Option<u64>,
}

#[derive(Deserialize)]
enum QueryLanguage {
    #[serde(rename = "JSONata")]
    Jsonata,
}

#[cfg(test)]
mod tests;
