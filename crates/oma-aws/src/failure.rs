//! The one place where an error of the SDK gets a name of ours.
//!
//! Neither message nor detail repeats what the service wrote: its texts may quote the request.

use std::error::Error as StdError;
use std::fmt::{self, Write as _};

use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::operation::RequestId as _;
use oma_core::{Error, ErrorKind};

/// Who failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Service {
    DynamoDb,
    S3,
    StepFunctions,
    SecretsManager,
    Scheduler,
}

/// Codes by which services ask a client to slow down.
const THROTTLED: &[&str] = &[
    "BandwidthLimitExceeded",
    "ExecutionLimitExceeded",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
];
const UNAVAILABLE: &[&str] = &["InternalError", "InternalServerError", "RequestTimeout"];
/// `TaskTimedOut`: somebody else answered the task token, or nobody did in time.
const CONFLICT: &[&str] = &[
    "ConditionalCheckFailedException",
    "ConditionalRequestConflict",
    "ExecutionAlreadyExists",
    "PreconditionFailed",
    "TaskTimedOut",
    "TransactionConflictException",
];
const NOT_FOUND: &[&str] =
    &["ExecutionDoesNotExist", "InvalidToken", "NoSuchKey", "NotFound", "TaskDoesNotExist"];

/// Names an error of the SDK. The detail holds the operation, the code, the status and the
/// request id, which is what AWS support asks for.
pub(crate) fn from_sdk<E>(service: Service, operation: &str, error: &SdkError<E>) -> Error
where
    E: ProvideErrorMetadata + StdError + 'static,
{
    let code = error.code();
    let status = error.raw_response().map(|response| response.status().as_u16());
    let kind = match error {
        SdkError::ServiceError(_) => kind_of(service, code, status),
        SdkError::TimeoutError(_) | SdkError::DispatchFailure(_) | SdkError::ResponseError(_) => {
            ErrorKind::StorageUnavailable
        }
        _ => ErrorKind::Internal,
    };
    let mut detail = format!("{service} {operation}: {}", cause(code, error));
    // Writing to a String cannot fail.
    if let Some(status) = status {
        let _ = write!(detail, ", status {status}");
    }
    if let Some(id) = error.request_id() {
        let _ = write!(detail, ", request {id}");
    }
    named(service, kind).with_detail(detail)
}

/// An answer that broke off while its body was read.
pub(crate) fn broken_body(service: Service, operation: &str, source: &dyn fmt::Display) -> Error {
    named(service, ErrorKind::StorageUnavailable)
        .with_detail(format!("{service} {operation}: reading the body: {source}"))
}

/// Says what it is that does not exist; other errors stay as they are.
pub(crate) fn absent_as(mut error: Error, message: impl FnOnce() -> String) -> Error {
    if error.kind == ErrorKind::NotFound {
        error.message = message();
    }
    error
}

fn kind_of(service: Service, code: Option<&str>, status: Option<u16>) -> ErrorKind {
    let code = code.unwrap_or_default();
    // A table or bucket that is not there is a wrong deployment, not a missing record.
    let deployment = matches!(
        (service, code),
        (Service::DynamoDb, "ResourceNotFoundException") | (Service::S3, "NoSuchBucket")
    );
    match status {
        _ if deployment => ErrorKind::Internal,
        _ if THROTTLED.contains(&code) => ErrorKind::StorageThrottled,
        _ if CONFLICT.contains(&code) => ErrorKind::Conflict,
        _ if NOT_FOUND.contains(&code) || code == "ResourceNotFoundException" => {
            ErrorKind::NotFound
        }
        _ if UNAVAILABLE.contains(&code) => ErrorKind::StorageUnavailable,
        Some(404) => ErrorKind::NotFound,
        Some(409 | 412) => ErrorKind::Conflict,
        Some(429) => ErrorKind::StorageThrottled,
        Some(500..) => ErrorKind::StorageUnavailable,
        _ => ErrorKind::Internal,
    }
}

fn named(service: Service, kind: ErrorKind) -> Error {
    let message = match kind {
        ErrorKind::StorageThrottled => format!("{service} asks us to slow down."),
        ErrorKind::StorageUnavailable => format!("{service} does not answer."),
        ErrorKind::NotFound => format!("{service} does not have what was asked for."),
        ErrorKind::Conflict => "Somebody else changed the same thing at the same time.".to_owned(),
        _ => return Error::internal(""),
    };
    Error::new(kind, message)
}

