use std::fmt::Write as _;

use super::ErrorKind;

/// Whether asking again can help, and how soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// The same input fails again: the state machine gives up at once.
    Never,
    /// Asked to slow down: the state machine waits long, with full jitter.
    Throttled,
    /// A passing fault: the state machine tries again soon.
    Transient,
    /// Only the API answers it; no state machine ever meets it.
    ApiOnly,
}

/// One row of the table of errors.
#[derive(Debug, Clone, Copy)]
pub struct ErrorInfo {
    /// The kind this row is about.
    pub kind: ErrorKind,
    /// The stable name: `errorType` of a Lambda, `Error` of a state, `type` of a problem document.
    pub name: &'static str,
    /// The status code of the API's answer.
    pub http_status: u16,
    /// Whether the state machine tries again.
    pub retry: Retry,
    /// What happened, for a reader of the docs.
    pub meaning: &'static str,
    /// What the user can do.
    pub action: &'static str,
}

const fn row(
    kind: ErrorKind,
    name: &'static str,
    http_status: u16,
    retry: Retry,
    meaning: &'static str,
    action: &'static str,
) -> ErrorInfo {
    ErrorInfo { kind, name, http_status, retry, meaning, action }
}

#[rustfmt::skip]
pub(super) const TABLE: &[ErrorInfo] = &[
    row(ErrorKind::InvalidBrief, "Oma.InvalidBrief", 422, Retry::Never,
        "The brief breaks one or more rules; all of them are listed with their path.",
        "Correct the fields named and send the brief again."),
    row(ErrorKind::InvalidManifest, "Oma.InvalidManifest", 422, Retry::Never,
        "A row of the batch's manifest cannot be made; each is listed with its line and field.",
        "Correct the rows named, or ask for the others alone with skip_invalid."),
    row(ErrorKind::InvalidEvent, "Oma.InvalidEvent", 400, Retry::Never,
        "An agent was called with something it cannot read.",
        "Start videos through the API or `oma generate`; if you did, report it."),
    row(ErrorKind::InvalidAsset, "Oma.InvalidAsset", 422, Retry::Never,
        "An image, clip or sound of the user's cannot be read or is of a kind OMA cannot use.",
        "Replace the file named; `ffprobe FILE` shows whether it is sound."),
    row(ErrorKind::ContentRejected, "Oma.ContentRejected", 422, Retry::Never,
        "A provider's policy, or OMA's, refuses the content.",
        "Change the words or pictures named in the message."),
    row(ErrorKind::BudgetExceeded, "Oma.BudgetExceeded", 402, Retry::Never,
        "The next call would cost more than the budget leaves.",
        "Raise `budget_usd` or choose cheaper providers; finished steps are kept and not paid again."),
    row(ErrorKind::ProviderThrottled, "Oma.ProviderThrottled", 503, Retry::Throttled,
        "A provider asks OMA to slow down, and kept asking.",
        "Try again later; finished steps are kept."),
    row(ErrorKind::ProviderUnavailable, "Oma.ProviderUnavailable", 503, Retry::Transient,
        "A provider is down or does not answer in time.",
        "Try again later, or allow fallbacks."),
    row(ErrorKind::ProviderRefused, "Oma.ProviderRefused", 502, Retry::Never,
        "A provider refuses the request: a wrong key, an unknown model or voice, no credit.",
        "Check the key and the name in the message."),
    row(ErrorKind::ProviderBadAnswer, "Oma.ProviderBadAnswer", 502, Retry::Transient,
        "A provider answered with something that cannot be used, twice.",
        "Try again, or choose another model."),
    row(ErrorKind::DependencyMissing, "Oma.DependencyMissing", 500, Retry::Never,
        "A program or file that OMA needs is not installed.",
        "Run `oma doctor`: it names what is missing and how to get it."),
    row(ErrorKind::FallbackForbidden, "Oma.FallbackForbidden", 422, Retry::Never,
        "Something would have to be replaced, and the brief says `fallbacks: never`.",
        "Provide what is missing, or set `fallbacks: allow`."),
    row(ErrorKind::MediaFailed, "Oma.MediaFailed", 500, Retry::Transient,
        "A picture could not be drawn or ffmpeg ended with an error.",
        "Run `oma doctor`; look at the detail in the report."),
    row(ErrorKind::ReviewFailed, "Oma.ReviewFailed", 500, Retry::Never,
        "The finished film does not pass one of the checks; the report names it and its value.",
        "Look at `review` in the report; finished steps are kept."),
    row(ErrorKind::Rejected, "Oma.Rejected", 409, Retry::Never,
        "A person rejected the script or the film.",
        "Change the brief as the reason says and make it again."),
    row(ErrorKind::ApprovalTimedOut, "Oma.ApprovalTimedOut", 408, Retry::Never,
        "Nobody approved or rejected in time.",
        "Start the video again and answer in time; finished steps are kept."),
    row(ErrorKind::Cancelled, "Oma.Cancelled", 409, Retry::Never,
        "The video was cancelled, deleted or started anew while this was under way.",
        "Nothing; to have the video after all, retry it. Finished steps are kept."),
    row(ErrorKind::NotFound, "Oma.NotFound", 404, Retry::Never,
        "The thing asked for does not exist, or not for this user.",
        "Check the id."),
    row(ErrorKind::MalformedRequest, "Oma.MalformedRequest", 400, Retry::ApiOnly,
        "The request is not written as the API reads it.",
        "Send one JSON object; the message says where reading stopped."),
    row(ErrorKind::InvalidRequest, "Oma.InvalidRequest", 422, Retry::ApiOnly,
        "One or more fields of the request break a rule; all of them are listed.",
        "Correct the fields named and send the request again."),
    row(ErrorKind::IdempotencyMismatch, "Oma.IdempotencyMismatch", 422, Retry::ApiOnly,
        "The idempotency key was used before with another request.",
        "Send a new key with a new request, and the old key only with the old one."),
    row(ErrorKind::RateLimited, "Oma.RateLimited", 429, Retry::ApiOnly,
        "Too many requests in a short time.",
        "Wait as long as the header `Retry-After` says."),
    row(ErrorKind::QuotaExceeded, "Oma.QuotaExceeded", 429, Retry::ApiOnly,
        "A quota is used up: videos at once, videos a day, or money a month.",
        "Wait until the time in the message, or ask an administrator for more."),
    row(ErrorKind::Unauthenticated, "Oma.Unauthenticated", 401, Retry::ApiOnly,
        "The request does not say who sends it.",
        "Sign in and send the token in the header `Authorization`."),
    row(ErrorKind::Forbidden, "Oma.Forbidden", 403, Retry::ApiOnly,
        "The sender of the request is not in a group that may do this.",
        "Ask an administrator for the group named in the message."),
    row(ErrorKind::MethodNotAllowed, "Oma.MethodNotAllowed", 405, Retry::ApiOnly,
        "The resource does not know this method.",
        "Use a method that the header `Allow` names."),
    row(ErrorKind::PayloadTooLarge, "Oma.PayloadTooLarge", 413, Retry::ApiOnly,
        "The body of the request is too large.",
        "Send less; the message names the limit."),
    row(ErrorKind::UnsupportedMediaType, "Oma.UnsupportedMediaType", 415, Retry::ApiOnly,
        "The body of the request is of a kind that the API does not read.",
        "Send JSON with the header `Content-Type: application/json`."),
    row(ErrorKind::Conflict, "Oma.Conflict", 409, Retry::Transient,
        "It does not go together with what there is now: a state that does not allow it, or somebody else's change.",
        "Read it again; the message says what stands in the way."),
    row(ErrorKind::StorageThrottled, "Oma.StorageThrottled", 503, Retry::Throttled,
        "DynamoDB or S3 asks OMA to slow down.",
        "Nothing: OMA waits and tries again."),
    row(ErrorKind::StorageUnavailable, "Oma.StorageUnavailable", 503, Retry::Transient,
        "DynamoDB or S3 does not answer, or the disk is full.",
        "Try again; on one machine, check the free space."),
    row(ErrorKind::TimedOut, "Oma.TimedOut", 504, Retry::Never,
        "A state or the whole execution ran out of time.",
        "Start the video again: finished steps are kept."),
    row(ErrorKind::Interrupted, "Oma.Interrupted", 500, Retry::Never,
        "The process that made the video stopped before it was done.",
        "Start the same brief again: finished steps are kept."),
    row(ErrorKind::Internal, "Oma.Internal", 500, Retry::Transient,
        "A defect of OMA.",
        "Report it, with the report of the video."),
];

