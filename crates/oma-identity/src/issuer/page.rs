//! The pages that people see, each with a policy under which nothing but its own form works.

use std::fmt::Write as _;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};

use super::request::Asked;
use crate::secret;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:22rem;margin:4rem auto;\
padding:0 1rem;color:#1b1b1f;background:#fff}h1{font-size:1.4rem}label{display:block;margin-top:\
1rem}input{box-sizing:border-box;width:100%;padding:.5rem;font:inherit;border:1px solid #767680;\
border-radius:4px}button{margin-top:1.5rem;padding:.6rem 1.2rem;font:inherit;border:0;\
border-radius:4px;color:#fff;background:#1b4dd8}[role=alert]{color:#a3001a}\
@media(prefers-color-scheme:dark){body{color:#eee;background:#17171a}[role=alert]{color:#ff8a95}}";

/// The form. `csrf` is also in a cookie: only who got this page can send it back.
pub(super) fn sign_in(
    asked: &Asked,
    csrf: &str,
    status: StatusCode,
    alert: Option<&str>,
) -> Response {
    let mut hidden = String::new();
    for (name, value) in asked.fields().into_iter().chain([("csrf", csrf)]) {
        let value = escape(value);
        let _ = write!(hidden, r#"<input type="hidden" name="{name}" value="{value}">"#);
    }
    let alert = alert.map(|text| format!(r#"<p role="alert">{}</p>"#, escape(text)));
    let body = format!(
        r#"<h1>Sign in to OMA</h1>{}<form method="post" action="/oauth2/authorize">{hidden}
<label for="username">Name</label>
<input id="username" name="username" autocomplete="username" required autofocus>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button>Sign in</button></form>"#,
        alert.unwrap_or_default()
    );
    // The policy holds for where the form's answer leads, too.
    let targets = format!("'self' {}", asked.target_origin().unwrap_or_default());
    page(status, &body, targets.trim())
}

/// A page that says what is wrong.
pub(super) fn refusal(status: StatusCode, text: &str) -> Response {
    let body = format!(r#"<h1>OMA</h1><p role="alert">{}</p>"#, escape(text));
    page(status, &body, "'none'")
}

fn page(status: StatusCode, body: &str, form_action: &str) -> Response {
    let nonce = secret::random();
    let html = format!(
        r#"<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>Sign in to OMA</title>
<style nonce="{nonce}">{STYLE}</style></head><body><main>{body}</main></body></html>"#
    );
    let policy = format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; form-action {form_action}; \
         frame-ancestors 'none'; base-uri 'none'"
    );
    let mut response = (status, Html(html)).into_response();
    harden(response.headers_mut());
    if let Ok(policy) = HeaderValue::try_from(policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// For every answer of the sign-in: nobody keeps it, frames it, guesses its type or learns of its
/// address.
pub(super) fn harden(headers: &mut HeaderMap) {
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}
