use axum::routing::get;
use axum::{Json, Router};
use oma_identity::{API_AUDIENCE, CLI_CLIENT};
use serde::Serialize;

use super::OutsideIssuer;

/// `GET /.well-known/oma`: where to sign in for this server, open to all, for `oma login`.
#[derive(Debug, Clone, Serialize)]
pub(super) struct SignIn {
    /// The `OpenID` Connect issuer.
    issuer: String,
    /// What the command line is there.
    client_id: String,
    /// What it asks for. What a person may do is said by groups.
    scopes: Vec<String>,
}

impl SignIn {
    /// At an outside issuer the first client that is not the API itself is the command line's.
    pub(super) fn of(outside: Option<&OutsideIssuer>, url: &str) -> Self {
        let scopes = vec!["openid".to_owned()];
        let Some(OutsideIssuer { url, audiences }) = outside else {
            return Self { issuer: url.to_owned(), client_id: CLI_CLIENT.to_owned(), scopes };
        };
        let client = audiences.iter().find(|audience| *audience != API_AUDIENCE);
        let client_id = client.cloned().unwrap_or_else(|| CLI_CLIENT.to_owned());
        Self { issuer: url.clone(), client_id, scopes }
    }

    pub(super) fn router(self) -> Router {
        Router::new().route("/.well-known/oma", get(move || async { Json(self) }))
    }
}
