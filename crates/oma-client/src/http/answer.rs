use reqwest::{StatusCode, Url};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::transport::origin;
use crate::error::{Error, Result};

/// How much of an answer that nobody can read is told.
const TOLD_CHARS: usize = 200;

const SIGN_IN: &str = "The server does not know who asks. Sign in with `oma login`.";

/// The value of an answer that says yes.
pub(crate) fn read<T: DeserializeOwned>(url: &Url, status: StatusCode, body: &[u8]) -> Result<T> {
    serde_json::from_slice(body).map_err(|_| unexpected(url, status, body))
}

/// The error of an answer that says no.
pub(crate) fn refusal(url: &Url, status: StatusCode, body: &[u8]) -> Error {
    if status == StatusCode::UNAUTHORIZED {
        return Error::NotSignedIn(SIGN_IN.to_owned());
    }
    match serde_json::from_slice(body) {
        Ok(problem) => Error::Refused(Box::new(problem)),
        Err(_) => unexpected(url, status, body),
    }
}

/// An answer that is not the API's. A gateway's own (`{"message": …}`) is told in its words.
pub(crate) fn unexpected(url: &Url, status: StatusCode, body: &[u8]) -> Error {
    let message = serde_json::from_slice::<Value>(body)
        .ok()
        .and_then(|json| Some(json.get("message")?.as_str()?.to_owned()));
    let text = message.unwrap_or_else(|| String::from_utf8_lossy(body).into_owned());
    let text = text.chars().filter(|c| !c.is_control()).take(TOLD_CHARS).collect();
    Error::Unexpected { server: origin(url), status: status.as_u16(), text }
}
