//! What went wrong, and whether it is charged.
//!
//! Bedrock charges for tokens that a model read and wrote. A request that was turned down before a
//! model saw it costs nothing; AWS does not document what a model's time-out or error in the middle
//! costs, so those count as charged, as does an answer that never arrived.
//! <https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html>

use std::error::Error as StdError;
use std::fmt::Write as _;
use std::io;

use aws_sdk_bedrockruntime::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_bedrockruntime::operation::RequestId as _;
use oma_core::spend::{CallFailure, Charge};
use oma_core::{Error, ErrorKind};

/// Names a failed call. Neither message nor detail repeats what the service wrote: its texts may
/// quote the request.
pub(super) fn from_sdk<E>(error: &SdkError<E>) -> CallFailure
where
    E: ProvideErrorMetadata + StdError + 'static,
{
    let status = error.raw_response().map(|response| response.status().as_u16());
    let (kind, what, charge) = match error {
        SdkError::ServiceError(_) => refused(error.code().unwrap_or_default(), status),
        SdkError::ConstructionFailure(_) => {
            (ErrorKind::ProviderRefused, "was sent nothing", Charge::Nothing)
        }
        SdkError::DispatchFailure(failure) if lacks_credentials(failure.as_connector_error()) => (
            ErrorKind::ProviderRefused,
            "needs AWS credentials, and there are none",
            Charge::Nothing,
        ),
        SdkError::DispatchFailure(failure) if never_arrived(failure.as_connector_error()) => {
            (ErrorKind::ProviderUnavailable, "could not be reached", Charge::Nothing)
        }
        SdkError::ResponseError(_) => {
            (ErrorKind::ProviderBadAnswer, "answered something unreadable", Charge::Unknown)
        }
        _ => (ErrorKind::ProviderUnavailable, "did not answer in time", Charge::Unknown),
    };
    let mut detail = format!("Converse: {}", error.code().unwrap_or("no code"));
    // Writing to a String cannot fail.
    if let Some(status) = status {
        let _ = write!(detail, ", status {status}");
    }
    if let Some(id) = error.request_id() {
        let _ = write!(detail, ", request {id}");
    }
    let error = Error::new(kind, format!("bedrock {what}.")).with_detail(detail);
    CallFailure { error, charge, retry_after_ms: None }
}

fn refused(code: &str, status: Option<u16>) -> (ErrorKind, &'static str, Charge) {
    use ErrorKind::{ProviderRefused, ProviderThrottled, ProviderUnavailable};
    match (code, status) {
        (
            "ThrottlingException" | "ServiceQuotaExceededException" | "TooManyRequestsException",
            _,
        ) => (ProviderThrottled, "asks to slow down", Charge::Nothing),
        ("ModelNotReadyException", _) => {
            (ProviderUnavailable, "is still loading the model", Charge::Nothing)
        }
        ("ModelTimeoutException", _) => {
            (ProviderUnavailable, "gave up waiting for the model", Charge::Unknown)
        }
        ("ModelErrorException", _) => {
            (ProviderUnavailable, "says that the model failed", Charge::Unknown)
        }
        ("AccessDeniedException", _) => {
            (ProviderRefused, "does not let this role use the model", Charge::Nothing)
        }
        ("ResourceNotFoundException", _) => {
            (ProviderRefused, "does not know the model in this region", Charge::Nothing)
        }
        ("ValidationException", _) => {
            (ProviderRefused, "does not accept the request for this model", Charge::Nothing)
        }
        (_, Some(401 | 403)) => (ProviderRefused, "refuses the credentials", Charge::Nothing),
        (_, Some(429)) => (ProviderThrottled, "asks to slow down", Charge::Nothing),
        (_, Some(500..)) => (ProviderUnavailable, "is down", Charge::Nothing),
        (_, Some(200..300) | None) => {
            (ErrorKind::ProviderBadAnswer, "answered something unreadable", Charge::Unknown)
        }
        _ => (ProviderRefused, "refuses the request", Charge::Nothing),
    }
}

type Connector<'a> = Option<&'a aws_sdk_bedrockruntime::error::ConnectorError>;

fn causes(error: Connector<'_>) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    let first = error.map(|error| error as &(dyn StdError + 'static));
    std::iter::successors(first, |error| (*error).source())
}

/// Whether nobody was there to take the request.
fn never_arrived(error: Connector<'_>) -> bool {
    use io::ErrorKind::{AddrNotAvailable, ConnectionRefused, HostUnreachable, NetworkUnreachable};
    causes(error).any(|cause| {
        let kind = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let refused = [AddrNotAvailable, ConnectionRefused, HostUnreachable, NetworkUnreachable];
        kind.is_some_and(|kind| refused.contains(&kind))
    })
}

fn lacks_credentials(error: Connector<'_>) -> bool {
    causes(error).any(|cause| cause.to_string().to_lowercase().contains("credentials"))
}
