use oma_core::{Error, ErrorKind};

/// What the log tells of an error: the operator's part of it.
pub(crate) struct Told<'a> {
    /// What failed.
    pub(crate) message: &'a str,
    /// What only an operator needs.
    pub(crate) detail: Option<&'a str>,
    /// The paths of the brief's fields that are wrong.
    pub(crate) problems: Option<String>,
}

impl<'a> Told<'a> {
    /// Where the message tells somebody of their own words, it may quote them; it goes to them
    /// alone, and the log has the meaning of the error's name instead.
    pub(crate) fn of(error: &'a Error) -> Self {
        let paths: Vec<_> = error.problems.iter().map(|problem| problem.path.as_str()).collect();
        let problems = (!paths.is_empty()).then(|| paths.join(", "));
        if may_quote(error.kind) {
            return Self { message: error.kind.info().meaning, detail: None, problems };
        }
        Self { message: &error.message, detail: error.detail.as_deref(), problems }
    }
}

/// Errors whose texts may hold words of a brief, an event or a person.
fn may_quote(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::InvalidBrief
            | ErrorKind::InvalidEvent
            | ErrorKind::InvalidAsset
            | ErrorKind::ContentRejected
            | ErrorKind::Rejected
    )
}
