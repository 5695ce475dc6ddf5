//! Exit codes, and errors as people read them.

use std::process::ExitCode;

use oma_core::{Error, ErrorKind};

/// What a command ends with.
pub(crate) enum Failure {
    /// An error that still has to be told.
    Error(Box<Error>),
    /// It was told already; only the code is left.
    Told(ErrorKind),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(Box::new(error))
    }
}

/// The result of a command.
pub(crate) type Outcome = Result<(), Failure>;

/// 0 done, 2 the brief is wrong, 3 something is not installed, 1 anything else.
pub(crate) fn exit_code(outcome: Outcome) -> ExitCode {
    let kind = match outcome {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Failure::Told(kind)) => kind,
        Err(Failure::Error(error)) => {
            eprintln!("{}", tell(&error));
            error.kind
        }
    };
    match kind {
        ErrorKind::InvalidBrief => ExitCode::from(2),
        ErrorKind::DependencyMissing => ExitCode::from(3),
        _ => ExitCode::FAILURE,
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
