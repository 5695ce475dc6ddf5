//! State names.

use std::collections::BTreeMap;

use super::level::levels;
use super::report::{Report, StateReport};
use super::rule::Rule;
use crate::definition::Definition;

const LONGEST: usize = 80;

/// Names used in more than one machine. (Twice in one machine is refused by the reader.)
pub(super) fn duplicates(definition: &Definition, report: &mut Report) {
    let mut places: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for level in levels(definition.machine()) {
        for (name, _) in &level.machine.states {
            places.entry(name).or_default().push(level.location(name));
        }
    }
    for (name, places) in places.into_iter().filter(|(_, places)| places.len() > 1) {
        let message =
            format!("the name {name:?} is used {} times: rename all but one", places.len());
        for place in places {
            report.within(&place).add(Rule::DuplicateStateName, message.clone());
        }
    }
}

pub(super) fn length(name: &str, report: &mut StateReport<'_>) {
    let length = name.chars().count();
    if length > LONGEST {
        let message = format!("the name has {length} characters: shorten it to {LONGEST}");
        report.add(Rule::StateNameTooLong, message);
    }
}
