use std::path::Path;

use reqwest::header::{CONTENT_ENCODING, LOCATION};
use reqwest::{Response, Url};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;
use tokio::time::timeout;

use crate::client::Outbound;
use crate::failure::{Failure, Refusal};

impl Outbound {
    /// Fetches a link into a file and returns its length. Whatever goes wrong, no file is left.
    pub async fn get_to_file(&self, link: &str, path: &Path) -> Result<u64, Failure> {
        let fetched = timeout(self.policy.total_timeout, self.fetch(link, path)).await;
        let outcome = fetched.unwrap_or(Err(Failure::TimedOut));
        if outcome.is_err() {
            // It may never have been made.
            let _ = tokio::fs::remove_file(path).await;
        }
        outcome
    }

    async fn fetch(&self, link: &str, path: &Path) -> Result<u64, Failure> {
        let mut url = self.policy.check(link)?;
        for _ in 0..=self.policy.redirects {
            let request = self.client.get(url.clone());
            let answer = request.send().await.map_err(|error| Failure::of(&error))?;
            match answer.status().as_u16() {
                200 => return self.keep(answer, path).await,
                301 | 302 | 303 | 307 | 308 => url = self.next(&url, &answer)?,
                status => return Err(Failure::Status(status)),
            }
        }
        Err(Failure::TooManyRedirects)
    }

    /// Where a redirect leads, judged like a link of the user's: whoever wrote the first one may own
    /// the server that sends us on.
    fn next(&self, url: &Url, answer: &Response) -> Result<Url, Failure> {
        let location = answer.headers().get(LOCATION).and_then(|value| value.to_str().ok());
        let location = location.ok_or(Failure::Broken)?;
        let next = url.join(location).map_err(|_| Refusal::NotALink)?;
        Ok(self.policy.check(next.as_str())?)
    }

    async fn keep(&self, mut answer: Response, path: &Path) -> Result<u64, Failure> {
        let limit = self.policy.max_body_bytes;
        let encoding = answer.headers().get(CONTENT_ENCODING);
        if encoding.is_some_and(|encoding| encoding != "identity") {
            return Err(Failure::Compressed);
        }
        if answer.content_length().is_some_and(|length| length > limit) {
            return Err(Failure::TooLarge(limit));
        }
        let disk = |error: std::io::Error| Failure::Disk(error.to_string());
        let mut file = File::create(path).await.map_err(disk)?;
        let mut length = 0;
        while let Some(chunk) = answer.chunk().await.map_err(|error| Failure::of(&error))? {
            length += chunk.len() as u64;
            if length > limit {
                return Err(Failure::TooLarge(limit));
            }
            file.write_all(&chunk).await.map_err(disk)?;
        }
        file.flush().await.map_err(disk)?;
        Ok(length)
    }
}
