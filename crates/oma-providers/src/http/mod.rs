//! HTTP to vendors: limits on time and size, and one reading of what went wrong.
//!
//! A [`Http`] belongs to one vendor. It sends a request once and gives the whole answer, or a
//! [`CallFailure`] with one of the stable error names and what the call is charged. Repeating is not its
//! business. No key is ever in a failure: keys travel in headers only, and failures quote answers only.

mod failure;

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use oma_core::ports::Secret;
use oma_core::spend::CallFailure;
use oma_core::{Error, ErrorKind};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, RequestBuilder, Response, redirect, retry};
use serde_json::Value;

use failure::{broken, refused, unsent};

/// How long a vendor may take, and how much it may say.
#[derive(Debug, Clone, Copy)]
pub struct HttpLimits {
    /// To open a connection.
    pub connect: Duration,
    /// Between two pieces of an answer.
    pub idle: Duration,
    /// For all of it.
    pub total: Duration,
    /// The most bytes of a body.
    pub body_bytes: usize,
}

impl Default for HttpLimits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            idle: Duration::from_mins(1),
            total: Duration::from_mins(2),
            body_bytes: 32 << 20,
        }
    }
}

/// A vendor's interface over HTTP. Cheap to clone; clones share connections.
#[derive(Debug, Clone)]
pub struct Http {
    client: Client,
    vendor: &'static str,
    base: String,
    limits: HttpLimits,
}

/// A whole answer with a status of success.
#[derive(Debug, Clone)]
pub struct HttpAnswer {
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

/// Whether a request is charged for: decides what a lost answer counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paid {
    /// It is charged when it is answered.
    Yes,
    /// It is free: a search, a look at a job.
    No,
}

impl Http {
    /// An interface at a base address: `https://openrouter.ai/api/v1`, without a slash at its end.
    pub fn new(
        vendor: &'static str,
        base: impl Into<String>,
        limits: HttpLimits,
    ) -> oma_core::Result<Self> {
        let client = Client::builder()
            .user_agent(concat!("oma/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            .connect_timeout(limits.connect)
            .read_timeout(limits.idle)
            .timeout(limits.total)
            .build()
            .map_err(Error::internal)?;
        Ok(Self { client, vendor, base: base.into(), limits })
    }

    /// The vendor's name.
    pub fn vendor(&self) -> &'static str {
        self.vendor
    }

    /// A request to a path below the base.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    /// A request to another address, of the vendor's choice: a file that it made.
    pub fn request_elsewhere(&self, method: Method, link: &str) -> RequestBuilder {
        self.client.request(method, link)
    }

    /// Sends a request once and reads all of the answer.
    pub async fn send(
        &self,
        request: RequestBuilder,
        paid: Paid,
    ) -> Result<HttpAnswer, CallFailure> {
        let answer = request.send().await.map_err(|error| unsent(self.vendor, &error, paid))?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = self.body(answer, paid).await;
        if !status.is_success() {
            // What was refused is not charged, whether or not the reason could be read.
            return Err(refused(self.vendor, status, &headers, &body.unwrap_or_default()));
        }
        Ok(HttpAnswer { headers, body: body? })
    }

    /// Sends a request once and reads the answer as JSON.
    pub async fn send_json(
        &self,
        request: RequestBuilder,
        paid: Paid,
    ) -> Result<Value, CallFailure> {
        let answer = self.send(request, paid).await?;
        serde_json::from_slice(&answer.body)
            .map_err(|error| broken(self.vendor, "is no JSON", error, paid))
    }

    async fn body(&self, mut answer: Response, paid: Paid) -> Result<Bytes, CallFailure> {
        let mut body = BytesMut::new();
        loop {
            match answer.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() <= self.limits.body_bytes => {
                    body.extend_from_slice(&chunk);
                }
                Ok(Some(_)) => {
                    let most = self.limits.body_bytes;
                    return Err(broken(self.vendor, "is too long", format!("over {most}"), paid));
                }
                Ok(None) => return Ok(body.freeze()),
                Err(error) => return Err(unsent(self.vendor, &error, paid)),
            }
        }
    }
}

/// `Authorization: Bearer` with a key that no Debug output shows.
pub fn bearer(key: &Secret) -> oma_core::Result<(HeaderName, HeaderValue)> {
    Ok((AUTHORIZATION, secret_value(&format!("Bearer {}", key.reveal()))?))
}

/// A header's value that no Debug output shows.
pub fn secret_value(text: &str) -> oma_core::Result<HeaderValue> {
    let mut value = HeaderValue::from_str(text).map_err(|_| {
        let message = "The provider's key holds characters that no key has.";
        Error::new(ErrorKind::ProviderRefused, message)
    })?;
    value.set_sensitive(true);
    Ok(value)
}
