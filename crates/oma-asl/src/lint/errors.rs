//! Error names in Retry, Catch and Fail.

use serde_json::Value;

use super::LintOptions;
use super::report::StateReport;
use super::rule::Rule;
use crate::definition::{State, Template};
use crate::failure::{ALL, RUNTIME};

/// What Step Functions itself reports in states that use JSONata, and its wildcards.
const STEP_FUNCTIONS: [&str; 12] = [
    "States.ALL",
    "States.BranchFailed",
    "States.DataLimitExceeded",
    "States.ExceedToleratedFailureThreshold",
    "States.HeartbeatTimeout",
    "States.ItemReaderFailed",
    "States.NoChoiceMatched",
    "States.Permissions",
    "States.QueryEvaluationError",
    "States.ResultWriterFailed",
    "States.TaskFailed",
    "States.Timeout",
];

/// What a nested execution fails to start with. AWS writes some with and some without the ending.
const NESTED: [&str; 6] = [
    "StepFunctions.ExecutionAlreadyExists",
    "StepFunctions.ExecutionAlreadyExistsException",
    "StepFunctions.ExecutionLimitExceeded",
    "StepFunctions.ExecutionLimitExceededException",
    "StepFunctions.SdkClientException",
    "StepFunctions.ThrottlingException",
];

/// What the Lambda service reports in place of the function.
const LAMBDA: [&str; 7] = [
    "Lambda.AWSLambdaException",
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.SdkClientException",
    "Lambda.ServiceException",
    "Lambda.TooManyRequestsException",
    "Lambda.Unknown",
    "Sandbox.Timedout",
];

pub(super) fn check(state: &State, options: &LintOptions, report: &mut StateReport<'_>) {
    let retry: Vec<&[String]> =
        state.retry().iter().map(|retrier| &*retrier.error_equals).collect();
    let catch: Vec<&[String]> =
        state.catch().iter().map(|catcher| &*catcher.error_equals).collect();
    for (field, lists) in [("Retry", retry), ("Catch", catch)] {
        wildcard(field, &lists, report);
        for name in lists.into_iter().flatten() {
            known(field, name, options, report);
        }
    }
    if let State::Fail(fail) = state
        && let Some(Value::String(name)) = fail.error.as_ref().and_then(Template::literal)
    {
        known("Error", name, options, report);
    }
}

fn wildcard(field: &str, lists: &[&[String]], report: &mut StateReport<'_>) {
    for (index, names) in lists.iter().enumerate() {
        if !names.iter().any(|name| name == ALL) {
            continue;
        }
        if names.len() > 1 {
            report.add(
                Rule::StatesAllNotAlone,
                format!("{field}/{index}: remove the names beside States.ALL"),
            );
        }
        if index + 1 < lists.len() {
            report.add(
                Rule::StatesAllNotLast,
                format!("{field}/{index}: move States.ALL to the end, nothing after it is reached"),
            );
        }
    }
}

fn known(field: &str, name: &str, options: &LintOptions, report: &mut StateReport<'_>) {
    let reported = STEP_FUNCTIONS.contains(&name)
        || LAMBDA.contains(&name)
        || NESTED.contains(&name)
        || options.error_names.contains(name);
    if name == RUNTIME {
        let message = format!("{field} names {RUNTIME}, which nothing can catch: remove it");
        report.add(Rule::UnknownErrorName, message);
    } else if !reported {
        let message = format!("{field} names {name:?}, which nothing reports: correct the name");
        report.add(Rule::UnknownErrorName, message);
    }
}
