use std::collections::BTreeMap;

use serde_json::Value;

/// What can be compared of an execution, whichever engine ran it.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// `SUCCEEDED` or `FAILED`.
    pub status: String,
    /// The output of one that succeeded.
    pub output: Option<Value>,
    /// The error of one that failed.
    pub error: Option<String>,
    /// Its cause, as [`cause`] gives it.
    pub cause: Option<Value>,
    /// The states entered at the top level, in order. The emulator's history tells of no others.
    pub states: Vec<String>,
    /// Every invocation of the stand-in by its place, with the event: so also what was passed on,
    /// which scenes and segments, and how often each was tried.
    pub invocations: BTreeMap<String, Value>,
}

impl Trace {
    /// What two traces differ in, one line each.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let mut lines = Vec::new();
        let mut differ = |what: &str, here: String, there: String| {
            if here != there {
                lines.push(format!("{what}: {here} and {there}"));
            }
        };
        differ("status", self.status.clone(), other.status.clone());
        differ("output", format!("{:?}", self.output), format!("{:?}", other.output));
        differ("error", format!("{:?}", self.error), format!("{:?}", other.error));
        differ("cause", format!("{:?}", self.cause), format!("{:?}", other.cause));
        differ("states", format!("{:?}", self.states), format!("{:?}", other.states));
        let places = self.invocations.keys().chain(other.invocations.keys());
        let places: std::collections::BTreeSet<&String> = places.collect();
        for place in places {
            let event = |trace: &Self| match trace.invocations.get(place) {
                Some(event) => event.to_string(),
                None => "nothing".to_owned(),
            };
            differ(place, event(self), event(other));
        }
        lines
    }
}

/// A cause for comparing. A function's is JSON, whose spaces and order engines write as they like;
/// what an engine itself puts into words is its own, so only that there is a text counts.
pub(super) fn cause(text: &str) -> Value {
    match serde_json::from_str(text) {
        Ok(Value::Object(fields)) => Value::Object(fields),
        _ => Value::String("in the engine's own words".to_owned()),
    }
}

/// Events for comparing: without the task token, which is unique, and with comparable causes.
pub(super) fn comparable(invocations: BTreeMap<String, Value>) -> BTreeMap<String, Value> {
    let without_token = |(place, mut event): (String, Value)| {
        let fields = event.as_object_mut().unwrap();
        fields.remove("task_token");
        if let Some(text) = fields.get_mut("error").and_then(|error| error.get_mut("Cause")) {
            let comparable = cause(text.as_str().unwrap_or_default());
            *text = comparable;
        }
        (place, event)
    };
    invocations.into_iter().map(without_token).collect()
}
