//! The names of variables.

use super::level::Level;
use super::report::Report;
use super::rule::Rule;

const LONGEST: usize = 80;

pub(super) fn check(level: &Level<'_>, report: &mut Report) {
    for (state_name, state) in &level.machine.states {
        let mut report = report.at(level, state_name);
        for (name, _) in state.assigns().into_iter().flat_map(|assign| &assign.0) {
            if !is_valid(name) {
                let message = format!(
                    "Assign cannot set {name:?}: start with a letter or _, go on with letters, \
                     digits or _, use at most {LONGEST} characters, and not the name \"states\""
                );
                report.add(Rule::InvalidVariableName, message);
            }
            if level.outer.contains(name.as_str()) {
                let message = format!(
                    "${name} belongs to a machine around this one, and a branch cannot set it: \
                     choose another name"
                );
                report.add(Rule::ShadowedVariable, message);
            }
        }
    }
}

fn is_valid(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && characters.all(|next| next.is_alphanumeric() || next == '_')
        && name.chars().count() <= LONGEST
        && name != "states"
}
