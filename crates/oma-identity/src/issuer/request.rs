//! What an authorization request must be like (RFC 6749, RFC 7636, RFC 8252, OAuth 2.1).

use serde::{Deserialize, Serialize};
use url::Url;

use super::{CLI_CLIENT, Issuer};

/// The parameters of `/oauth2/authorize`. The page carries them as hidden fields and sends them
/// back, so that nothing is kept for people who never sign in; they are judged each time.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub(super) response_type: String,
    pub(super) client_id: String,
    pub(super) redirect_uri: String,
    pub(super) code_challenge: String,
    pub(super) code_challenge_method: String,
    pub(super) scope: String,
    pub(super) state: String,
    pub(super) nonce: String,
}

/// What is wrong with an authorization request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// Nobody is sent back to an address that we do not trust: said on a page.
    Client,
    /// Sent back to the program, as an `error` of RFC 6749.
    Request(&'static str),
}

impl Asked {
    /// The fields by name, as they stand in the query and in the form.
    pub(super) fn fields(&self) -> [(&'static str, &str); 8] {
        [
            ("response_type", &self.response_type),
            ("client_id", &self.client_id),
            ("redirect_uri", &self.redirect_uri),
            ("code_challenge", &self.code_challenge),
            ("code_challenge_method", &self.code_challenge_method),
            ("scope", &self.scope),
            ("state", &self.state),
            ("nonce", &self.nonce),
        ]
    }

    /// Whether the page may be shown for it.
    pub(super) fn check(&self, issuer: &Issuer) -> oma_core::Result<Result<(), Wrong>> {
        if !self.is_known(issuer)? {
            return Ok(Err(Wrong::Client));
        }
        let challenge = self.code_challenge.as_bytes();
        let base64url = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        Ok(if self.response_type != "code" {
            Err(Wrong::Request("unsupported_response_type"))
        } else if self.code_challenge_method != "S256"
            || challenge.len() != 43
            || !challenge.iter().all(base64url)
        {
            Err(Wrong::Request("invalid_request"))
        } else if self.scope.split_whitespace().any(|scope| scope != "openid") {
            // What a person may do is said by groups; scopes are for machines.
            Err(Wrong::Request("invalid_scope"))
        } else {
            Ok(())
        })
    }

    fn is_known(&self, issuer: &Issuer) -> oma_core::Result<bool> {
        if self.client_id == CLI_CLIENT {
            return Ok(is_loopback_callback(&self.redirect_uri));
        }
        let client = issuer.directory().client(&self.client_id)?;
        Ok(client.is_some_and(|client| client.redirect_uris.contains(&self.redirect_uri)))
    }

    /// Where the browser goes with an answer.
    pub(super) fn back(&self, issuer: &Issuer, answer: (&str, &str)) -> Option<String> {
        let mut url = Url::parse(&self.redirect_uri).ok()?;
        let mut query = url.query_pairs_mut();
        query.append_pair(answer.0, answer.1);
        if !self.state.is_empty() {
            query.append_pair("state", &self.state);
        }
        // Against mixing up issuers (RFC 9207).
        query.append_pair("iss", &issuer.0.settings.url);
        drop(query);
        Some(url.into())
    }

    /// The origin that the browser is sent to, for the page's policy.
    pub(super) fn target_origin(&self) -> Option<String> {
        Url::parse(&self.redirect_uri).ok().map(|url| url.origin().ascii_serialization())
    }
}

/// `http://127.0.0.1:{port}/callback`, of any port: the system gives a program one that is free
/// (RFC 8252, 7.3). Compared as text: what a parser would forgive is refused.
fn is_loopback_callback(uri: &str) -> bool {
    let port = ["http://127.0.0.1:", "http://[::1]:"]
        .into_iter()
        .find_map(|start| uri.strip_prefix(start))
        .and_then(|rest| rest.strip_suffix("/callback"));
    let digits = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    port.is_some_and(|port| digits(port) && port.parse::<u16>().is_ok_and(|port| port > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_called_back_on_this_machine_only() {
        for good in ["http://127.0.0.1:1/callback", "http://[::1]:65535/callback"] {
            assert!(is_loopback_callback(good), "{good}");
        }
        for bad in [
            "http://127.0.0.1/callback",
            "http://127.0.0.1:/callback",
            "http://127.0.0.1:0/callback",
            "http://127.0.0.1:65536/callback",
            "http://127.0.0.1:80@evil.example/callback",
            "http://127.0.0.1:80/callback/..",
            "http://127.0.0.1:80/callback?x",
            "http://127.0.0.1:80/other",
            "https://127.0.0.1:80/callback",
            "http://localhost:80/callback",
            "http://127.0.0.1.evil.example:80/callback",
            "http://127.0.0.1:+80/callback",
        ] {
            assert!(!is_loopback_callback(bad), "{bad}");
        }
    }
}
