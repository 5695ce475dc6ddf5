use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Method, RequestBuilder, StatusCode, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::answer::{read, refusal};
use super::retry::{is_passing, retry_after};
use super::transport::gap;
use crate::auth::Secret;
use crate::client::Client;
use crate::error::{Error, Result};

/// For one attempt. The API waits up to 10 s for a request with the same key, and a gateway ends
/// everything at 30 s.
const PATIENCE: Duration = Duration::from_secs(35);

/// A request on its way.
///
/// Every call may be repeated: `GET`, `PUT` and `DELETE` by what they mean, `POST` by its
/// idempotency key.
pub(crate) struct Call<'a> {
    client: &'a Client,
    method: Method,
    url: Url,
    request: RequestBuilder,
    problem: Option<Error>,
}

struct Answer {
    status: StatusCode,
    body: bytes::Bytes,
    attempts: u32,
}

impl<'a> Call<'a> {
    pub(crate) fn new(client: &'a Client, method: Method, path: &str) -> Self {
        let mut url = client.inner.server.clone();
        url.set_path(&format!("{}{path}", url.path().trim_end_matches('/')));
        let request = client.inner.transport.0.request(method.clone(), url.clone());
        Self { client, method, url, request: request.timeout(PATIENCE), problem: None }
    }

    pub(crate) fn key(mut self, key: String) -> Self {
        self.request = self.request.header("idempotency-key", key);
        self
    }

    pub(crate) fn query(mut self, query: &impl Serialize) -> Self {
        self.request = self.request.query(query);
        self
    }

    pub(crate) fn body(mut self, body: &impl Serialize) -> Self {
        match serde_json::to_vec(body) {
            Ok(json) => {
                self.request = self.request.header(CONTENT_TYPE, "application/json").body(json);
            }
            Err(error) => self.problem = Some(Error::Input(format!("No JSON: {error}"))),
        }
        self
    }

    /// Sends it and reads the answer.
    pub(crate) async fn json<T: DeserializeOwned>(self) -> Result<T> {
        let url = self.url.clone();
        let answer = self.send().await?;
        if answer.status.is_success() {
            return read(&url, answer.status, &answer.body);
        }
        Err(refusal(&url, answer.status, &answer.body))
    }

    /// As [`Call::json`], for an answer of the same form whatever it says.
    pub(crate) async fn json_of_any_status<T: DeserializeOwned>(self) -> Result<T> {
        let url = self.url.clone();
        let answer = self.send().await?;
        read(&url, answer.status, &answer.body)
            .map_err(|_| refusal(&url, answer.status, &answer.body))
    }

    /// Sends it; the answer says no more than that it is done.
    pub(crate) async fn done(self) -> Result<()> {
        let (url, method) = (self.url.clone(), self.method.clone());
        let answer = self.send().await?;
        // The first attempt may have deleted it before its answer was lost.
        let gone = answer.attempts > 1 && answer.status == StatusCode::NOT_FOUND;
        if answer.status.is_success() || (method == Method::DELETE && gone) {
            return Ok(());
        }
        Err(refusal(&url, answer.status, &answer.body))
    }

    async fn send(self) -> Result<Answer> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        let inner = &self.client.inner;
        let mut token = inner.tokens.get().await?;
        let mut renewed = false;
        let mut attempt = 1;
        loop {
            let (wait, end) = match self.once(token.as_ref()).await {
                Ok((StatusCode::UNAUTHORIZED, _, body)) => {
                    let again = match &token {
                        Some(rejected) if !renewed => inner.tokens.renewed(rejected).await?,
                        _ => None,
                    };
                    let status = StatusCode::UNAUTHORIZED;
                    let Some(new) = again else {
                        return Ok(Answer { status, body, attempts: attempt });
                    };
                    (token, renewed) = (Some(new), true);
                    continue;
                }
                Ok((status, asked, body)) => {
                    let wait = is_passing(status, asked)
                        .then(|| inner.retry.wait(attempt, asked))
                        .flatten();
                    (wait, Ok(Answer { status, body, attempts: attempt }))
                }
                Err(error) => (inner.retry.wait(attempt, None), Err(error)),
            };
            let Some(wait) = wait else { return end };
            tokio::time::sleep(wait).await;
            attempt += 1;
        }
    }

    async fn once(
        &self,
        token: Option<&Secret>,
    ) -> Result<(StatusCode, Option<Duration>, bytes::Bytes)> {
        let unusable = || Error::Input("This request cannot be sent.".to_owned());
        let mut request = self.request.try_clone().ok_or_else(unusable)?;
        if let Some(token) = token {
            let bearer = format!("Bearer {}", token.expose());
            let mut value = HeaderValue::try_from(bearer)
                .map_err(|_| Error::NotSignedIn("The token is no token.".to_owned()))?;
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        let response = request.send().await.map_err(|error| gap(&self.url, error))?;
        let (status, asked) = (response.status(), retry_after(response.headers()));
        let body = response.bytes().await.map_err(|error| gap(&self.url, error))?;
        Ok((status, asked, body))
    }
}
