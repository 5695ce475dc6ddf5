//! The fields of a state that may hold expressions, and what each may refer to.

use super::DefinitionError;
use super::machine::StateMachine;
use super::retry::Catcher;
use super::state::{Assign, State};
use super::template::Template;

/// Which parts of `$states` exist beside `input` and `context`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reserved {
    /// Nothing more: before the work, and in states that do none.
    Input,
    /// `$states.result`: after the work of a Task, Map or Parallel.
    Result,
    /// `$states.errorOutput`: in a Catch.
    ErrorOutput,
}

/// One field.
pub(crate) struct Field<'a> {
    /// Its place in the state, such as `Catch/0/Output`.
    pub(crate) at: String,
    pub(crate) template: &'a Template,
    pub(crate) reserved: Reserved,
}

/// A state has many kinds of fields; this gathers them in one list.
#[derive(Default)]
struct Fields<'a>(Vec<Field<'a>>);

impl<'a> Fields<'a> {
    fn add(&mut self, at: &str, template: Option<&'a Template>, reserved: Reserved) {
        let field = template.map(|template| Field { at: at.to_owned(), template, reserved });
        self.0.extend(field);
    }

    fn add_end(
        &mut self,
        prefix: &str,
        assign: &'a Assign,
        output: Option<&'a Template>,
        reserved: Reserved,
    ) {
        for (name, template) in &assign.0 {
            self.add(&format!("{prefix}Assign/{name}"), Some(template), reserved);
        }
        self.add(&format!("{prefix}Output"), output, reserved);
    }

    fn add_catch(&mut self, catch: &'a [Catcher]) {
        for (index, catcher) in catch.iter().enumerate() {
            let prefix = format!("Catch/{index}/");
            self.add_end(&prefix, &catcher.assign, catcher.output.as_ref(), Reserved::ErrorOutput);
        }
    }
}

impl State {
    /// Every field that may hold expressions.
    pub(crate) fn fields(&self) -> Vec<Field<'_>> {
        use Reserved::{Input, Result};
        let mut fields = Fields::default();
        match self {
            Self::Task(task) => {
                fields.add("Arguments", task.arguments.as_ref(), Input);
                fields.add("TimeoutSeconds", task.timeout_seconds.as_ref(), Input);
                fields.add("HeartbeatSeconds", task.heartbeat_seconds.as_ref(), Input);
                fields.add_end("", &task.assign, task.output.as_ref(), Result);
            }
            Self::Map(map) => {
                fields.add("Items", map.items.as_ref(), Input);
                fields.add("ItemSelector", map.item_selector.as_ref(), Input);
                fields.add("MaxConcurrency", map.max_concurrency.as_ref(), Input);
                let reader = map.item_reader.as_ref();
                fields.add("ItemReader/Arguments", reader.map(|reader| &reader.arguments), Input);
                let percentage = map.tolerated_failure_percentage.as_ref();
                fields.add("ToleratedFailurePercentage", percentage, Input);
                fields.add("ToleratedFailureCount", map.tolerated_failure_count.as_ref(), Input);
                fields.add_end("", &map.assign, map.output.as_ref(), Result);
            }
            Self::Parallel(parallel) => {
                fields.add("Arguments", parallel.arguments.as_ref(), Input);
                fields.add_end("", &parallel.assign, parallel.output.as_ref(), Result);
            }
            Self::Choice(choice) => {
                for (index, rule) in choice.choices.iter().enumerate() {
                    let prefix = format!("Choices/{index}/");
                    fields.add(&format!("{prefix}Condition"), Some(&rule.condition), Input);
                    fields.add_end(&prefix, &rule.assign, rule.output.as_ref(), Input);
                }
                fields.add_end("", &choice.assign, choice.output.as_ref(), Input);
            }
            Self::Pass(pass) => fields.add_end("", &pass.assign, pass.output.as_ref(), Input),
            Self::Wait(wait) => {
                fields.add("Seconds", wait.seconds.as_ref(), Input);
                fields.add("Timestamp", wait.timestamp.as_ref(), Input);
                fields.add_end("", &wait.assign, wait.output.as_ref(), Input);
            }
            Self::Succeed(succeed) => fields.add("Output", succeed.output.as_ref(), Input),
            Self::Fail(fail) => {
                fields.add("Error", fail.error.as_ref(), Input);
                fields.add("Cause", fail.cause.as_ref(), Input);
            }
        }
        fields.add_catch(self.catch());
        fields.0
    }
}

impl StateMachine {
    /// Refuses expressions that do not parse, at any depth.
    pub(super) fn check_expressions(&self) -> Result<(), DefinitionError> {
        for (name, state) in &self.states {
            for field in state.fields() {
                let mut problem = None;
                field.template.expressions(&field.at, &mut |at, expression| {
                    if let (None, Err(error)) = (&problem, expression.ast()) {
                        problem = Some(format!("{at}: {error}"));
                    }
                });
                if let Some(message) = problem {
                    return Err(DefinitionError::State { state: name.clone(), message });
                }
            }
            state.inner().iter().try_for_each(Self::check_expressions)?;
        }
        Ok(())
    }
}