/// `docs/errors.md`, made from the table so that the two cannot differ.
pub fn to_markdown() -> String {
    let mut page = String::from(
        "# Errors\n\n\
         One table, used by the state machine, the API and the command line. \
         This page is made from it: `oma errors > docs/errors.md`.\n\n\
         *Retry*: `never` fails at once, `throttled` waits long with full jitter, \
         `transient` tries again soon, `-` is an answer of the API alone.\n\n\
         | Name | HTTP | Retry | What happened | What you can do |\n\
         |---|---|---|---|---|\n",
    );
    for info in TABLE {
        let retry = match info.retry {
            Retry::Never => "never",
            Retry::Throttled => "throttled",
            Retry::Transient => "transient",
            Retry::ApiOnly => "-",
        };
        // Writing to a String cannot fail.
        let _ = writeln!(
            page,
            "| `{}` | {} | {retry} | {} | {} |",
            info.name, info.http_status, info.meaning, info.action
        );
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_the_name_of_its_kind_and_stands_once() {
        for info in TABLE {
            assert_eq!(info.name, format!("Oma.{:?}", info.kind));
            assert_eq!(ErrorKind::from_name(info.name), Some(info.kind));
            assert_eq!(info.kind.info().name, info.name, "{:?} has two rows", info.kind);
        }
    }

    #[test]
    fn every_kind_has_a_row() {
        // `Internal` is the last kind; a kind without a row would fall back to the last row.
        assert_eq!(TABLE.len(), ErrorKind::Internal as usize + 1);
    }

    #[test]
    fn the_page_lists_every_name() {
        let page = to_markdown();
        for info in TABLE {
            assert!(page.contains(info.name));
        }
    }
}
