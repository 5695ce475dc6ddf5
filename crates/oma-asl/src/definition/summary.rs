//! A flat view of the states, for a person, a test or a diagram.

use serde::{Deserialize, Serialize};

use super::machine::StateMachine;
use super::state::State;

/// The `Type` of a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum StateKind {
    /// Work done by a handler.
    Task,
    /// One machine for each item of an array.
    Map,
    /// Several machines side by side.
    Parallel,
    /// A fork in the road.
    Choice,
    /// Shapes data.
    Pass,
    /// Waits.
    Wait,
    /// Ends well.
    Succeed,
    /// Ends with an error.
    Fail,
}

/// One state of a definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StateSummary {
    /// Its name, unique in the whole definition.
    pub name: String,
    /// Its type.
    pub kind: StateKind,
    /// The Map and Parallel states around it, outermost first.
    pub inside: Vec<String>,
    /// The `Resource` of a Task.
    pub resource: Option<String>,
    /// Its `Comment`.
    pub comment: Option<String>,
}

impl State {
    pub(crate) fn kind(&self) -> StateKind {
        match self {
            Self::Task(_) => StateKind::Task,
            Self::Map(_) => StateKind::Map,
            Self::Parallel(_) => StateKind::Parallel,
            Self::Choice(_) => StateKind::Choice,
            Self::Pass(_) => StateKind::Pass,
            Self::Wait(_) => StateKind::Wait,
            Self::Succeed(_) => StateKind::Succeed,
            Self::Fail(_) => StateKind::Fail,
        }
    }

    fn comment(&self) -> Option<&String> {
        match self {
            Self::Task(state) => state.comment.as_ref(),
            Self::Map(state) => state.comment.as_ref(),
            Self::Parallel(state) => state.comment.as_ref(),
            Self::Choice(state) => state.comment.as_ref(),
            Self::Pass(state) => state.comment.as_ref(),
            Self::Wait(state) => state.comment.as_ref(),
            Self::Succeed(state) => state.comment.as_ref(),
            Self::Fail(state) => state.comment.as_ref(),
        }
    }
}

pub(super) fn of(machine: &StateMachine) -> Vec<StateSummary> {
    let mut all = Vec::new();
    collect(machine, &[], &mut all);
    all
}

fn collect(machine: &StateMachine, inside: &[String], all: &mut Vec<StateSummary>) {
    for (name, state) in &machine.states {
        let resource = match state {
            State::Task(task) => Some(task.resource.clone()),
            _ => None,
        };
        all.push(StateSummary {
            name: name.clone(),
            kind: state.kind(),
            inside: inside.to_vec(),
            resource,
            comment: state.comment().cloned(),
        });
        let deeper = [inside, std::slice::from_ref(name)].concat();
        for inner in state.inner() {
            collect(inner, &deeper, all);
        }
    }
}
