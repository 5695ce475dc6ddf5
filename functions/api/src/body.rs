use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use oma_core::ErrorKind;
use serde_json::Value;

use crate::problem::Failed;

/// The most bytes of a body. The largest brief within the limits of its fields is about 200 KB when
/// it has fifty pictures, and more when its text is escaped.
pub(crate) const MAX_BODY_BYTES: usize = 512 * 1024;

/// A body of JSON, of whatever shape. `serde_json` reads nothing nested deeper than 128 levels.
pub(crate) struct JsonBody(pub(crate) Value);

impl aide::OperationInput for JsonBody {}

impl<S: Sync> FromRequest<S> for JsonBody {
    type Rejection = Failed;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failed> {
        if !is_json(request.headers()) {
            let message = "The body must be JSON, with the header Content-Type: application/json.";
            return Err(Failed::new(ErrorKind::UnsupportedMediaType, message));
        }
        let bytes = axum::body::to_bytes(request.into_body(), MAX_BODY_BYTES).await;
        let bytes = bytes.map_err(|_| {
            let limit = MAX_BODY_BYTES / 1024;
            let message = format!("The body is larger than {limit} KiB, or was cut off.");
            Failed::new(ErrorKind::PayloadTooLarge, message)
        })?;
        let value = serde_json::from_slice(&bytes).map_err(|error| {
            Failed::new(ErrorKind::MalformedRequest, format!("The body is not JSON: {error}."))
        })?;
        Ok(Self(value))
    }
}

/// `application/json` or any `application/…+json`, with or without parameters.
fn is_json(headers: &HeaderMap) -> bool {
    let text = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = text.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    let essence = essence.to_ascii_lowercase();
    let subtype = essence.strip_prefix("application/");
    subtype.is_some_and(|subtype| subtype == "json" || subtype.ends_with("+json"))
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
