//! How an execution ended and what happened on the way.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::history::{Event, EventKind};

/// A finished execution.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Execution {
    /// Its name, from the options.
    pub name: String,
    /// How it ended.
    pub outcome: Outcome,
    /// What happened, in order.
    pub history: Vec<Event>,
}

impl Execution {
    /// Every state entered, in order, each as its path and name: `Make every picture[2]/Draw`.
    pub fn visited(&self) -> Vec<String> {
        self.history
            .iter()
            .filter(|event| matches!(event.kind, EventKind::StateEntered { .. }))
            .map(Event::location)
            .collect()
    }
}

/// How an execution ended. The words are those of Step Functions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    /// It came to an end state.
    Succeeded {
        /// The output of the last state.
        output: Value,
    },
    /// A state failed and nothing caught it.
    Failed {
        /// The error's name.
        error: String,
        /// What happened.
        cause: String,
    },
    /// The top-level `TimeoutSeconds` passed.
    TimedOut,
    /// The abort handle was used.
    Aborted {
        /// The error given to the handle.
        error: String,
        /// The cause given to the handle.
        cause: String,
    },
}

impl Outcome {
    /// The output of an execution that succeeded.
    pub fn output(&self) -> Option<&Value> {
        match self {
            Self::Succeeded { output } => Some(output),
            _ => None,
        }
    }
}
