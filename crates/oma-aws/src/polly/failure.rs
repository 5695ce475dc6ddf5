//! What went wrong, and whether it is charged: Polly charges for what it has spoken, so a request that
//! it turned down costs nothing, and one whose answer never arrived may have cost.

use std::error::Error as StdError;
use std::fmt::Write as _;
use std::io;

use aws_sdk_polly::error::{ConnectorError, ProvideErrorMetadata, SdkError};
use aws_sdk_polly::operation::RequestId as _;
use oma_core::spend::{CallFailure, Charge};
use oma_core::{Error, ErrorKind};

/// Names a failed call. Neither message nor detail repeats what the service wrote: its texts may
/// quote the request.
pub(super) fn from_sdk<E>(error: &SdkError<E>) -> CallFailure
where
    E: ProvideErrorMetadata + StdError + 'static,
{
    use ErrorKind::{ProviderBadAnswer, ProviderRefused, ProviderUnavailable};
    let status = error.raw_response().map(|response| response.status().as_u16());
    let (kind, what, charge) = match error {
        SdkError::ServiceError(_) => refused(error.code().unwrap_or_default(), status),
        SdkError::ConstructionFailure(_) => (ProviderRefused, "was sent nothing", Charge::Nothing),
        SdkError::DispatchFailure(failure) if lacks_credentials(failure.as_connector_error()) => {
            (ProviderRefused, "needs AWS credentials, and there are none", Charge::Nothing)
        }
        SdkError::DispatchFailure(failure) if never_arrived(failure.as_connector_error()) => {
            (ProviderUnavailable, "could not be reached", Charge::Nothing)
        }
        SdkError::ResponseError(_) => {
            (ProviderBadAnswer, "answered something unreadable", Charge::Unknown)
        }
        _ => (ProviderUnavailable, "did not answer in time", Charge::Unknown),
    };
    let mut detail = format!("SynthesizeSpeech: {}", error.code().unwrap_or("no code"));
    // Writing to a String cannot fail.
    if let Some(status) = status {
        let _ = write!(detail, ", status {status}");
    }
    if let Some(id) = error.request_id() {
        let _ = write!(detail, ", request {id}");
    }
    let error = Error::new(kind, format!("polly {what}.")).with_detail(detail);
    CallFailure { error, charge, retry_after_ms: None }
}

fn refused(code: &str, status: Option<u16>) -> (ErrorKind, &'static str, Charge) {
    use ErrorKind::{ProviderRefused, ProviderThrottled, ProviderUnavailable};
    let (kind, what) = match (code, status) {
        ("ThrottlingException" | "TooManyRequestsException" | "Throttling", _) | (_, Some(429)) => {
            (ProviderThrottled, "asks to slow down")
        }
        ("ServiceFailureException", _) | (_, Some(500..)) => (ProviderUnavailable, "is down"),
        ("AccessDeniedException", _) => (ProviderRefused, "does not let this role speak"),
        ("EngineNotSupportedException" | "LanguageNotSupportedException", _) => {
            (ProviderRefused, "does not have this voice with this engine and language here")
        }
        ("TextLengthExceededException", _) => (ProviderRefused, "takes no text of this length"),
        (_, Some(401 | 403)) => (ProviderRefused, "refuses the credentials"),
        (_, Some(200..300) | None) => {
            let what = "answered something unreadable";
            return (ErrorKind::ProviderBadAnswer, what, Charge::Unknown);
        }
        _ => (ProviderRefused, "refuses the request"),
    };
    (kind, what, Charge::Nothing)
}

fn causes(error: Option<&ConnectorError>) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    let first = error.map(|error| error as &(dyn StdError + 'static));
    std::iter::successors(first, |error| (*error).source())
}

/// Whether nobody was there to take the request.
fn never_arrived(error: Option<&ConnectorError>) -> bool {
    use io::ErrorKind::{AddrNotAvailable, ConnectionRefused, HostUnreachable, NetworkUnreachable};
    causes(error).any(|cause| {
        let kind = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let refused = [AddrNotAvailable, ConnectionRefused, HostUnreachable, NetworkUnreachable];
        kind.is_some_and(|kind| refused.contains(&kind))
    })
}

fn lacks_credentials(error: Option<&ConnectorError>) -> bool {
    causes(error).any(|cause| cause.to_string().to_lowercase().contains("credentials"))
}
