//! From the definitions of the workflows to programs that the simulation runs: the way of an execution
//! that nothing goes wrong with, and how its calls are retried when they are throttled.

use serde_json::Value;

use crate::account::Ms;
use crate::assumptions::{CALLS_MS, CHOICES, FUNCTIONS};

const VIDEO: &str = include_str!("../../../statemachine/video.asl.json");
const BATCH: &str = include_str!("../../../statemachine/batch.asl.json");

/// What a definition does not say, or says in a way that the simulation does not know.
pub type Result<T> = std::result::Result<T, String>;

/// A state on the way. `next` is an index into [`Program::ops`].
#[derive(Debug, Clone, PartialEq)]
pub enum Op {
    /// A call of a function.
    Call {
        /// Which of [`FUNCTIONS`].
        function: usize,
        /// What it takes.
        ms: Ms,
        /// What it is for.
        scope: Scope,
        /// The state after it.
        next: usize,
    },
    /// A state that only routes.
    Step {
        /// The state after it.
        next: usize,
    },
    /// Branches, side by side.
    Fork {
        /// Where they begin.
        starts: Vec<usize>,
        /// The state after all of them.
        next: usize,
    },
    /// A Map: the same for each item.
    Each {
        /// What it goes over.
        items: Items,
        /// The most items at once.
        at_once: u32,
        /// Where an item begins.
        body: usize,
        /// The state after all of them.
        next: usize,
    },
    /// The video workflow as a nested execution.
    Nested {
        /// The state after its end.
        next: usize,
    },
    /// The end of a branch, an item or an execution.
    End,
}

/// What a call is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// A step of a video.
    Video,
    /// A row of a batch.
    Row,
    /// All rows: its figure is for a thousand of them.
    Batch,
}

/// What a Map goes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Items {
    /// Scenes of a film.
    Scenes,
    /// Its segments.
    Segments,
    /// Chunks of a batch, each an execution of its own.
    Chunks,
    /// Rows of a chunk.
    Rows,
}

/// A workflow.
#[derive(Debug, Clone)]
pub struct Program {
    /// Its states.
    pub ops: Vec<Op>,
    /// Where it begins.
    pub start: usize,
    /// Where a failed execution goes on; only of the video workflow.
    pub failure: usize,
}

/// How throttled calls are retried.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Retrier {
    /// Before the first retry.
    pub interval_s: f64,
    /// What each further wait is multiplied by.
    pub backoff: f64,
    /// No wait is longer.
    pub max_delay_s: f64,
    /// Retries.
    pub attempts: u32,
}

/// Both workflows in one program: the batch, and the video that it nests.
#[derive(Debug, Clone)]
pub struct Workflows {
    /// The video workflow.
    pub video: Program,
    /// The batch workflow.
    pub batch: Program,
    /// The retrier of throttled calls.
    pub retrier: Retrier,
}

impl Workflows {
    /// Reads the definitions of this repository.
    pub fn read() -> Result<Self> {
        let definition = |json: &str| serde_json::from_str(json).map_err(|e| e.to_string());
        let (video, batch): (Value, Value) = (definition(VIDEO)?, definition(BATCH)?);
        let task = &video["States"]["Check the brief"];
        Ok(Self {
            retrier: retrier(task)?,
            video: program(&video, Some("Record the failure"))?,
            batch: program(&batch, None)?,
        })
    }
}

fn program(definition: &Value, failure: Option<&str>) -> Result<Program> {
    let mut compiler = Compiler { ops: vec![Op::End], way: Vec::new() };
    let start = compiler.machine(definition)?;
    let failure = failure.map_or(Ok(0), |name| compiler.state(&definition["States"], name))?;
    Ok(Program { ops: compiler.ops, start, failure })
}

fn retrier(task: &Value) -> Result<Retrier> {
    let retriers = task["Retry"].as_array().into_iter().flatten();
    let is_meant = |retrier: &&Value| {
        let errors = retrier["ErrorEquals"].as_array();
        errors.is_some_and(|names| names.iter().any(|n| n == "Lambda.TooManyRequestsException"))
    };
    let found = retriers.into_iter().find(is_meant).ok_or("nobody retries throttled calls")?;
    let number = |name: &str| found[name].as_f64().ok_or_else(|| format!("no {name}"));
    if found["JitterStrategy"] != "FULL" {
        return Err("the retrier has no full jitter".to_owned());
    }
    let attempts = found["MaxAttempts"].as_u64().and_then(|n| u32::try_from(n).ok());
    Ok(Retrier {
        interval_s: number("IntervalSeconds")?,
        backoff: number("BackoffRate")?,
        max_delay_s: number("MaxDelaySeconds")?,
        attempts: attempts.ok_or("no MaxAttempts")?,
    })
}

struct Compiler {
    /// The first is [`Op::End`].
    ops: Vec<Op>,
    /// States before the one that is looked at.
    way: Vec<String>,
}

impl Compiler {
    fn push(&mut self, op: Op) -> usize {
        self.ops.push(op);
        self.ops.len() - 1
    }

