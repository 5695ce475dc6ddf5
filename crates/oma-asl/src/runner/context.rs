//! `$states.context`, the context object.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::history::format_timestamp;
use super::scope::MapItem;

/// The part that stays the same during an execution.
pub(super) struct ExecutionContext(Map<String, Value>);

/// The part that belongs to one attempt of one state.
#[derive(Clone, Copy)]
pub(super) struct StateContext<'a> {
    pub(super) name: &'a str,
    pub(super) entered: Timestamp,
    pub(super) retry_count: u32,
    pub(super) token: Option<&'a str>,
}

impl ExecutionContext {
    pub(super) fn new(machine: &str, execution: &str, input: &Value, started: Timestamp) -> Self {
        // Shaped like the real identifiers, in a partition and account that cannot exist.
        let arn =
            |kind: &str, name: &str| format!("arn:local:states:local:000000000000:{kind}:{name}");
        let mut context = Map::new();
        let id = arn("execution", &format!("{machine}:{execution}"));
        context.insert(
            "Execution".to_owned(),
            json!({ "Id": id, "Name": execution, "Input": input, "StartTime": format_timestamp(started) }),
        );
        context.insert(
            "StateMachine".to_owned(),
            json!({ "Id": arn("stateMachine", machine), "Name": machine }),
        );
        Self(context)
    }

    /// That of a child execution of a distributed Map. It knows nothing of its parent.
    pub(super) fn child(
        machine: &str,
        label: &str,
        child: &str,
        input: &Value,
        started: Timestamp,
    ) -> Self {
        Self::new(&format!("{machine}/{label}"), child, input, started)
    }

    /// The whole object.
    pub(super) fn with(&self, state: StateContext<'_>, item: Option<&MapItem>) -> Value {
        let mut context = self.0.clone();
        context.insert(
            "State".to_owned(),
            json!({
                "Name": state.name,
                "EnteredTime": format_timestamp(state.entered),
                "RetryCount": state.retry_count,
            }),
        );
        if let Some(token) = state.token {
            context.insert("Task".to_owned(), json!({ "Token": token }));
        }
        if let Some(item) = item {
            context.insert("Map".to_owned(), json!({ "Item": item.context() }));
        }
        Value::Object(context)
    }
}
