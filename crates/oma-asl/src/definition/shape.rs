//! What Step Functions refuses when a state machine is created and serde alone cannot see: fields that
//! exclude each other, and numbers out of range.

use serde_json::Value;

use super::DefinitionError;
use super::machine::StateMachine;
use super::retry::Retrier;
use super::state::{State, Wait};
use super::template::Template;

/// The largest delay, timeout or interval that Step Functions takes: a little over three years.
pub(crate) const MAX_SECONDS: u64 = 99_999_999;

impl StateMachine {
    pub(super) fn check_shape(&self) -> Result<(), DefinitionError> {
        for (name, state) in &self.states {
            check_state(state)
                .map_err(|message| DefinitionError::State { state: name.clone(), message })?;
            state.inner().iter().try_for_each(Self::check_shape)?;
        }
        Ok(())
    }
}

fn check_state(state: &State) -> Result<(), String> {
    if let Some((next, end)) = state.flow()
        && next.is_some() == end
    {
        return Err("give it either Next or \"End\": true".to_owned());
    }
    state.retry().iter().try_for_each(check_retrier)?;
    if state.catch().iter().any(|catcher| catcher.error_equals.is_empty()) {
        return Err("ErrorEquals of a Catch is empty: name an error".to_owned());
    }
    match state {
        State::Task(task) => {
            whole("TimeoutSeconds", task.timeout_seconds.as_ref(), 1)?;
            whole("HeartbeatSeconds", task.heartbeat_seconds.as_ref(), 1)
        }
        State::Map(map) => {
            whole("MaxConcurrency", map.max_concurrency.as_ref(), 0)?;
            whole("ToleratedFailureCount", map.tolerated_failure_count.as_ref(), 0)?;
            if let Some(literal) =
                map.tolerated_failure_percentage.as_ref().and_then(Template::literal)
            {
                parse_percentage(literal)?;
            }
            map.check_distribution()
        }
        State::Parallel(parallel) if parallel.branches.is_empty() => {
            Err("Branches is empty".to_owned())
        }
        State::Choice(choice) if choice.choices.is_empty() => Err("Choices is empty".to_owned()),
        State::Choice(choice) => choice.choices.iter().try_for_each(|rule| {
            boolean(&rule.condition)
                .then_some(())
                .ok_or_else(|| "Condition must be an expression {% … %} or a boolean".to_owned())
        }),
        State::Wait(wait) => check_wait(wait),
        _ => Ok(()),
    }
}

fn boolean(condition: &Template) -> bool {
    condition.literal().is_none_or(Value::is_boolean)
}

fn check_wait(wait: &Wait) -> Result<(), String> {
    match (&wait.seconds, &wait.timestamp) {
        (Some(seconds), None) => whole("Seconds", Some(seconds), 0),
        (None, Some(timestamp)) => match timestamp.literal() {
            Some(literal) => parse_timestamp(literal).map(drop),
            None => Ok(()),
        },
        _ => Err("give it either Seconds or Timestamp".to_owned()),
    }
}

/// Reads the `Timestamp` of a Wait.
pub(crate) fn parse_timestamp(value: &Value) -> Result<jiff::Timestamp, String> {
    value
        .as_str()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| format!("Timestamp {value} is not RFC 3339, such as 2030-01-31T09:00:00Z"))
}

fn whole(field: &str, template: Option<&Template>, least: u64) -> Result<(), String> {
    match template.and_then(Template::literal) {
        Some(literal) => parse_whole(field, literal, least).map(drop),
        None => Ok(()),
    }
}

/// Reads a field that must be a whole number of at least `least`.
pub(crate) fn parse_whole(field: &str, value: &Value, least: u64) -> Result<u64, String> {
    value.as_u64().filter(|number| (least..=MAX_SECONDS).contains(number)).ok_or_else(|| {
        format!("{field} must be a whole number from {least} to {MAX_SECONDS}, and is {value}")
    })
}

/// Reads `ToleratedFailurePercentage`.
pub(crate) fn parse_percentage(value: &Value) -> Result<f64, String> {
    value.as_f64().filter(|number| (0.0..=100.0).contains(number)).ok_or_else(|| {
        format!("ToleratedFailurePercentage must be a number from 0 to 100, and is {value}")
    })
}

fn check_retrier(retrier: &Retrier) -> Result<(), String> {
    if retrier.error_equals.is_empty() {
        return Err("ErrorEquals of a Retry is empty: name an error".to_owned());
    }
    if !(1..=MAX_SECONDS).contains(&retrier.interval_seconds) {
        return Err(format!("IntervalSeconds must be from 1 to {MAX_SECONDS}"));
    }
    if retrier.max_attempts > 99_999_999 {
        return Err("MaxAttempts must be at most 99999999".to_owned());
    }
    if !retrier.backoff_rate.is_finite() || retrier.backoff_rate < 1.0 {
        return Err("BackoffRate must be at least 1.0".to_owned());
    }
    match retrier.max_delay_seconds {
        Some(most) if most <= retrier.interval_seconds || most > 31_622_400 => {
            Err("MaxDelaySeconds must be above IntervalSeconds and at most 31622400".to_owned())
        }
        _ => Ok(()),
    }
}