/// The service's code, or why there is none. Below the service only addresses and I/O errors
/// are told of, so their texts may be shown.
fn cause<E>(code: Option<&str>, error: &SdkError<E>) -> String
where
    E: StdError + 'static,
{
    if let Some(code) = code {
        return code.to_owned();
    }
    let mut text = match error {
        SdkError::ServiceError(_) => return "no code".to_owned(),
        // What was built from the request may quote it.
        SdkError::ConstructionFailure(_) => return "the request could not be built".to_owned(),
        other => other.to_string(),
    };
    let mut source = error.source();
    while let Some(next) = source {
        let _ = write!(text, ": {next}");
        source = next.source();
    }
    text
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DynamoDb => "DynamoDB",
            Self::S3 => "S3",
            Self::StepFunctions => "Step Functions",
            Self::SecretsManager => "Secrets Manager",
            Self::Scheduler => "EventBridge Scheduler",
        })
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_s3::config::http::HttpResponse;
    use aws_sdk_s3::error::{ConnectorError, ErrorMetadata};
    use aws_sdk_s3::primitives::SdkBody;

    use super::*;

    fn answered(service: Service, code: &str, status: u16) -> Error {
        let metadata = ErrorMetadata::builder().code(code).message("pk=USER#secret").build();
        let mut raw = HttpResponse::new(status.try_into().unwrap(), SdkBody::empty());
        raw.headers_mut().insert("x-amzn-requestid", "R1");
        from_sdk(service, "PutItem", &SdkError::service_error(metadata, raw))
    }

    #[test]
    fn every_code_has_its_kind() {
        use ErrorKind::{Conflict, Internal, NotFound, StorageThrottled, StorageUnavailable};
        use Service::{DynamoDb, S3, SecretsManager, StepFunctions};
        for (service, code, status, kind) in [
            (DynamoDb, "ProvisionedThroughputExceededException", 400, StorageThrottled),
            (DynamoDb, "ThrottlingException", 400, StorageThrottled),
            (DynamoDb, "RequestLimitExceeded", 400, StorageThrottled),
            (S3, "SlowDown", 503, StorageThrottled),
            (SecretsManager, "TooManyRequestsException", 429, StorageThrottled),
            (StepFunctions, "Unheard", 429, StorageThrottled),
            (StepFunctions, "ExecutionLimitExceeded", 400, StorageThrottled),
            (DynamoDb, "InternalServerError", 500, StorageUnavailable),
            (S3, "ServiceUnavailable", 503, StorageUnavailable),
            (S3, "RequestTimeout", 400, StorageUnavailable),
            (S3, "NoSuchKey", 404, NotFound),
            (S3, "Whatever", 404, NotFound),
            (SecretsManager, "ResourceNotFoundException", 400, NotFound),
            (StepFunctions, "TaskDoesNotExist", 400, NotFound),
            (DynamoDb, "ConditionalCheckFailedException", 400, Conflict),
            (StepFunctions, "ExecutionAlreadyExists", 400, Conflict),
            (StepFunctions, "TaskTimedOut", 400, Conflict),
            (DynamoDb, "TransactionConflictException", 400, Conflict),
            (DynamoDb, "ResourceNotFoundException", 400, Internal),
            (S3, "NoSuchBucket", 404, Internal),
            (S3, "AccessDenied", 403, Internal),
            (DynamoDb, "ValidationException", 400, Internal),
        ] {
            assert_eq!(answered(service, code, status).kind, kind, "{service} {code} {status}");
        }
    }

    #[test]
    fn the_detail_says_what_support_asks_for_and_quotes_nothing() {
        let error = answered(Service::DynamoDb, "ValidationException", 400);
        let detail = error.detail.clone().unwrap();
        assert_eq!(detail, "DynamoDB PutItem: ValidationException, status 400, request R1");
        assert!(!error.full_text().contains("secret"));
    }

    #[test]
    fn what_never_reached_the_service_is_unavailable() {
        let refused = std::io::Error::from(std::io::ErrorKind::ConnectionRefused);
        let dispatch =
            SdkError::<ErrorMetadata>::dispatch_failure(ConnectorError::io(refused.into()));
        let late = SdkError::<ErrorMetadata>::timeout_error("after 30 s");
        for error in [&dispatch, &late] {
            let named = from_sdk(Service::S3, "GetObject", error);
            assert_eq!(named.kind, ErrorKind::StorageUnavailable);
        }
        let detail = from_sdk(Service::S3, "GetObject", &dispatch).detail.unwrap();
        assert!(detail.contains("connection refused"), "{detail}");
    }

    #[test]
    fn a_request_that_cannot_be_built_is_our_defect_and_is_not_quoted() {
        let error = SdkError::<ErrorMetadata>::construction_failure("bad header: hush");
        let named = from_sdk(Service::S3, "PutObject", &error);
        assert_eq!(named.kind, ErrorKind::Internal);
        assert!(!named.full_text().contains("hush"));
    }
}
