use std::fmt;
use std::sync::Arc;

use reqwest::{Method, Url};

use crate::auth::Tokens;
use crate::error::{Error, Result};
use crate::http::{Call, RetryPolicy, Transport, is_loopback, server_url};

/// The API of one server, as one caller. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
    /// Used by the next `POST`s in place of a new one.
    key: Option<String>,
}

pub(crate) struct Inner {
    pub(crate) server: Url,
    pub(crate) tokens: Tokens,
    pub(crate) transport: Transport,
    pub(crate) retry: RetryPolicy,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("server", &self.inner.server.as_str())
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A client of `server`: its address without `/v1`, with a stage where there is one
    /// (`https://api.example.com/prod`).
    ///
    /// # Errors
    /// [`Error::Input`] for an address that is none, or that is not https and not on this machine.
    pub fn new(server: &str, tokens: Tokens) -> Result<Self> {
        Self::with_retry(server, tokens, RetryPolicy::default())
    }

    /// The same with another way of trying again.
    pub fn with_retry(server: &str, tokens: Tokens, retry: RetryPolicy) -> Result<Self> {
        let server = server_url(server)?;
        let transport = Transport::new(is_loopback(&server))?;
        Ok(Self { inner: Arc::new(Inner { server, tokens, transport, retry }), key: None })
    }

    /// The server's address.
    pub fn server(&self) -> &str {
        self.inner.server.as_str().trim_end_matches('/')
    }

    /// A client whose `POST`s carry this idempotency key, for a program that repeats a request it
    /// does not know the answer of. Use it for one request. Otherwise every `POST` gets a key of
    /// its own, which is kept when the client itself tries again.
    #[must_use]
    pub fn with_idempotency_key(&self, key: impl Into<String>) -> Self {
        Self { inner: Arc::clone(&self.inner), key: Some(key.into()) }
    }

    pub(crate) fn get(&self, path: &str) -> Call<'_> {
        Call::new(self, Method::GET, path)
    }

    pub(crate) fn post(&self, path: &str) -> Call<'_> {
        let key = self.key.clone().unwrap_or_else(|| ulid::Ulid::generate().to_string());
        Call::new(self, Method::POST, path).key(key)
    }

    pub(crate) fn put(&self, path: &str) -> Call<'_> {
        Call::new(self, Method::PUT, path)
    }

    pub(crate) fn patch(&self, path: &str) -> Call<'_> {
        Call::new(self, Method::PATCH, path)
    }

    pub(crate) fn delete(&self, path: &str) -> Call<'_> {
        Call::new(self, Method::DELETE, path)
    }
}

/// An id as it may stand in a path.
///
/// # Errors
/// [`Error::Input`] for one that could leave its place in the path.
pub(crate) fn id(text: &str) -> Result<&str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if (1..=128).contains(&text.len()) && text.chars().all(plain) {
        return Ok(text);
    }
    Err(Error::Input(format!("{text:?} is not an id: letters, digits, '-' and '_' are allowed.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_only_over_https_or_to_this_machine() {
        for good in ["https://a.example/prod", "http://127.0.0.1:8080", "http://localhost:1/"] {
            assert!(Client::new(good, Tokens::none()).is_ok(), "{good}");
        }
        for bad in ["http://a.example", "a.example", "", "ftp://a.example", "https://u:p@a.example"]
        {
            assert!(matches!(Client::new(bad, Tokens::none()), Err(Error::Input(_))), "{bad}");
        }
    }

    #[test]
    fn an_id_cannot_leave_its_place() {
        for bad in ["", "..", "a/b", "a?b", "a b", "%2e"] {
            assert!(id(bad).is_err(), "{bad}");
        }
        assert_eq!(id("01JABC_d-2").unwrap(), "01JABC_d-2");
    }
}
