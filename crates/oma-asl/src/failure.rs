//! An error as Amazon States Language knows it: a name to match and a text to read.

use serde::{Deserialize, Serialize};

pub(crate) const ALL: &str = "States.ALL";
pub(crate) const TASK_FAILED: &str = "States.TaskFailed";
pub(crate) const TIMEOUT: &str = "States.Timeout";
pub(crate) const RUNTIME: &str = "States.Runtime";
pub(crate) const NO_CHOICE_MATCHED: &str = "States.NoChoiceMatched";
pub(crate) const DATA_LIMIT_EXCEEDED: &str = "States.DataLimitExceeded";
pub(crate) const ITEM_READER_FAILED: &str = "States.ItemReaderFailed";
pub(crate) const TOO_MANY_FAILED: &str = "States.ExceedToleratedFailureThreshold";
pub(crate) const QUERY_EVALUATION_ERROR: &str = "States.QueryEvaluationError";

/// A failed task, and inside this crate any failed state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{error}: {cause}")]
pub struct TaskFailure {
    /// The name that `ErrorEquals` is matched against, such as `Oma.ProviderThrottled`.
    pub error: String,
    /// What happened. A Lambda's cause is a string of JSON with `errorMessage` in it.
    pub cause: String,
}

impl TaskFailure {
    /// A failure with this name and cause.
    pub fn new(error: impl Into<String>, cause: impl Into<String>) -> Self {
        Self { error: error.into(), cause: cause.into() }
    }
}

/// Whether one of the names of a Retry or Catch matches an error.
///
/// `States.Runtime` is never matched: it always fails the execution. `States.ALL` matches every other
/// error except `States.DataLimitExceeded`; `States.TaskFailed` also leaves out `States.Timeout`.
pub(crate) fn matches(error_equals: &[String], error: &str) -> bool {
    error != RUNTIME
        && error_equals.iter().any(|name| match name.as_str() {
            ALL => error != DATA_LIMIT_EXCEEDED,
            TASK_FAILED => ![DATA_LIMIT_EXCEEDED, TIMEOUT].contains(&error),
            name => name == error,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_match_what_aws_documents() {
        let cases = [
            ("Oma.Named", "Oma.Named", true),
            ("Oma.Named", "Oma.Other", false),
            (ALL, "Oma.Other", true),
            (ALL, TIMEOUT, true),
            (ALL, QUERY_EVALUATION_ERROR, true),
            (ALL, DATA_LIMIT_EXCEEDED, false),
            (ALL, RUNTIME, false),
            (TASK_FAILED, "Oma.Other", true),
            (TASK_FAILED, TIMEOUT, false),
            (TASK_FAILED, DATA_LIMIT_EXCEEDED, false),
            (DATA_LIMIT_EXCEEDED, DATA_LIMIT_EXCEEDED, true),
            (RUNTIME, RUNTIME, false),
            (TIMEOUT, TIMEOUT, true),
        ];
        for (name, error, expected) in cases {
            assert_eq!(matches(&[name.to_owned()], error), expected, "{name} on {error}");
        }
        assert!(matches(&["A".to_owned(), "B".to_owned()], "B"));
    }
}
