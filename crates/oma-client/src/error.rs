use std::path::Path;

use oma_api::problem::Problem;

/// The result of everything here that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call did not work. No variant holds a token, a key or a link.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The API refused the request and said why.
    #[error("{}: {}", .0.name, .0.detail)]
    Refused(Box<Problem>),
    /// Nobody is signed in, or the sign-in has ended.
    #[error("{0}")]
    NotSignedIn(String),
    /// What was to be sent is wrong; nothing was sent.
    #[error("{0}")]
    Input(String),
    /// There was no answer.
    #[error("{server} does not answer: {cause}")]
    Unreachable {
        /// Scheme, host and port.
        server: String,
        /// What the network said.
        cause: String,
    },
    /// Something answered that does not speak as the API does.
    #[error("{server} answered with status {status}, which is not what the API says: {text}")]
    Unexpected {
        /// Scheme, host and port.
        server: String,
        /// The status code.
        status: u16,
        /// The beginning of the answer.
        text: String,
    },
    /// A file on this machine cannot be read or written.
    #[error("{path}: {cause}")]
    File {
        /// Which.
        path: String,
        /// Why.
        cause: String,
    },
}

impl Error {
    pub(crate) fn file(path: &Path, cause: impl std::fmt::Display) -> Self {
        Self::File { path: path.display().to_string(), cause: cause.to_string() }
    }

    /// The problem document, if the API sent one.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Refused(problem) => Some(problem),
            _ => None,
        }
    }

    /// Whether the network, not the request, is to blame: trying later may help.
    pub fn is_gap(&self) -> bool {
        match self {
            Self::Unreachable { .. } => true,
            Self::Unexpected { status, .. } => *status >= 500,
            Self::Refused(problem) => problem.status >= 500 || problem.name == "Oma.RateLimited",
            _ => false,
        }
    }
}
