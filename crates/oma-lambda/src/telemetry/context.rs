use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;
use oma_guard::Policy;
use serde_json::{Map, Value, json};

use super::Lines;
use super::field;
use super::invocation::Invocation;
use crate::trace::TraceHeader;

/// Fields whose values are never printed, whoever logs them.
const HIDDEN_FIELDS: [&str; 9] =
    ["args", "authorization", "body", "brief", "event", "owner", "payload", "secret", "task_token"];
const HIDDEN: &str = "<hidden>";

/// What every line of this process says, and the invocation in progress.
///
/// A function's process serves one invocation at a time, so what is known of it is known to the
/// whole process: a line logged by a library on another thread carries it too, which a span
/// would not achieve.
pub(crate) struct Context {
    service: &'static str,
    environment: String,
    lines: Lines,
    current: RwLock<Option<Arc<Invocation>>>,
}

impl Context {
    pub(crate) fn new(service: &'static str, environment: String, lines: Lines) -> Self {
        Self { service, environment, lines, current: RwLock::default() }
    }

    pub(crate) fn service(&self) -> &'static str {
        self.service
    }

    pub(crate) fn environment(&self) -> &str {
        &self.environment
    }

    pub(crate) fn set(&self, invocation: Option<Invocation>) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        *current = invocation.map(Arc::new);
    }

    /// Changes what is known of the invocation in progress, if there is one.
    pub(crate) fn learn(&self, change: impl FnOnce(&mut Invocation)) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(invocation) = current.as_mut() {
            change(Arc::make_mut(invocation));
        }
    }

    pub(crate) fn trace(&self) -> Option<TraceHeader> {
        self.invocation()?.trace.clone()
    }

    fn invocation(&self) -> Option<Arc<Invocation>> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Completes a line and prints it. A field of the line that has the name of one of ours but
    /// says something else is kept as `event_NAME`.
    pub(crate) fn print(&self, level: &str, target: &str, mut line: Map<String, Value>) {
        let invocation = self.invocation();
        for (name, value) in &mut line {
            if HIDDEN_FIELDS.contains(&name.as_str()) {
                *value = json!(HIDDEN);
            } else if let Value::String(text) = value {
                // What a user or a provider wrote may be quoted in it. Our own fields come below.
                *text = Policy::default().apply(text).text;
            }
        }
        let own = [
            (field::TIMESTAMP, json!(format!("{:.3}", Timestamp::now()))),
            (field::LEVEL, json!(level)),
            (field::TARGET, json!(target)),
            (field::SERVICE, json!(self.service)),
            (field::VERSION, json!(env!("CARGO_PKG_VERSION"))),
            (field::ENVIRONMENT, json!(self.environment)),
        ];
        let own = own.map(|(name, value)| (name.to_owned(), value));
        let known = invocation.as_ref().map(|invocation| invocation.fields());
        for (name, value) in own.into_iter().chain(known.into_iter().flatten()) {
            let theirs = line.insert(name.clone(), value.clone());
            if let Some(theirs) = theirs.filter(|theirs| *theirs != value) {
                line.insert(format!("event_{name}"), theirs);
            }
        }
        if let Some(token) = invocation.as_ref().and_then(|i| i.subject.task_token.as_deref()) {
            line.values_mut().for_each(|value| hide(value, token));
        }
        self.lines.print(line);
    }
}

fn hide(value: &mut Value, secret: &str) {
    if let Value::String(text) = value
        && text.contains(secret)
    {
        *text = text.replace(secret, HIDDEN);
    }
}
