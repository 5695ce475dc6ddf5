use std::error::Error as StdError;

/// Why a request was not sent, or what became of it. The words are for the user: they name neither
/// an address nor what a name resolves to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The policy forbids it; nothing was sent.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The name has no address.
    #[error("its host is not known")]
    Unresolved,
    /// No connection, or none with a valid certificate.
    #[error("no connection could be made")]
    NotConnected,
    /// A time limit ran out.
    #[error("no answer in time")]
    TimedOut,
    /// A status that is no success.
    #[error("the answer is {0}")]
    Status(u16),
    /// More redirects than the policy allows.
    #[error("it leads from one address to another too often")]
    TooManyRedirects,
    /// More bytes than the policy allows.
    #[error("it is larger than {0} bytes")]
    TooLarge(u64),
    /// A compressed body, which was not asked for.
    #[error("the answer is compressed, which was not asked for")]
    Compressed,
    /// The answer ended early or is no HTTP.
    #[error("the answer broke off or cannot be read")]
    Broken,
    /// The file to write to cannot be written; for operators, since the file is ours.
    #[error("it could not be stored")]
    Disk(String),
    /// The TLS stack has no roots to trust.
    #[error("no requests can be sent from here")]
    Setup(String),
}

/// What of a link is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It cannot be read.
    #[error("is not a link")]
    NotALink,
    /// Not https.
    #[error("is not an https link")]
    Scheme,
    /// A name or password before the host.
    #[error("carries a user name or password")]
    UserInfo,
    /// A port that is not the scheme's own.
    #[error("names a port")]
    Port,
    /// A name that only a private network knows, or a host with a dot at its end.
    #[error("names a host that is not public")]
    Host,
    /// An address that is not public, written down or resolved.
    #[error("leads to an address that is not public")]
    Address,
}

/// A name has no address.
#[derive(Debug, thiserror::Error)]
#[error("no address")]
pub(crate) struct NoAddress;

impl Failure {
    /// What an error of the client comes to. A refusal by our resolver is among its causes.
    pub(crate) fn of(error: &reqwest::Error) -> Self {
        let mut cause: Option<&(dyn StdError + 'static)> = Some(error);
        while let Some(inner) = cause {
            if let Some(refusal) = inner.downcast_ref::<Refusal>() {
                return Self::Refused(*refusal);
            }
            if inner.is::<NoAddress>() {
                return Self::Unresolved;
            }
            cause = inner.source();
        }
        match error {
            error if error.is_timeout() => Self::TimedOut,
            error if error.is_connect() => Self::NotConnected,
            _ => Self::Broken,
        }
    }
}
