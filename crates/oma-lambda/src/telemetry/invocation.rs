use serde_json::{Map, Value, json};

use super::field;
use crate::trace::TraceHeader;

/// What is known of the invocation in progress.
#[derive(Debug, Clone, Default)]
pub(crate) struct Invocation {
    pub(crate) request_id: String,
    pub(crate) cold_start: bool,
    pub(crate) trace: Option<TraceHeader>,
    pub(crate) subject: Subject,
    /// The correlation id where there is no video: the API's request id.
    pub(crate) fallback_id: Option<String>,
}

/// What an event says of itself: everything that may be logged of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Subject {
    pub(crate) video_id: Option<String>,
    pub(crate) execution: Option<String>,
    pub(crate) state: Option<String>,
    /// `audio.narrate 3`.
    pub(crate) step: Option<String>,
    /// `audio.narrate`.
    pub(crate) action: Option<String>,
    /// Replaced wherever it would be printed: whoever holds a task token can approve a film.
    pub(crate) task_token: Option<String>,
}

/// The longest name of an execution or a state.
const MAX_NAME: usize = 80;
/// A ULID.
const VIDEO_ID: usize = 26;

impl Subject {
    /// Reads an event for an agent. It may come from anybody who can invoke the function, so only
    /// texts of the expected shape are taken over.
    pub(crate) fn of(agent: &str, event: &Value) -> Self {
        let text = |name: &str| event.get(name).and_then(Value::as_str);
        let name = |field: &str| text(field).filter(|t| t.len() <= MAX_NAME).map(str::to_owned);
        let id = |t: &&str| t.len() == VIDEO_ID && t.chars().all(|c| c.is_ascii_alphanumeric());
        let word =
            |t: &&str| t.len() <= MAX_NAME && t.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        let action = format!("{agent}.{}", text("action").filter(word).unwrap_or("?"));
        let item = event.get("scene").or_else(|| event.get("index")).and_then(Value::as_u64);
        Self {
            video_id: text("video_id").filter(id).map(str::to_owned),
            execution: name("execution"),
            state: name("state"),
            step: Some(item.map_or_else(|| action.clone(), |item| format!("{action} {item}"))),
            action: Some(action),
            task_token: text("task_token").filter(|t| !t.is_empty()).map(str::to_owned),
        }
    }

    pub(crate) fn step(&self) -> &str {
        self.step.as_deref().unwrap_or_default()
    }
}

impl Invocation {
    /// The fields that every line of this invocation has.
    pub(crate) fn fields(&self) -> Map<String, Value> {
        let Subject { video_id, execution, state, step, .. } = &self.subject;
        let id = video_id.as_ref().or(self.fallback_id.as_ref()).unwrap_or(&self.request_id);
        let trace = self.trace.as_ref().map(|trace| &trace.root);
        let known = [
            (field::VIDEO_ID, video_id.as_ref()),
            (field::EXECUTION, execution.as_ref()),
            (field::STATE, state.as_ref()),
            (field::STEP, step.as_ref()),
            (field::XRAY_TRACE_ID, trace),
            (field::CORRELATION_ID, Some(id)),
            (field::FUNCTION_REQUEST_ID, Some(&self.request_id)),
        ];
        let known = known.into_iter().filter_map(|(name, text)| Some((name, text?)));
        let mut fields: Map<_, _> =
            known.map(|(name, text)| (name.to_owned(), json!(text))).collect();
        fields.insert(field::COLD_START.to_owned(), json!(self.cold_start));
        fields
    }
}
