//! The machines of a definition with what is around each.

use std::collections::BTreeSet;

use crate::definition::StateMachine;

/// One machine.
pub(super) struct Level<'a> {
    pub(super) machine: &'a StateMachine,
    /// The names of the states around it, outermost first.
    pub(super) around: Vec<&'a str>,
    /// The variables that its own states assign.
    pub(super) own: BTreeSet<&'a str>,
    /// The variables that the machines around it assign, as far as they can be seen from here.
    pub(super) outer: BTreeSet<&'a str>,
}

impl Level<'_> {
    /// The names of the states around, then this one.
    pub(super) fn location(&self, state: &str) -> String {
        [&*self.around, &[state]].concat().join("/")
    }

    pub(super) fn is_top(&self) -> bool {
        self.around.is_empty()
    }
}

/// Every machine, outer ones before inner ones.
pub(super) fn levels(top: &StateMachine) -> Vec<Level<'_>> {
    let mut all = Vec::new();
    descend(top, &[], &BTreeSet::new(), &mut all);
    all
}

fn descend<'a>(
    machine: &'a StateMachine,
    around: &[&'a str],
    outer: &BTreeSet<&'a str>,
    all: &mut Vec<Level<'a>>,
) {
    let assigns = machine.states.iter().flat_map(|(_, state)| state.assigns());
    let own: BTreeSet<&str> =
        assigns.flat_map(|assign| &assign.0).map(|(name, _)| name.as_str()).collect();
    let visible: BTreeSet<&str> = outer.union(&own).copied().collect();
    all.push(Level { machine, around: around.to_vec(), own, outer: outer.clone() });
    let none = BTreeSet::new();
    for (name, state) in &machine.states {
        let visible = if state.shares_variables() { &visible } else { &none };
        for inner in state.inner() {
            let around = [around, &[name.as_str()]].concat();
            descend(inner, &around, visible, all);
        }
    }
}
