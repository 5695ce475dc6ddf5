use std::fmt;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use reqwest::header::{ACCEPT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Client, Response, redirect, retry};
use tokio::time::{Instant, timeout, timeout_at};

use crate::Policy;
use crate::failure::Failure;
use crate::resolver::{Judged, Resolver, SystemResolver};

const USER_AGENT: &str = concat!("oma/", env!("CARGO_PKG_VERSION"));
/// The client's own limit on their size is 400 KB.
const MOST_HEADERS: usize = 64;

/// Sends requests to links of users. Cheap to clone.
#[derive(Clone)]
pub struct Outbound {
    pub(crate) client: Client,
    pub(crate) policy: Arc<Policy>,
}

/// What the other side answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The body, as far as the policy lets it be read.
    pub body: Bytes,
    /// Whether that is all of it. A body that is too long, too slow or broken off is cut, since the
    /// status has said already what was to be said.
    pub complete: bool,
}

impl Outbound {
    /// A client for a policy, with the machine's own resolver.
    pub fn new(policy: Policy) -> Result<Self, Failure> {
        Self::with_resolver(policy, Arc::new(SystemResolver))
    }

    /// A client that finds addresses by another resolver; the policy judges them all the same.
    pub fn with_resolver(policy: Policy, resolver: Arc<dyn Resolver>) -> Result<Self, Failure> {
        let policy = Arc::new(policy);
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        let client = Client::builder()
            .dns_resolver(Judged { resolver, policy: Arc::clone(&policy) })
            .no_proxy()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            .http1_only()
            .http1_max_headers(MOST_HEADERS)
            .no_gzip()
            .no_brotli()
            .no_deflate()
            .no_zstd()
            .https_only(!policy.plain_http)
            .connect_timeout(policy.connect_timeout)
            .read_timeout(policy.idle_timeout)
            // A kept connection would outlive the judgement of its address.
            .pool_max_idle_per_host(0)
            .user_agent(USER_AGENT)
            .default_headers(headers)
            .build()
            .map_err(|error| Failure::Setup(error.to_string()))?;
        Ok(Self { client, policy })
    }

    /// What requests are held to.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Posts JSON and reads what comes back, whatever its status; redirects are answers like others.
    pub async fn post(
        &self,
        link: &str,
        headers: &[(&str, String)],
        json: Bytes,
    ) -> Result<Answer, Failure> {
        let url = self.policy.check(link)?;
        let mut request = self.client.post(url).header(CONTENT_TYPE, "application/json");
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let until = Instant::now() + self.policy.total_timeout;
        let sent = timeout_at(until, request.body(json).send()).await;
        let answer = sent.map_err(|_| Failure::TimedOut)?.map_err(|error| Failure::of(&error))?;
        let status = answer.status().as_u16();
        let limit = self.policy.max_body_bytes;
        let left = until.saturating_duration_since(Instant::now());
        let (body, complete) = timeout(left, beginning(answer, limit)).await.unwrap_or_default();
        Ok(Answer { status, body, complete })
    }
}

/// A body up to a limit, and whether that is all of it.
async fn beginning(mut answer: Response, limit: u64) -> (Bytes, bool) {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut body = BytesMut::new();
    loop {
        match answer.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() <= limit => body.extend_from_slice(&chunk),
            Ok(Some(chunk)) => {
                body.extend_from_slice(&chunk[..limit - body.len()]);
                return (body.freeze(), false);
            }
            Ok(None) => return (body.freeze(), true),
            Err(_) => return (body.freeze(), false),
        }
    }
}

impl fmt::Debug for Outbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbound").field("policy", &self.policy).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
