//! What a distributed Map adds: items from an object, children that are executions of their own, and
//! failures that are tolerated.

use rand::RngExt;
use serde_json::{Value, json};

use super::context::{ExecutionContext, StateContext};
use super::run::Run;
use super::scope::Scope;
use super::task::not_fitting;
use crate::definition::{InputType, ItemReader, Map, parse_percentage, parse_whole};
use crate::failure::{ITEM_READER_FAILED, TOO_MANY_FAILED, TaskFailure};
use crate::jsonata::{Evaluation, Variables, uuid_v4};

impl Run<'_> {
    /// Reads the items. Their number and size have no limit here, unlike a state's input.
    pub(super) async fn read(
        &self,
        reader: &ItemReader,
        context: StateContext<'_>,
        arguments: Value,
        scope: &Scope,
    ) -> Result<Vec<Value>, TaskFailure> {
        let request = self.request(context, scope, &reader.resource, arguments);
        let failed = |cause: String| TaskFailure::new(ITEM_READER_FAILED, cause);
        let object = self.runner.handler.invoke(request).await;
        let object = object.map_err(|failure| failed(failure.to_string()))?;
        items_of(object, reader.config.input_type).map_err(failed)
    }

    /// Runs one child: no variables, no item, a context of its own. Its events stand in the history
    /// of the execution that was started.
    pub(super) async fn child(
        &self,
        map: &Map,
        input: Value,
        mut scope: Scope,
    ) -> Result<Value, TaskFailure> {
        let name = uuid_v4(scope.rng.random());
        let label = map.label.as_deref().unwrap_or("map");
        let started = self.runner.clock.now();
        let context = ExecutionContext::child(&self.runner.name, label, &name, &input, started);
        let child = Run { context, ..*self };
        let scope = Scope { variables: Variables::new(), item: None, ..scope };
        child.machine(&map.item_processor.machine, input, scope).await
    }
}

fn items_of(object: Value, input_type: InputType) -> Result<Vec<Value>, String> {
    match (object, input_type) {
        (Value::Array(items), _) => Ok(items),
        (Value::String(text), InputType::Json) => {
            serde_json::from_str(&text).map_err(|error| format!("The object is no array: {error}"))
        }
        (Value::String(text), InputType::JsonLines) => text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| serde_json::from_str(line).map_err(|error| format!("A line: {error}")))
            .collect(),
        _ => Err("The object must hold an array".to_owned()),
    }
}

/// How many children may fail. Of two limits, one of zero counts as not given; with neither, none
/// may fail.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tolerance {
    count: u32,
    percentage: f64,
}

impl Tolerance {
    pub(super) fn of(map: &Map, evaluation: &mut Evaluation<'_>) -> Result<Self, TaskFailure> {
        let mut value = |field, template: &Option<_>| match template {
            Some(template) => evaluation.value(field, template),
            None => Ok(Value::from(0)),
        };
        let count = value("ToleratedFailureCount", &map.tolerated_failure_count)?;
        let percentage = value("ToleratedFailurePercentage", &map.tolerated_failure_percentage)?;
        let count = parse_whole("ToleratedFailureCount", &count, 0).map_err(not_fitting)?;
        Ok(Self {
            count: u32::try_from(count).unwrap_or(u32::MAX),
            percentage: parse_percentage(&percentage).map_err(not_fitting)?,
        })
    }

    /// Counts the failures among so many children. One that is tolerated stands in the results, as
    /// it does on AWS; the one too many is the failure of the Map.
    pub(super) fn judge(
        self,
        total: usize,
    ) -> impl FnMut(TaskFailure) -> Result<Value, TaskFailure> + Send {
        let mut failed = 0;
        move |failure| {
            failed += 1;
            if self.exceeded_by(failed, u32::try_from(total).unwrap_or(u32::MAX)) {
                let cause = format!("{failed} of {total} failed, the last with {failure}");
                return Err(TaskFailure::new(TOO_MANY_FAILED, cause));
            }
            Ok(json!({ "Status": "FAILED", "Error": failure.error, "Cause": failure.cause }))
        }
    }

    fn exceeded_by(self, failed: u32, total: u32) -> bool {
        let counts = self.count > 0 || self.percentage <= 0.0;
        let over_count = counts && failed > self.count;
        let most = self.percentage * f64::from(total);
        let over_percentage = self.percentage > 0.0 && f64::from(failed) * 100.0 > most;
        over_count || over_percentage
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_of_zero_beside_another_counts_as_none() {
        let cases = [
            (1, 3, 0, 0.0, true),
            (1, 3, 0, 100.0, false),
            (3, 3, 1, 100.0, true),
            (1, 3, 9, 33.0, true),
            (1, 3, 9, 34.0, false),
            (1, 4, 9, 25.0, false),
            (3, 3, 0, 50.0, true),
            (3, 3, 5, 0.0, false),
            (2, 3, 1, 90.0, true),
        ];
        for (failed, total, count, percentage, expected) in cases {
            let tolerance = Tolerance { count, percentage };
            assert_eq!(
                tolerance.exceeded_by(failed, total),
                expected,
                "{failed}/{total} {tolerance:?}"
            );
        }
    }

    #[test]
    fn reads_an_array_or_lines() {
        let items = |text: &str, kind| items_of(Value::from(text), kind);
        assert_eq!(
            items("[1, {\"a\": 2}]", InputType::Json),
            Ok(vec![json!(1), json!({ "a": 2 })])
        );
        assert_eq!(items("1\n\n[2]\n", InputType::JsonLines), Ok(vec![json!(1), json!([2])]));
        assert!(items("{}", InputType::Json).unwrap_err().contains("no array"));
        assert!(items("1\n{", InputType::JsonLines).is_err());
        assert!(items_of(json!({}), InputType::Json).unwrap_err().contains("must hold an array"));
    }
}
