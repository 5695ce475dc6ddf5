//! Things that change: an answer carries their version as `ETag`, and a change that was made of an
//! older one is refused.

use axum::Json;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use oma_core::ports::Expected;
use oma_core::{Error, ErrorKind, Result};
use serde::Serialize;

/// Puts the version on an answer.
pub(super) fn tag(response: &mut Response, version: u64) {
    // Digits between quotes are a header's value.
    if let Ok(value) = HeaderValue::try_from(format!("\"{version}\"")) {
        response.headers_mut().insert(header::ETAG, value);
    }
}

/// 200 with a version.
pub(super) fn tagged(body: &impl Serialize, version: u64) -> Response {
    let mut response = Json(body).into_response();
    tag(&mut response, version);
    response
}

/// What a change expects to replace: the version that was just read, which must be one of those
/// that `If-Match` names, if the client sends it.
pub(super) fn expected(headers: &HeaderMap, version: u64) -> Result<Expected> {
    let current = format!("\"{version}\"");
    let mut wanted = headers.get_all(header::IF_MATCH).iter().peekable();
    let matches = |value: &HeaderValue| {
        let tags = value.to_str().unwrap_or_default().split(',').map(str::trim);
        tags.into_iter().any(|tag| tag == "*" || tag == current)
    };
    if wanted.peek().is_none() || wanted.any(matches) {
        return Ok(Expected::Version(version));
    }
    Err(Error::new(ErrorKind::Conflict, "It has changed since it was read."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn if_match_names_the_versions_that_may_be_replaced() {
        let with = |text: &str| HeaderMap::from_iter([(header::IF_MATCH, text.parse().unwrap())]);
        let three = Expected::Version(3);
        assert_eq!(expected(&HeaderMap::new(), 3).unwrap(), three);
        for good in ["\"3\"", "*", "\"1\", \"3\""] {
            assert_eq!(expected(&with(good), 3).unwrap(), three, "{good}");
        }
        for bad in ["\"2\"", "3", "", "W/\"3\""] {
            assert_eq!(expected(&with(bad), 3).unwrap_err().kind, ErrorKind::Conflict, "{bad}");
        }
    }
}
