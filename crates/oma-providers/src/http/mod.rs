//! HTTP to vendors: limits on time and size, and one reading of what went wrong.
//!
//! A [`Http`] belongs to one vendor. It sends a request once and gives the whole answer, or a
//! [`CallFailure`] with one of the stable error names and what the call is charged. Repeating is not its
//! business. A key travels in a header that is marked as sensitive ([`bearer`], [`secret_value`]), or in the
//! query parameter `key` where a vendor takes no header. Whatever is quoted of an answer has it taken out.

mod failure;
#[cfg(test)]
pub(crate) mod faults;
mod mask;
#[cfg(test)]
mod tests;
mod wait;

use std::fmt::Display;
use std::net::Ipv4Addr;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use oma_core::ports::Secret;
use oma_core::spend::CallFailure;
use oma_core::{Error, ErrorKind};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, RequestBuilder, Response, Url, redirect, retry};
use serde_json::Value;

use failure::{broken, cut, error_object, refused, unsent};
use mask::Carried;

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
    ///
    /// # Errors
    /// [`ErrorKind::ProviderRefused`] if the way there is not encrypted and leaves this machine.
    pub fn new(
        vendor: &'static str,
        base: impl Into<String>,
        limits: HttpLimits,
    ) -> oma_core::Result<Self> {
        let base = base.into();
        private(vendor, &base.parse().map_err(|_| unusable(vendor))?)?;
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
        Ok(Self { client, vendor, base, limits })
    }

    /// The same interface at another address, over the same connections.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn at(&self, base: impl Into<String>) -> oma_core::Result<Self> {
        let base = base.into();
        private(self.vendor, &base.parse().map_err(|_| unusable(self.vendor))?)?;
        Ok(Self { base, ..self.clone() })
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
        Ok(self.exchange(request, paid).await?.0)
    }

    /// Sends a request once and reads the answer as JSON, in which the key is masked.
    pub async fn send_json(
        &self,
        request: RequestBuilder,
        paid: Paid,
    ) -> Result<Value, CallFailure> {
        let body = self.send_masked(request, paid).await?;
        let read = serde_json::from_slice(&body);
        read.map_err(|error| broken(self.vendor, "is no JSON", error, paid))
    }

    /// Sends a request once and reads the answer's body, in which the key is masked.
    pub async fn send_masked(
        &self,
        request: RequestBuilder,
        paid: Paid,
    ) -> Result<Bytes, CallFailure> {
        let (answer, carried) = self.exchange(request, paid).await?;
        Ok(carried.mask_bytes(&answer.body).map_or(answer.body, Bytes::from))
    }

    /// What an answer of success refuses, if it holds an `error` object with a status as its `code`,
    /// as `OpenRouter` sends it when a model fails after it has begun. What a model had begun is
    /// presumed to be charged.
    ///
    /// Source: <https://openrouter.ai/docs/api-reference/errors>.
    pub fn refusal_in(&self, json: &Value, paid: Paid) -> Option<CallFailure> {
        error_object(self.vendor, json, paid)
    }

    /// An answer that came whole and cannot be used: `how` ends the sentence `The answer of x …`.
    /// `detail` must quote nothing that may hold a key.
    pub fn unusable(&self, how: &str, detail: impl Display, paid: Paid) -> CallFailure {
        broken(self.vendor, how, detail, paid)
    }

    async fn exchange(
        &self,
        request: RequestBuilder,
        paid: Paid,
    ) -> Result<(HttpAnswer, Carried), CallFailure> {
        let nothing = Carried::default();
        let request =
            request.build().map_err(|error| unsent(self.vendor, &error, paid, &nothing))?;
        private(self.vendor, request.url())?;
        let carried = Carried::of(&request);
        let answer = self.client.execute(request).await;
        let answer = answer.map_err(|error| unsent(self.vendor, &error, paid, &carried))?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = self.body(answer, paid, &carried).await;
        if !status.is_success() {
            // What was refused is not charged, whether or not the reason could be read.
            let body = body.unwrap_or_default();
            return Err(refused(self.vendor, status, &headers, &body, (paid, &carried)));
        }
        Ok((HttpAnswer { headers, body: body? }, carried))
    }

    async fn body(
        &self,
        mut answer: Response,
        paid: Paid,
        carried: &Carried,
    ) -> Result<Bytes, CallFailure> {
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
                Err(error) => return Err(cut(self.vendor, &error, paid, carried)),
            }
        }
    }
}

/// Keys and users' words go through nothing that can be read on the way.
fn private(vendor: &str, url: &Url) -> oma_core::Result<()> {
    let is_here = match url.host_str() {
        Some("localhost" | "[::1]") => true,
        Some(host) => host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback()),
        None => false,
    };
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_here => Ok(()),
        _ => Err(unusable(vendor)),
    }
}

fn unusable(vendor: &str) -> Error {
    let message = format!(
        "The address of {vendor} must begin with https:// (http:// is for this machine alone)."
    );
    Error::new(ErrorKind::ProviderRefused, message)
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
