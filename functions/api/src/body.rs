use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use oma_core::{Error, ErrorKind};
use serde_json::Value;
use tokio::time::timeout;

use crate::problem::Failed;

/// The most bytes of a body. The largest brief within the limits of its fields is about 200 KB when
/// it has fifty pictures, and more when its text is escaped.
pub(crate) const MAX_BODY_BYTES: usize = 512 * 1024;
/// How long a body may take to arrive, however steadily its bytes drip. On Lambda it is there before
/// the request is.
const BODY_WITHIN: Duration = Duration::from_secs(20);

/// A body of JSON, of whatever shape, as every reader reads it ([`oma_core::check::read`]).
pub(crate) struct JsonBody(pub(crate) Value);

impl aide::OperationInput for JsonBody {}

impl<S: Sync> FromRequest<S> for JsonBody {
    type Rejection = Failed;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failed> {
        if !is_json(request.headers()) {
            let message = "The body must be JSON, with the header Content-Type: application/json.";
            return Err(Failed::new(ErrorKind::UnsupportedMediaType, message));
        }
        if is_encoded(request.headers()) {
            let message = "The body must not be compressed: without the header Content-Encoding.";
            return Err(Failed::new(ErrorKind::UnsupportedMediaType, message));
        }
        let bytes = whole(request.into_body()).await?;
        let told = |error: Error| {
            let message = error.message.replacen("It", "The body", 1);
            Error { message, ..error }
        };
        Ok(Self(oma_core::check::read(&bytes).map_err(told)?))
    }
}

/// A body, within the limits of size and time.
pub(crate) async fn whole(body: Body) -> Result<Bytes, Failed> {
    let Ok(read) = timeout(BODY_WITHIN, to_bytes(body, MAX_BODY_BYTES)).await else {
        let seconds = BODY_WITHIN.as_secs();
        let message = format!("The body did not arrive within {seconds} seconds.");
        return Err(Failed::new(ErrorKind::MalformedRequest, message));
    };
    read.map_err(|_| {
        let limit = MAX_BODY_BYTES / 1024;
        let message = format!("The body is larger than {limit} KiB, or was cut off.");
        Failed::new(ErrorKind::PayloadTooLarge, message)
    })
}

/// `application/json` or any `application/…+json`, with or without parameters.
fn is_json(headers: &HeaderMap) -> bool {
    let text = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = text.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    let essence = essence.to_ascii_lowercase();
    let subtype = essence.strip_prefix("application/");
    subtype.is_some_and(|subtype| subtype == "json" || subtype.ends_with("+json"))
}

/// A compressed body could be larger than it looks, so none is read.
fn is_encoded(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::CONTENT_ENCODING)
        .iter()
        .any(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_told_by_its_media_type() {
        let with = |text: &str| {
            is_json(&HeaderMap::from_iter([(header::CONTENT_TYPE, text.parse().unwrap())]))
        };
        for json in ["application/json", "Application/JSON; charset=utf-8", "application/x+json"] {
            assert!(with(json), "{json}");
        }
        for other in ["text/json", "application/jsonx", "application/x-www-form-urlencoded", ""] {
            assert!(!with(other), "{other}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }
}
