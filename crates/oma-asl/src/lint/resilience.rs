//! Every failure has somewhere to go, and nothing runs without an end.

use super::level::Level;
use super::report::{Report, StateReport};
use super::rule::Rule;
use crate::definition::{Choice, Definition, State, Task, Template};
use crate::failure::ALL;
use crate::runner::WAIT_FOR_TOKEN;

const TOKEN: &str = "$states.context.Task.Token";

pub(super) fn machine_timeout(definition: &Definition, report: &mut Report) {
    if definition.timeout_seconds().is_none() {
        report.machine(
            Rule::MachineWithoutTimeout,
            "add a top-level TimeoutSeconds, so that a stuck execution ends and stops costing"
                .to_owned(),
        );
    }
}

pub(super) fn check(state: &State, level: &Level<'_>, report: &mut StateReport<'_>) {
    match state {
        State::Task(task) => {
            check_task(task, report);
            check_catch(state, level, report);
        }
        State::Map(_) | State::Parallel(_) => check_catch(state, level, report),
        State::Choice(choice) => check_choice(choice, report),
        State::Fail(fail) if fail.error.is_none() => {
            report.add(Rule::FailWithoutError, "add an Error, so that the failure has a name");
        }
        _ => {}
    }
}

fn check_task(task: &Task, report: &mut StateReport<'_>) {
    if task.timeout_seconds.is_none() {
        report.add(
            Rule::TaskWithoutTimeout,
            "add TimeoutSeconds, a little longer than the timeout of what it calls",
        );
    }
    if task.retry.is_empty() {
        report.add(
            Rule::TaskWithoutRetry,
            "add a Retry; where trying again cannot help, say so with \"MaxAttempts\": 0",
        );
    }
    let passes_token = |arguments: &Template| {
        let mut found = false;
        arguments
            .expressions("", &mut |_, expression| found |= expression.source().contains(TOKEN));
        found
    };
    if task.resource.ends_with(WAIT_FOR_TOKEN) && !task.arguments.as_ref().is_some_and(passes_token)
    {
        let message = format!("pass {TOKEN} in Arguments: nobody could answer otherwise");
        report.add(Rule::TokenNotPassed, message);
    }
}

/// Inside a Map or Parallel, an error that is not caught fails the state around, which at the top has
/// a Catch itself. So only the top has to be looked at.
fn check_catch(state: &State, level: &Level<'_>, report: &mut StateReport<'_>) {
    let catches_all =
        state.catch().iter().any(|catcher| catcher.error_equals.iter().any(|name| name == ALL));
    if level.is_top() && !catches_all {
        report.add(
            Rule::MissingCatch,
            "add a Catch on States.ALL that leads to the state recording the failure, or from that \
             state to a Fail",
        );
    }
}

fn check_choice(choice: &Choice, report: &mut StateReport<'_>) {
    if choice.default.is_none() {
        report.add(
            Rule::ChoiceWithoutDefault,
            "add a Default: when no rule matches, the error cannot be caught",
        );
    }
    if !choice.assign.0.is_empty() || choice.output.is_some() {
        report.add(
            Rule::ChoiceStateFields,
            "move Assign and Output into the rules, and into a Pass after Default",
        );
    }
}
