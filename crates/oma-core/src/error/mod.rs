//! One error type and one table of names for the whole product.
//!
//! The name (`Oma.…`) is a contract: the state machine's Retry and Catch, the API's problem
//! documents and the docs use it. A name never changes its meaning; see [`ErrorKind::info`].

mod kind;
mod table;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use kind::ErrorKind;
pub use table::{ErrorInfo, Retry, to_markdown};

use crate::brief::Problem;

/// The result of everything in OMA that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure with two readers: `message` is for the person who asked for the video, `detail` for
/// the operator who reads the log. Neither may hold a secret.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Error {
    /// What went wrong, by its stable name.
    pub kind: ErrorKind,
    /// One sentence for the user: what failed and, if known, what the provider answered.
    pub message: String,
    /// Which step failed: `audio.narrate 3`. Set once, by the agent whose step it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// What only an operator needs (a command line, a status code, a source error).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// For [`ErrorKind::InvalidBrief`]: every problem found, in the order of the brief's fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
}

impl Error {
    /// An error of a kind with its message for the user.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), step: None, detail: None, problems: Vec::new() }
    }

    /// A defect of OMA itself: something that was thought impossible.
    pub fn internal(detail: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Internal, "Something went wrong inside OMA.").with_detail(detail)
    }

    /// What an execution is told whose video is not its own to make any more.
    pub fn cancelled() -> Self {
        Self::new(
            ErrorKind::Cancelled,
            "The video was cancelled, deleted or started anew while this was under way.",
        )
    }

    /// Adds what the operator needs.
    #[must_use]
    pub fn with_detail(mut self, detail: impl fmt::Display) -> Self {
        self.detail = Some(detail.to_string());
        self
    }

    /// Names the step that failed, unless a step nearer to the cause is named already.
    #[must_use]
    pub fn at(mut self, step: impl fmt::Display) -> Self {
        self.step.get_or_insert_with(|| step.to_string());
        self
    }

    /// An [`ErrorKind::InvalidBrief`] that carries every problem of the brief.
    pub fn invalid_brief(problems: Vec<Problem>) -> Self {
        let list: Vec<String> = problems.iter().map(ToString::to_string).collect();
        let count = match list.len() {
            1 => "a problem".to_owned(),
            n => format!("{n} problems"),
        };
        let message = format!("The brief has {count}: {}", list.join(" "));
        Self { problems, ..Self::new(ErrorKind::InvalidBrief, message) }
    }

    /// The name under which Step Functions and the API know this error.
    pub fn name(&self) -> &'static str {
        self.kind.info().name
    }

    /// Everything a log line or a `Cause` should say, on one line: `[step] message (detail)`.
    /// [`Error::split_text`] takes it apart again.
    pub fn full_text(&self) -> String {
        let step = self.step.as_ref().map(|step| format!("[{step}] ")).unwrap_or_default();
        let detail = self.detail.as_ref().map(|detail| format!(" ({detail})")).unwrap_or_default();
        format!("{step}{}{detail}", self.message)
    }

    /// The step, if one is named, and the rest of a [`Error::full_text`].
    pub fn split_text(text: &str) -> (Option<&str>, &str) {
        let parts = text.strip_prefix('[').and_then(|rest| rest.split_once("] "));
        parts.map_or((None, text), |(step, message)| (Some(step), message))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name(), self.message)
    }
}

impl std::error::Error for Error {}

/// JSON that we wrote ourselves and cannot read back is a defect.
impl From<serde_json::Error> for Error {
    fn from(source: serde_json::Error) -> Self {
        Self::internal(format!("JSON: {source}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_shows_its_name_and_message_but_not_its_detail() {
        let error = Error::new(ErrorKind::MediaFailed, "Scene 2 could not be rendered.")
            .with_detail("exit status 1");
        assert_eq!(error.to_string(), "Oma.MediaFailed: Scene 2 could not be rendered.");
        assert_eq!(error.full_text(), "Scene 2 could not be rendered. (exit status 1)");
        assert_eq!(Error::split_text(&error.full_text()).0, None);
    }

    #[test]
    fn the_step_nearest_to_the_cause_is_named() {
        let error = Error::internal("x").at("editor.segment 2").at("editor");
        let text = error.full_text();
        assert_eq!(Error::split_text(&text).0, Some("editor.segment 2"));
        assert!(Error::split_text(&text).1.starts_with("Something"));
    }

    #[test]
    fn an_error_survives_json() {
        let error = Error::invalid_brief(vec![Problem::new("title", "is missing", "3 to 200")]);
        let json = serde_json::to_string(&error).unwrap();
        assert_eq!(serde_json::from_str::<Error>(&json).unwrap(), error);
    }
}
