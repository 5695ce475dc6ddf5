//! What programs read to find their way.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::{Issuer, SCOPES};

/// `GET /.well-known/openid-configuration` (`OpenID` Connect Discovery 1.0, RFC 8414).
pub(super) async fn configuration(State(issuer): State<Issuer>) -> Json<Value> {
    let url = &issuer.0.settings.url;
    let scopes: Vec<&str> = ["openid"].into_iter().chain(SCOPES).collect();
    Json(json!({
        "issuer": url,
        "authorization_endpoint": format!("{url}/oauth2/authorize"),
        "token_endpoint": format!("{url}/oauth2/token"),
        "revocation_endpoint": format!("{url}/oauth2/revoke"),
        "jwks_uri": format!("{url}/.well-known/jwks.json"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported":
            ["none", "client_secret_basic", "client_secret_post"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": scopes,
        "authorization_response_iss_parameter_supported": true,
    }))
}

/// `GET /.well-known/jwks.json`
pub(super) async fn jwks(State(issuer): State<Issuer>) -> Response {
    match issuer.0.keys.public(issuer.0.settings.clock.now()) {
        Ok(keys) => Json(keys).into_response(),
        Err(error) => {
            tracing::error!(error = %error.full_text(), "the keys cannot be shown");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
