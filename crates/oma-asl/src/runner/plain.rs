//! What Choice, Wait and Fail evaluate.

use std::time::Duration;

use serde_json::Value;

use super::attempt::Way;
use super::context::StateContext;
use super::run::Run;
use super::scope::Scope;
use super::task::not_fitting;
use crate::definition::{Choice, Fail, Template, Wait, parse_timestamp, parse_whole};
use crate::failure::{NO_CHOICE_MATCHED, TaskFailure};
use crate::jsonata::Evaluation;

impl Run<'_> {
    /// A rule that matches uses its own Assign and Output; those of the state go with Default.
    pub(super) fn choose<'s>(
        &self,
        choice: &'s Choice,
        context: StateContext<'_>,
        input: &Value,
        scope: &mut Scope,
    ) -> Result<Way<'s>, TaskFailure> {
        self.before(context, input, scope, |evaluation| {
            for (index, rule) in choice.choices.iter().enumerate() {
                let at = format!("Choices/{index}/Condition");
                match evaluation.value(&at, &rule.condition)? {
                    Value::Bool(true) => {
                        return Ok((&rule.assign, rule.output.as_ref(), Some(&*rule.next)));
                    }
                    Value::Bool(false) => {}
                    other => {
                        return Err(not_fitting(format!("{at} must be a boolean, and is {other}")));
                    }
                }
            }
            match &choice.default {
                Some(next) => Ok((&choice.assign, choice.output.as_ref(), Some(&**next))),
                None => Err(TaskFailure::new(NO_CHOICE_MATCHED, "No rule matched, and no Default")),
            }
        })
    }

    pub(super) fn wait_for(
        &self,
        wait: &Wait,
        context: StateContext<'_>,
        input: &Value,
        scope: &mut Scope,
    ) -> Result<Duration, TaskFailure> {
        let now = self.runner.clock.now();
        self.before(context, input, scope, |evaluation| {
            if let Some(template) = &wait.seconds {
                let value = evaluation.value("Seconds", template)?;
                let seconds = parse_whole("Seconds", &value, 0).map_err(not_fitting)?;
                return Ok(Duration::from_secs(seconds));
            }
            let Some(template) = &wait.timestamp else { return Ok(Duration::ZERO) };
            let value = evaluation.value("Timestamp", template)?;
            let until = parse_timestamp(&value).map_err(not_fitting)?;
            // A time in the past does not wait.
            Ok(Duration::try_from(until.duration_since(now)).unwrap_or(Duration::ZERO))
        })
    }

    pub(super) fn failure(
        &self,
        fail: &Fail,
        context: StateContext<'_>,
        input: &Value,
        scope: &mut Scope,
    ) -> Result<TaskFailure, TaskFailure> {
        self.before(context, input, scope, |evaluation| {
            let error = text("Error", fail.error.as_ref(), evaluation)?;
            Ok(TaskFailure::new(error, text("Cause", fail.cause.as_ref(), evaluation)?))
        })
    }
}

fn text(
    field: &str,
    template: Option<&Template>,
    evaluation: &mut Evaluation<'_>,
) -> Result<String, TaskFailure> {
    match template.map(|template| evaluation.value(field, template)).transpose()? {
        None => Ok(String::new()),
        Some(Value::String(text)) => Ok(text),
        Some(other) => Err(not_fitting(format!("{field} must be a string, and is {other}"))),
    }
}
