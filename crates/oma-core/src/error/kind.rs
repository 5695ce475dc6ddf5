use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::table::{ErrorInfo, TABLE};

/// Every way in which OMA fails, as one closed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The brief breaks a rule.
    InvalidBrief,
    /// A row of a batch's manifest cannot be made.
    InvalidManifest,
    /// A state sent an agent something it cannot read.
    InvalidEvent,
    /// The user's own image, clip or sound cannot be used.
    InvalidAsset,
    /// A provider's policy or ours refuses the content.
    ContentRejected,
    /// The next call would cross the budget.
    BudgetExceeded,
    /// A provider asks us to slow down.
    ProviderThrottled,
    /// A provider is down or does not answer in time.
    ProviderUnavailable,
    /// A provider refuses the request and will refuse it again.
    ProviderRefused,
    /// A provider answers with something unusable.
    ProviderBadAnswer,
    /// A program or a file that OMA needs is not installed.
    DependencyMissing,
    /// A replacement would be needed and the brief says `fallbacks: never`.
    FallbackForbidden,
    /// ffmpeg or the drawing of a picture failed.
    MediaFailed,
    /// The finished film does not pass its review.
    ReviewFailed,
    /// A person rejected the script or the film.
    Rejected,
    /// Nobody approved or rejected in time.
    ApprovalTimedOut,
    /// The video's owner stopped or deleted it, or started a newer execution of it.
    Cancelled,
    /// The thing asked for does not exist, or not for this user.
    NotFound,
    /// A request to the API is not written as the API reads it.
    MalformedRequest,
    /// A field of a request to the API, other than a brief's, breaks a rule.
    InvalidRequest,
    /// An idempotency key was used before with another request.
    IdempotencyMismatch,
    /// Too many requests in a short time.
    RateLimited,
    /// A quota of the user is used up.
    QuotaExceeded,
    /// A request to the API does not say who sends it.
    Unauthenticated,
    /// The sender of a request may not do this.
    Forbidden,
    /// The API's resource does not know this method.
    MethodNotAllowed,
    /// The body of a request is too large.
    PayloadTooLarge,
    /// The body of a request is of a kind that the API does not read.
    UnsupportedMediaType,
    /// Somebody else changed the same thing at the same time.
    Conflict,
    /// DynamoDB or S3 asks us to slow down.
    StorageThrottled,
    /// DynamoDB or S3 does not answer.
    StorageUnavailable,
    /// A state or the whole execution ran out of time.
    TimedOut,
    /// The process that made the video stopped before it was done.
    Interrupted,
    /// A defect of OMA.
    Internal,
}

impl ErrorKind {
    /// All kinds, in the order of the table in `docs/errors.md`.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|info| info.kind)
    }

    /// What the table says about this kind.
    pub fn info(self) -> &'static ErrorInfo {
        // The table has one row for each kind (tested), so the fallback row is never reached.
        TABLE.iter().find(|info| info.kind == self).unwrap_or(&TABLE[TABLE.len() - 1])
    }

    /// The kind with this name, as posted by an agent (`Oma.InvalidBrief`).
    pub fn from_name(name: &str) -> Option<Self> {
        TABLE.iter().find(|info| info.name == name).map(|info| info.kind)
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.info().name)
    }
}

impl Serialize for ErrorKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.info().name)
    }
}

impl<'de> Deserialize<'de> for ErrorKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::from_name(&name)
            .ok_or_else(|| serde::de::Error::custom(format!("unknown error name {name}")))
    }
}
