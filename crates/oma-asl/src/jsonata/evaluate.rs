//! Evaluating the fields of one state.

use std::collections::BTreeMap;
use std::sync::Arc;

use jsonata_core::evaluator::{Context, Evaluator, EvaluatorOptions};
use jsonata_core::value::JValue;
use serde_json::Value;

use super::expression::Expression;
use super::functions;
use crate::definition::Template;
use crate::failure::{QUERY_EVALUATION_ERROR, TaskFailure};

/// Step Functions stops an expression after one second of its own machine; a busy laptop gets longer.
const TIMEOUT_MS: u64 = 10_000;

/// The variables in scope, by name. Values are shared, so that a branch's copy of the scope is cheap.
pub(crate) type Variables = BTreeMap<String, Arc<Value>>;

/// What expressions can refer to.
#[derive(Clone, Copy)]
pub(crate) struct Bindings<'a> {
    pub(crate) input: &'a Value,
    pub(crate) result: Option<&'a Value>,
    pub(crate) error_output: Option<&'a Value>,
    pub(crate) context: &'a Value,
    pub(crate) variables: &'a Variables,
    /// For `$uuid` and `$random`.
    pub(crate) seed: u64,
}

/// Evaluates templates over one set of bindings, which is converted once and only when an expression
/// needs it. Not `Send`: use it between awaits.
pub(crate) struct Evaluation<'a> {
    bindings: Bindings<'a>,
    evaluator: Option<Evaluator>,
}

impl<'a> Evaluation<'a> {
    pub(crate) fn new(bindings: Bindings<'a>) -> Self {
        Self { bindings, evaluator: None }
    }

    /// The value of a template. `at` names the field in error messages.
    pub(crate) fn value(&mut self, at: &str, template: &Template) -> Result<Value, TaskFailure> {
        match template {
            Template::Literal(value) => Ok(value.clone()),
            Template::Expression(expression) => self.expression(at, expression),
            Template::Object(fields) => fields
                .iter()
                .map(|(name, field)| {
                    Ok((name.clone(), self.value(&format!("{at}/{name}"), field)?))
                })
                .collect::<Result<_, _>>()
                .map(Value::Object),
            Template::Array(items) => items
                .iter()
                .enumerate()
                .map(|(index, item)| self.value(&format!("{at}/{index}"), item))
                .collect::<Result<_, _>>()
                .map(Value::Array),
        }
    }

    fn expression(&mut self, at: &str, expression: &Expression) -> Result<Value, TaskFailure> {
        let failed = |what: String| {
            let source = expression.source();
            let cause =
                format!("The JSONata expression '{source}' specified for the field '{at}' {what}");
            TaskFailure::new(QUERY_EVALUATION_ERROR, cause)
        };
        let threw = |error: String| failed(format!("threw an error during evaluation. {error}"));
        let ast = expression.runnable().map_err(threw)?;
        let evaluator = match &mut self.evaluator {
            Some(evaluator) => evaluator,
            none => {
                none.insert(evaluator(&self.bindings).map_err(|error| threw(error.to_string()))?)
            }
        };
        // No context item: a bare field name or `$` at the top finds nothing, as on AWS.
        let result = evaluator
            .evaluate(ast, &JValue::Undefined)
            .map_err(|error| threw(error.message().to_owned()))?;
        match result {
            JValue::Undefined => Err(failed("returned nothing (undefined).".to_owned())),
            JValue::Lambda(_) | JValue::Builtin { .. } | JValue::Regex { .. } => {
                Err(failed("returned a function, which is not JSON.".to_owned()))
            }
            json => serde_json::to_value(&json).map_err(|error| threw(error.to_string())),
        }
    }
}

fn evaluator(
    bindings: &Bindings<'_>,
) -> Result<Evaluator, jsonata_core::evaluator::EvaluatorError> {
    let mut context = Context::new();
    let mut states = serde_json::Map::new();
    states.insert("input".to_owned(), bindings.input.clone());
    states.insert("context".to_owned(), bindings.context.clone());
    for (name, value) in [("result", bindings.result), ("errorOutput", bindings.error_output)] {
        if let Some(value) = value {
            states.insert(name.to_owned(), value.clone());
        }
    }
    for (name, value) in bindings.variables {
        context.bind(name.clone(), JValue::from(Value::clone(value)));
    }
    context.bind("states".to_owned(), JValue::from(Value::Object(states)));
    let options = EvaluatorOptions { timeout_ms: Some(TIMEOUT_MS), ..EvaluatorOptions::default() };
    let mut evaluator = Evaluator::with_options(context, options);
    functions::register(&mut evaluator, bindings.seed)?;
    Ok(evaluator)
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
