//! Finds what Step Functions refuses late or never, and what the house rules forbid.
//!
//! Reading order: [`rule`] (what there is), [`level`] (the machines to look at), then one file per
//! concern.

mod errors;
mod expressions;
mod graph;
mod level;
mod names;
mod report;
mod resilience;
mod rule;
mod text;
mod variables;

use std::collections::BTreeSet;

pub use self::report::Finding;
use self::report::Report;
pub use self::rule::Rule;
use crate::definition::Definition;

/// What the definition is checked against.
#[derive(Debug, Clone, Default)]
pub struct LintOptions {
    /// The error names that the application's tasks can fail with. The names of Step Functions and of
    /// the Lambda service are known without being listed.
    pub error_names: BTreeSet<String>,
    /// The names of `DefinitionSubstitutions` in the template. None: they are not checked.
    pub substitutions: Option<BTreeSet<String>>,
}

/// Checks a definition. The findings come in the order of the text as far as it can be told.
pub fn lint(text: &str, options: &LintOptions) -> Vec<Finding> {
    let mut report = Report::default();
    text::substitutions(text, options, &mut report);
    match Definition::read(text) {
        Err(error) => report.machine(Rule::InvalidDefinition, error.to_string()),
        Ok(definition) => {
            resilience::machine_timeout(&definition, &mut report);
            names::duplicates(&definition, &mut report);
            for level in level::levels(definition.machine()) {
                graph::check(&level, &mut report);
                variables::check(&level, &mut report);
                for (name, state) in &level.machine.states {
                    let mut report = report.at(&level, name);
                    names::length(name, &mut report);
                    text::arns(state, &mut report);
                    expressions::check(state, &level, &mut report);
                    resilience::check(state, &level, &mut report);
                    errors::check(state, options, &mut report);
                }
            }
        }
    }
    report.findings
}

#[cfg(test)]
mod tests;