    /// A machine, a branch, or what a Map does with each item.
    fn machine(&mut self, machine: &Value) -> Result<usize> {
        self.state(&machine["States"], machine["StartAt"].as_str().ok_or("no StartAt")?)
    }

    /// A state, with all that comes after it.
    fn state(&mut self, states: &Value, name: &str) -> Result<usize> {
        let state = states.get(name).ok_or_else(|| format!("there is no state {name}"))?;
        if self.way.iter().any(|before| before == name) {
            return Err(format!("the way leads to {name} twice; a Choice lacks its way on"));
        }
        self.way.push(name.to_owned());
        let next = way_on(name, state).map_or(Ok(0), |next| self.state(states, next))?;
        let op = match state["Type"].as_str() {
            Some("Task") => call(name, state, next)?,
            Some("Choice" | "Pass" | "Succeed" | "Fail") => Op::Step { next },
            Some("Parallel") => {
                let branches = state["Branches"].as_array().into_iter().flatten();
                let starts = branches.map(|branch| self.machine(branch)).collect::<Result<_>>()?;
                Op::Fork { starts, next }
            }
            Some("Map") => {
                let body = self.machine(&state["ItemProcessor"])?;
                let at_once = state["MaxConcurrency"].as_u64().and_then(|n| u32::try_from(n).ok());
                Op::Each { items: items(name, state)?, at_once: at_once.unwrap_or(0), body, next }
            }
            other => return Err(format!("{name} is of the type {other:?}")),
        };
        self.way.pop();
        Ok(self.push(op))
    }
}

fn way_on<'a>(name: &str, state: &'a Value) -> Option<&'a str> {
    let default = || state["Next"].as_str().or_else(|| state["Default"].as_str());
    let chosen = CHOICES.iter().find(|(choice, _)| *choice == name).map(|(_, next)| *next);
    let choices = state["Choices"].as_array().into_iter().flatten();
    let taken = choices.filter_map(|c| c["Next"].as_str()).find(|next| Some(*next) == chosen);
    taken.or_else(default)
}

fn call(name: &str, state: &Value, next: usize) -> Result<Op> {
    if state["Resource"] == "arn:aws:states:::states:startExecution.sync:2" {
        return Ok(Op::Nested { next });
    }
    let called = state["Arguments"]["FunctionName"].as_str().unwrap_or_default();
    let called = called.trim_start_matches("${").trim_end_matches('}');
    let function = FUNCTIONS.iter().position(|function| function.name == called);
    let function = function.ok_or_else(|| format!("{name} calls {called:?}"))?;
    let ms = CALLS_MS.iter().find(|(state, ..)| *state == name).map(|(_, ms, _)| *ms);
    let ms = ms.ok_or_else(|| format!("there is no figure for what {name} takes"))?;
    let scope = match called {
        "BatchFunction" if name.ends_with(" the row") => Scope::Row,
        "BatchFunction" => Scope::Batch,
        _ => Scope::Video,
    };
    Ok(Op::Call { function, ms, scope, next })
}

fn items(name: &str, state: &Value) -> Result<Items> {
    if state["ItemProcessor"]["ProcessorConfig"]["Mode"] == "DISTRIBUTED" {
        return Ok(Items::Chunks);
    }
    match state["Items"].as_str().unwrap_or_default() {
        items if items.contains("$sceneCount") => Ok(Items::Scenes),
        items if items.contains("$segmentCount") => Ok(Items::Segments),
        items if items.contains(".first") => Ok(Items::Rows),
        items => Err(format!("{name} goes over {items}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definitions_are_read_as_they_stand() {
        let workflows = Workflows::read().unwrap();
        let calls = |program: &Program| {
            program.ops.iter().filter(|op| matches!(op, Op::Call { .. })).count()
        };
        // All Tasks but for improving the script and asking a person.
        assert_eq!(calls(&workflows.video), 13);
        let maps = |program: &Program, of: Items| {
            let is_of = |op: &&Op| matches!(op, Op::Each { items, .. } if *items == of);
            program.ops.iter().filter(is_of).count()
        };
        assert_eq!(maps(&workflows.video, Items::Scenes), 2);
        assert_eq!(maps(&workflows.batch, Items::Chunks), 1);
        assert!(workflows.batch.ops.iter().any(|op| matches!(op, Op::Nested { .. })));
        let expected = Retrier { interval_s: 2.0, backoff: 2.0, max_delay_s: 60.0, attempts: 6 };
        assert_eq!(workflows.retrier, expected);
    }

    #[test]
    fn what_is_not_known_is_an_error_and_not_left_out() {
        let states = |state: Value| serde_json::json!({"StartAt": "A", "States": {"A": state}});
        for state in [
            serde_json::json!({"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
                "Arguments": {"FunctionName": "${OtherFunction}"}, "End": true}),
            serde_json::json!({"Type": "Pass", "Next": "B"}),
            serde_json::json!({"Type": "Choice", "Choices": [], "Default": "A"}),
            serde_json::json!({"Type": "Dream"}),
        ] {
            assert!(program(&states(state), None).is_err());
        }
    }
}
