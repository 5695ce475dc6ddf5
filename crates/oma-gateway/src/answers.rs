//! What the gateway answers itself: problem documents in the form of the function's own.

use oma_core::ErrorKind;
use serde_json::{Map, Value, json};

/// Every refusal that has a reason of its own, the error it is, and what it says.
const ANSWERS: [(&str, ErrorKind, &str); 18] = [
    ("UNAUTHORIZED", ErrorKind::Unauthenticated, SIGN_IN),
    ("EXPIRED_TOKEN", ErrorKind::Unauthenticated, SIGN_IN),
    ("INVALID_API_KEY", ErrorKind::Unauthenticated, SIGN_IN),
    ("INVALID_SIGNATURE", ErrorKind::Unauthenticated, SIGN_IN),
    ("ACCESS_DENIED", ErrorKind::Forbidden, "The token does not allow that."),
    ("WAF_FILTERED", ErrorKind::Forbidden, "The firewall refuses this request."),
    // What API Gateway says of a path or method that it does not have.
    ("MISSING_AUTHENTICATION_TOKEN", ErrorKind::NotFound, NOTHING_HERE),
    ("RESOURCE_NOT_FOUND", ErrorKind::NotFound, NOTHING_HERE),
    ("BAD_REQUEST_BODY", ErrorKind::MalformedRequest, BAD_BODY),
    ("BAD_REQUEST_PARAMETERS", ErrorKind::MalformedRequest, "A parameter is missing."),
    ("REQUEST_TOO_LARGE", ErrorKind::PayloadTooLarge, "The body is larger than 512 KiB."),
    ("UNSUPPORTED_MEDIA_TYPE", ErrorKind::UnsupportedMediaType, "The body must be JSON."),
    ("THROTTLED", ErrorKind::RateLimited, "There are more requests than the API takes."),
    ("QUOTA_EXCEEDED", ErrorKind::RateLimited, "There are more requests than the API takes."),
    ("INTEGRATION_TIMEOUT", ErrorKind::TimedOut, "The request took too long."),
    ("INTEGRATION_FAILURE", ErrorKind::Internal, UNANSWERED),
    ("DEFAULT_4XX", ErrorKind::MalformedRequest, "The request cannot be read."),
    ("DEFAULT_5XX", ErrorKind::Internal, UNANSWERED),
];

const SIGN_IN: &str = "The request carries no valid access token.";
const NOTHING_HERE: &str = "There is nothing at this path, or it does not know this method.";
const BAD_BODY: &str = "The body is no JSON, or breaks a rule that /v1/openapi.json states for it.";
const UNANSWERED: &str = "The request could not be completed. The trace id leads to the cause.";

/// All of them, as API Gateway's extension has them.
pub(crate) fn all() -> Value {
    let each =
        ANSWERS.iter().map(|&(reason, kind, detail)| (reason.to_owned(), answer(kind, detail)));
    each.collect::<Map<_, _>>().into()
}

fn answer(kind: ErrorKind, detail: &str) -> Value {
    let info = kind.info();
    // A text, so its members stand in the order of their names: with or without the feature
    // `preserve_order` it is the same. API Gateway puts the request's id in, under which its access
    // log knows it.
    let problem = json!({
        "action": info.action,
        "detail": detail,
        "name": info.name,
        "status": info.http_status,
        "title": info.meaning,
        "trace_id": "$context.requestId",
        "type": info.name.replace("Oma.", "urn:oma:error:"),
    });
    json!({
        "statusCode": info.http_status,
        "responseParameters": headers(kind),
        "responseTemplates": { "application/json": problem.to_string() },
    })
}

fn headers(kind: ErrorKind) -> Value {
    let fixed = |text: &str| json!(format!("'{text}'"));
    let mut headers = vec![
        ("Content-Type", fixed("application/problem+json")),
        ("Cache-Control", fixed("no-store")),
        ("Strict-Transport-Security", fixed("max-age=63072000; includeSubDomains")),
        ("X-Content-Type-Options", fixed("nosniff")),
        // A header says one origin, and the gateway cannot choose: other origins learn the status alone.
        ("Access-Control-Allow-Origin", json!({ "Fn::Sub": "'${ConsoleOrigin}'" })),
    ];
    match kind {
        ErrorKind::Unauthenticated => headers.push(("WWW-Authenticate", fixed("Bearer"))),
        ErrorKind::RateLimited => headers.push(("Retry-After", fixed("1"))),
        _ => {}
    }
    let named =
        headers.into_iter().map(|(name, value)| (format!("gatewayresponse.header.{name}"), value));
    named.collect::<Map<_, _>>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_is_a_problem_document_of_the_table() {
        for (reason, answer) in all().as_object().unwrap() {
            let text = answer["responseTemplates"]["application/json"].as_str().unwrap();
            let problem: Value = serde_json::from_str(text).unwrap();
            let kind = ErrorKind::from_name(problem["name"].as_str().unwrap()).unwrap();
            assert_eq!(answer["statusCode"], kind.info().http_status, "{reason}");
            assert_eq!(problem["status"], answer["statusCode"], "{reason}");
            assert_eq!(problem["action"], kind.info().action, "{reason}");
            // API Gateway would take any other dollar for a variable.
            assert_eq!(text.matches('$').count(), 1, "{reason}");
            let content = &answer["responseParameters"]["gatewayresponse.header.Content-Type"];
            assert_eq!(content, "'application/problem+json'", "{reason}");
        }
    }

    #[test]
    fn reasons_stand_once() {
        assert_eq!(all().as_object().unwrap().len(), ANSWERS.len());
    }
}
