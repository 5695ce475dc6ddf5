//! Exit codes, and errors as people read them.

use std::process::ExitCode;

use oma_core::{Error, ErrorKind};

/// What a command ends with.
pub(crate) enum Failure {
    /// An error that still has to be told.
    Error(Box<Error>),
    /// It was told already; only the code is left.
    Told(ErrorKind),
    /// What the server said, or why it could not be asked.
    Client(Box<oma_client::Error>),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(Box::new(error))
    }
}

impl From<oma_client::Error> for Failure {
    fn from(error: oma_client::Error) -> Self {
        Self::Client(Box::new(error))
    }
}

impl Failure {
    /// What a person typed, or wrote into a file, cannot be used.
    pub(crate) fn input(message: impl Into<String>) -> Self {
        oma_client::Error::Input(message.into()).into()
    }

    fn code(&self) -> u8 {
        match self {
            Self::Error(error) => code_of(error.kind),
            Self::Told(kind) => code_of(*kind),
            Self::Client(error) => client_code(error),
        }
    }
}

/// The result of a command.
pub(crate) type Outcome = Result<(), Failure>;

/// 0 done, 2 the input is wrong, 3 something is not installed or nobody is signed in, 4 the server
/// refuses, 1 anything else.
pub(crate) fn exit_code(outcome: Outcome) -> ExitCode {
    let Err(failure) = outcome else { return ExitCode::SUCCESS };
    match &failure {
        Failure::Told(_) => {}
        Failure::Error(error) => eprintln!("{}", tell(error)),
        Failure::Client(error) => eprintln!("{}", tell_client(error)),
    }
    ExitCode::from(failure.code())
}

fn code_of(kind: ErrorKind) -> u8 {
    match kind {
        ErrorKind::InvalidBrief | ErrorKind::InvalidManifest => 2,
        ErrorKind::DependencyMissing => 3,
        _ => 1,
    }
}

/// A request whose fields are wrong is wrong input, whoever found it.
fn client_code(error: &oma_client::Error) -> u8 {
    match error {
        oma_client::Error::Input(_) | oma_client::Error::File { .. } => 2,
        oma_client::Error::NotSignedIn(_) => 3,
        oma_client::Error::Refused(problem) => match ErrorKind::from_name(&problem.name) {
            Some(
                ErrorKind::InvalidBrief | ErrorKind::InvalidManifest | ErrorKind::InvalidRequest,
            ) => 2,
            _ if problem.status >= 500 => 1,
            _ => 4,
        },
        oma_client::Error::Unexpected { status, .. } if (400..500).contains(status) => 4,
        _ => 1,
    }
}

/// An error for a terminal: what failed, each problem on a line of its own, what to do.
pub(crate) fn tell(error: &Error) -> String {
    let mut text = format!("error: {}", error.name());
    if error.problems.is_empty() {
        text.push_str(": ");
        text.push_str(&error.full_text());
    } else {
        for problem in &error.problems {
            text.push_str("\n  ");
            text.push_str(&problem.to_string());
        }
    }
    format!("{text}\n{}", error.kind.info().action)
}

/// The same for what a server said.
pub(crate) fn tell_client(error: &oma_client::Error) -> String {
    let oma_client::Error::Refused(problem) = error else { return format!("error: {error}") };
    let mut text = format!("error: {}: {}", problem.name, problem.detail);
    for field in &problem.problems {
        text.push_str("\n  ");
        text.push_str(&field.to_string());
    }
    text.push('\n');
    text.push_str(&problem.action);
    if problem.status >= 500 {
        text.push_str("\nTrace id: ");
        text.push_str(&problem.trace_id);
    }
    text
}

#[cfg(test)]
mod tests {
    use oma_api::problem::Problem;
    use oma_core::brief::Problem as FieldProblem;

    use super::*;

    fn refused(kind: ErrorKind) -> oma_client::Error {
        let info = kind.info();
        oma_client::Error::Refused(Box::new(Problem {
            kind: "urn:oma:error:X".to_owned(),
            title: info.meaning.to_owned(),
            status: info.http_status,
            detail: "The brief has a problem.".to_owned(),
            name: info.name.to_owned(),
            action: info.action.to_owned(),
            problems: vec![FieldProblem::new("title", "is missing", "3 to 200 characters")],
            trace_id: "t-1".to_owned(),
        }))
    }

    #[test]
    fn a_refusal_names_the_field_and_the_fix() {
        let told = tell_client(&refused(ErrorKind::InvalidBrief));
        assert!(told.contains("\n  title is missing; allowed: 3 to 200 characters."), "{told}");
        assert!(told.ends_with("send the brief again."), "{told}");
        assert!(tell_client(&refused(ErrorKind::Internal)).ends_with("Trace id: t-1"));
    }

    #[test]
    fn each_way_to_fail_has_its_exit_code() {
        for (kind, code) in [
            (ErrorKind::InvalidBrief, 2),
            (ErrorKind::InvalidRequest, 2),
            (ErrorKind::NotFound, 4),
            (ErrorKind::QuotaExceeded, 4),
            (ErrorKind::Internal, 1),
        ] {
            assert_eq!(Failure::from(refused(kind)).code(), code, "{kind}");
        }
        let nobody = oma_client::Error::NotSignedIn(String::new());
        assert_eq!(Failure::from(nobody).code(), 3);
    }
}
