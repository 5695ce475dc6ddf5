//! The ways from state to state.

use std::collections::BTreeSet;

use super::level::Level;
use super::report::Report;
use super::rule::Rule;
use crate::definition::{State, StateMachine};

pub(super) fn check(level: &Level<'_>, report: &mut Report) {
    targets(level, report);
    let machine = level.machine;
    let reached = spread(machine, &[&machine.start_at], leads_to);
    let ends: Vec<&str> = machine
        .states
        .iter()
        .filter(|(_, state)| is_end(state))
        .map(|(name, _)| name.as_str())
        .collect();
    let ending = spread(machine, &ends, led_from);
    for (name, _) in &machine.states {
        let name = name.as_str();
        let mut report = report.at(level, name);
        // Without a valid start, every state would be reported as well.
        if !reached.contains(name) && machine.state(&machine.start_at).is_some() {
            report.add(
                Rule::UnreachableState,
                "no way leads here from StartAt: lead to it, or remove it",
            );
        }
        if !ending.contains(name) {
            report.add(
                Rule::NoWayToEnd,
                "no way leads from here to an end: add \"End\": true, a Succeed or a Fail",
            );
        }
    }
}

fn targets(level: &Level<'_>, report: &mut Report) {
    let machine = level.machine;
    if machine.state(&machine.start_at).is_none() {
        let message = format!("StartAt names {:?}, which is no state here", machine.start_at);
        if level.is_top() {
            report.machine(Rule::UnknownTarget, message);
        } else {
            report.within(&level.around.join("/")).add(Rule::UnknownTarget, message);
        }
    }
    for (name, state) in &machine.states {
        for (field, target) in state.targets() {
            if machine.state(target).is_none() {
                let message = format!(
                    "{field} names {target:?}, which is no state of the same machine: correct the name"
                );
                report.at(level, name).add(Rule::UnknownTarget, message);
            }
        }
    }
}

fn is_end(state: &State) -> bool {
    match state {
        State::Succeed(_) | State::Fail(_) => true,
        _ => state.flow().is_some_and(|(_, end)| end),
    }
}

/// The states that `name` leads to.
fn leads_to<'a>(machine: &'a StateMachine, name: &str) -> Vec<&'a str> {
    let targets = machine.state(name).map(State::targets).unwrap_or_default();
    targets.into_iter().map(|(_, target)| target).collect()
}

/// The states that lead to `name`.
fn led_from<'a>(machine: &'a StateMachine, name: &str) -> Vec<&'a str> {
    let leads = |state: &State| state.targets().iter().any(|(_, target)| *target == name);
    machine.states.iter().filter(|(_, state)| leads(state)).map(|(from, _)| &**from).collect()
}

/// Everything that can be come to from `start` by steps.
fn spread<'a>(
    machine: &'a StateMachine,
    start: &[&'a str],
    step: fn(&'a StateMachine, &str) -> Vec<&'a str>,
) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut open = start.to_vec();
    while let Some(name) = open.pop() {
        if found.insert(name) {
            open.extend(step(machine, name));
        }
    }
    found
}
