//! JSONata.

use super::level::Level;
use super::report::StateReport;
use super::rule::Rule;
use crate::definition::{Reserved, State};
use crate::jsonata::{Expression, Usage, is_known_function, usage_of};

pub(super) fn check(state: &State, level: &Level<'_>, report: &mut StateReport<'_>) {
    for field in state.fields() {
        field.template.texts(&field.at, &mut |at, text| around(at, text, report));
        field.template.expressions(&field.at, &mut |at, expression| match expression.ast() {
            Err(error) => {
                report.add(Rule::JsonataSyntax, format!("{at}: {error} in {}", quote(expression)));
            }
            Ok(ast) => {
                let usage = usage_of(ast);
                functions(at, &usage, report);
                variables(at, &usage, level, report);
                reserved(at, &usage, field.reserved, report);
                context(at, &usage, report);
                version(at, &usage, report);
            }
        });
    }
}

fn quote(expression: &Expression) -> String {
    format!("`{}`", expression.source())
}

fn around(at: &str, text: &str, report: &mut StateReport<'_>) {
    if text.contains("{%") || text.contains("%}") {
        let message = format!(
            "{at} is {text:?}, which is taken literally: let it start with {{% and end with %}}, \
             and join text with &"
        );
        report.add(Rule::TextAroundExpression, message);
    }
}

/// A variable never holds a function, because Assign stores JSON: a call is to a name known here.
fn functions(at: &str, usage: &Usage, report: &mut StateReport<'_>) {
    for name in usage.functions.iter().filter(|name| !is_known_function(name)) {
        let hint = match name.as_str() {
            "eval" => "Step Functions does not have it; read JSON with $parse",
            "hash" => "oma-asl does not have it; hash in the task",
            _ => "correct the name, or define the function in the expression",
        };
        let message = format!("{at} calls ${name}, which is not a function: {hint}");
        report.add(Rule::JsonataUnknownFunction, message);
    }
}

fn variables(at: &str, usage: &Usage, level: &Level<'_>, report: &mut StateReport<'_>) {
    let known = |name: &str| {
        name == "states"
            || level.own.contains(name)
            || level.outer.contains(name)
            || is_known_function(name)
    };
    for name in usage.variables.iter().filter(|name| !known(name)) {
        let message = format!(
            "{at} reads ${name}, which no state sets: Assign it first, or correct the name"
        );
        report.add(Rule::JsonataUnknownVariable, message);
    }
}

fn reserved(at: &str, usage: &Usage, reserved: Reserved, report: &mut StateReport<'_>) {
    let also = match reserved {
        Reserved::Input => None,
        Reserved::Result => Some("result"),
        Reserved::ErrorOutput => Some("errorOutput"),
    };
    let known = |field: &&String| {
        ["input", "context"].contains(&field.as_str()) || also == Some(field.as_str())
    };
    for field in usage.states_fields.iter().filter(|field| !known(field)) {
        let also = also.map(|also| format!(", $states.{also}")).unwrap_or_default();
        let message = format!(
            "{at} reads $states.{field}, which does not exist there: there are $states.input, \
             $states.context{also}"
        );
        report.add(Rule::JsonataStatesField, message);
    }
}

fn context(at: &str, usage: &Usage, report: &mut StateReport<'_>) {
    for name in &usage.without_context {
        let message = format!(
            "{at} uses {name} where there is no context item, so it is undefined: write \
             $states.input.{name}, or quote it if it is text"
        );
        report.add(Rule::JsonataNoContext, message);
    }
}

fn version(at: &str, usage: &Usage, report: &mut StateReport<'_>) {
    for operator in &usage.too_new {
        let message = format!(
            "{at} uses {operator}, which the JSONata of Step Functions (2.0.6) lacks: write \
             $exists(x) ? x : y"
        );
        report.add(Rule::JsonataTooNew, message);
    }
}
