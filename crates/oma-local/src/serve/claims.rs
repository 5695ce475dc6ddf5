use std::sync::Arc;

use api_function::Claims;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use oma_identity::{Refused, Verifier};

/// Puts the claims of a good token onto the request, and does nothing else: what needs a caller
/// and finds none refuses by itself, and what is open stays open to bad tokens, too.
pub(super) async fn claims(
    State(verifier): State<Arc<Verifier>>,
    mut request: Request,
    next: Next,
) -> Response {
    if let Some(token) = bearer(request.headers()) {
        match verifier.verify(token).await {
            Ok(claims) => {
                request.extensions_mut().insert(Claims(claims));
            }
            Err(Refused::Unavailable(problem)) => {
                tracing::error!(problem, "tokens cannot be checked");
            }
            Err(refused) => tracing::info!(why = %refused, "a token was refused"),
        }
    }
    next.run(request).await
}

/// The token of the header `Authorization`, if there is one such header.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(header::AUTHORIZATION).into_iter();
    let (value, None) = (values.next()?, values.next()) else { return None };
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_from_one_header_only() {
        let with = |values: &[&str]| -> HeaderMap {
            values.iter().map(|v| (header::AUTHORIZATION, v.parse().unwrap())).collect()
        };
        assert_eq!(bearer(&with(&["Bearer a.b.c"])), Some("a.b.c"));
        assert_eq!(bearer(&with(&["bearer a.b.c"])), Some("a.b.c"));
        for none in [vec![], vec!["Basic abc"], vec!["Bearer"], vec!["Bearer a", "Bearer b"]] {
            assert_eq!(bearer(&with(&none)), None, "{none:?}");
        }
    }
}
