use std::time::Duration;

use bytes::Bytes;
use reqwest::{RequestBuilder, StatusCode, Url, redirect};

use crate::error::{Error, Result};

const CONNECT: Duration = Duration::from_secs(10);

/// Between two reads. A download may take long, but not without bytes.
const SILENCE: Duration = Duration::from_mins(1);

/// A connection pool. Follows no redirects: nothing OMA talks to sends any, and a token must not
/// be led elsewhere.
#[derive(Debug, Clone)]
pub(crate) struct Transport(pub(crate) reqwest::Client);

impl Transport {
    /// `direct` leaves proxies out: what runs on this machine is not behind one.
    pub(crate) fn new(direct: bool) -> Result<Self> {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("oma/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .redirect(redirect::Policy::none());
        if direct {
            builder = builder.no_proxy();
        }
        let client = builder.build();
        client.map(Self).map_err(|e| Error::Input(format!("The network cannot be used: {e}")))
    }

    /// For an address, as [`server_url`] lets it in.
    pub(crate) fn to(url: &Url) -> Result<Self> {
        Self::new(is_loopback(url))
    }
}

/// Whether an address is on this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// Reads an address that secrets are sent to: https, or on this machine.
pub(crate) fn server_url(text: &str) -> Result<Url> {
    let url = Url::parse(text.trim()).map_err(|_| {
        Error::Input(format!("{text:?} is not an address such as https://api.example.com."))
    })?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Error::Input("An address must not hold a password.".to_owned()));
    }
    if url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url)) {
        return Ok(url);
    }
    let message = format!("{text} is not https, and tokens are sent over nothing else.");
    Err(Error::Input(message))
}

/// Scheme, host and port: what may be told of an address whose rest may be a secret.
pub(crate) fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// An error of the network, without the address, which may be a link that is a secret.
pub(crate) fn gap(url: &Url, error: reqwest::Error) -> Error {
    let timed_out = error.is_timeout();
    let error = error.without_url();
    let mut cause = error.to_string();
    let mut source = std::error::Error::source(&error);
    while let Some(inner) = source {
        cause = inner.to_string();
        source = inner.source();
    }
    if timed_out {
        "no answer in time".clone_into(&mut cause);
    }
    Error::Unreachable { server: origin(url), cause }
}

/// Sends one request, once, and reads its whole answer.
pub(crate) async fn fetch(url: &Url, request: RequestBuilder) -> Result<(StatusCode, Bytes)> {
    let response = request.send().await.map_err(|error| gap(url, error))?;
    let status = response.status();
    let body = response.bytes().await.map_err(|error| gap(url, error))?;
    Ok((status, body))
}
