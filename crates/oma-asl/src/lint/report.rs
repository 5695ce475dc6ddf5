//! Collects findings.

use std::fmt;

use serde::Serialize;

use super::level::Level;
use super::rule::Rule;

/// One thing to change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule that was broken.
    pub rule: Rule,
    /// The state, after the names of the states around it: `Make every picture/Draw`. None: the
    /// definition as a whole.
    pub state: Option<String>,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.state {
            Some(state) => write!(f, "{state}: {} [{}]", self.message, self.rule),
            None => write!(f, "{} [{}]", self.message, self.rule),
        }
    }
}

#[derive(Default)]
pub(super) struct Report {
    pub(super) findings: Vec<Finding>,
}

impl Report {
    /// About the definition, or a machine in it.
    pub(super) fn machine(&mut self, rule: Rule, message: String) {
        self.findings.push(Finding { rule, state: None, message });
    }

    /// About the state at this location.
    pub(super) fn within(&mut self, location: &str) -> StateReport<'_> {
        StateReport { state: location.to_owned(), findings: &mut self.findings }
    }

    pub(super) fn at(&mut self, level: &Level<'_>, state: &str) -> StateReport<'_> {
        self.within(&level.location(state))
    }
}

/// A report about one state.
pub(super) struct StateReport<'a> {
    state: String,
    findings: &'a mut Vec<Finding>,
}

impl StateReport<'_> {
    pub(super) fn add(&mut self, rule: Rule, message: impl Into<String>) {
        let (state, message) = (Some(self.state.clone()), message.into());
        self.findings.push(Finding { rule, state, message });
    }
}
