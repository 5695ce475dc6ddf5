use aide::OperationOutput;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use oma_core::brief::Problem as FieldProblem;
use oma_core::{Error, ErrorKind};
use serde::Serialize;

/// How soon to ask again when something is busy or down, in seconds.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("5");
/// How soon to ask again when a quota is used up and nothing more exact is known.
const RETRY_AFTER_LIMIT: HeaderValue = HeaderValue::from_static("60");

/// A problem document (RFC 9457, `application/problem+json`), made from the table of errors.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Problem {
    /// `urn:oma:error:InvalidBrief`: the error's name as a URI.
    #[serde(rename = "type")]
    pub kind: String,
    /// What this kind of error is; the same for every occurrence.
    pub title: &'static str,
    /// The status code of the answer.
    pub status: u16,
    /// What happened this time.
    pub detail: String,
    /// The error's name, as in the table of errors and in a video's `failure`.
    pub name: &'static str,
    /// What can be done about it.
    pub action: &'static str,
    /// What is wrong with each field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<FieldProblem>,
    /// Leads to the log of this request.
    pub trace_id: String,
}

impl Problem {
    /// The document of an error. What only operators may know stays out: an error's detail always,
    /// and its message where the fault is on our side.
    pub fn new(error: Error, trace_id: &str) -> Self {
        let info = error.kind.info();
        let what = if error.kind == ErrorKind::InvalidBrief { "brief" } else { "request" };
        let detail = match error.problems.len() {
            _ if info.http_status >= 500 => {
                "The request could not be completed. The trace id leads to the cause.".to_owned()
            }
            0 => error.message,
            1 => format!("The {what} has a problem."),
            n => format!("The {what} has {n} problems."),
        };
        Self {
            kind: info.name.replace("Oma.", "urn:oma:error:"),
            title: info.meaning,
            status: info.http_status,
            detail,
            name: info.name,
            action: info.action,
            problems: error.problems,
            trace_id: trace_id.to_owned(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        // The table's statuses are all valid (tested).
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        let json = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, json);
        match status {
            StatusCode::UNAUTHORIZED => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(header::RETRY_AFTER, RETRY_AFTER);
            }
            StatusCode::TOO_MANY_REQUESTS => {
                headers.insert(header::RETRY_AFTER, RETRY_AFTER_LIMIT);
            }
            _ => {}
        }
        response
    }
}

/// An error on its way to the client. `observe` makes the problem document of it, because only
/// there the trace id is known.
#[derive(Debug, Clone)]
pub struct Failed(pub(crate) Error);

pub(crate) type ApiResult<T> = Result<T, Failed>;

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl Failed {
    /// What failed, for the log of whoever serves the router.
    pub fn error(&self) -> &Error {
        &self.0
    }

    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Error::new(kind, message))
    }
}

impl OperationOutput for Failed {
    type Inner = oma_api::problem::Problem;
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.kind.info().http_status);
        let mut response = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_of_the_table_has_a_document_and_a_status() {
        for kind in ErrorKind::all() {
            let error = Error::new(kind, "user's message").with_detail("operator's detail");
            let problem = Problem::new(error, "t-1");
            assert!(StatusCode::from_u16(problem.status).unwrap().as_u16() >= 400);
            assert_eq!(problem.status < 500, problem.detail == "user's message", "{kind}");
            let json = serde_json::to_string(&problem).unwrap();
            assert!(!json.contains("operator's"), "{json}");
            assert!(problem.kind.starts_with("urn:oma:error:"), "{}", problem.kind);
        }
    }
}
