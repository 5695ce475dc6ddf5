use std::time::{SystemTime, UNIX_EPOCH};

use oma_core::ErrorKind;
use oma_core::error::Retry;
use serde_json::{Map, Value, json};

use super::TraceHeader;

/// The longest name that X-Ray takes.
const MAX_NAME: usize = 200;

/// Work within an invocation, as the trace shows it.
#[derive(Debug)]
pub(crate) struct Subsegment {
    pub(crate) trace: TraceHeader,
    /// 16 hexadecimal digits.
    pub(crate) id: String,
    pub(crate) parent_id: String,
    started: f64,
    /// `subsegment` is its name, `namespace` and `operation` say what was called, `error` is the
    /// name of the error it ended with, and the rest become annotations, which can be searched.
    pub(crate) fields: Map<String, Value>,
}

impl Subsegment {
    pub(crate) fn start(
        trace: TraceHeader,
        parent_id: Option<String>,
        fields: Map<String, Value>,
    ) -> Self {
        let parent_id = parent_id.unwrap_or_else(|| trace.parent.clone());
        let id = format!("{:016x}", rand::random::<u64>());
        Self { trace, id, parent_id, started: now(), fields }
    }

    /// The document of the finished work, in the format of X-Ray's API.
    pub(crate) fn end(mut self) -> Value {
        let mut take = |name: &str| match self.fields.remove(name) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        let name = take("subsegment").unwrap_or_else(|| "call".to_owned());
        let (namespace, operation, error) = (take("namespace"), take("operation"), take("error"));
        let mut document = json!({
            "type": "subsegment",
            "id": self.id,
            "trace_id": self.trace.root,
            "parent_id": self.parent_id,
            "name": clean(&name),
            "start_time": self.started,
            "end_time": now().max(self.started),
        });
        let mut annotations: Map<_, _> = self.fields;
        if let Some(operation) = operation {
            if namespace.as_deref() == Some("aws") {
                document["aws"] = json!({ "operation": operation });
            } else {
                annotations.insert("operation".to_owned(), json!(operation));
            }
        }
        if let Some(namespace) = namespace {
            document["namespace"] = json!(namespace);
        }
        if let Some(error) = error {
            for flag in flags(&error) {
                document[flag] = json!(true);
            }
            annotations.insert("error".to_owned(), json!(error));
        }
        document["annotations"] = json!(annotations);
        document
    }
}

/// How X-Ray colours an error: `fault` is the server's doing, `error` the caller's, and
/// `throttle` is an `error` too.
fn flags(error: &str) -> &'static [&'static str] {
    let info = ErrorKind::from_name(error).map(ErrorKind::info);
    match info {
        Some(info) if info.retry == Retry::Throttled => &["error", "throttle"],
        Some(info) if info.http_status < 500 => &["error"],
        _ => &["fault"],
    }
}

/// A name of the letters that X-Ray allows.
fn clean(name: &str) -> String {
    let allowed = |c: char| c.is_alphanumeric() || " _.:/%&#=+\\-@".contains(c);
    name.chars().map(|c| if allowed(c) { c } else { '_' }).take(MAX_NAME).collect()
}

/// Seconds since 1970 with a fraction.
fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64())
}
