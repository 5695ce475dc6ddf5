use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use aws_sdk_secretsmanager::Client;
use oma_core::ports::{Secret, Secrets};
use oma_core::{Error, ErrorKind, Result};
use tokio::time::{Duration, Instant};

use crate::failure::{Service, absent_as, from_sdk};

/// How long a secret is used without asking again. A warm Lambda so pays for one request in five
/// minutes, and a rotated key is in use everywhere five minutes later.
const KEEP: Duration = Duration::from_mins(5);

/// `Secrets` in Secrets Manager, by name or ARN. Clones share what was read.
///
/// AWS has a caching client for Rust, `aws_secretsmanager_caching`. Version 2.1.0 is not used:
///
/// - It depends on `aws-config` and the SDK with their default features, which cannot be turned
///   off from outside. These bring the SDK's former HTTP stack (hyper 0.14, rustls 0.21) beside the
///   one in use, and the clients of SSO.
/// - When an entry has expired it asks `DescribeSecret` first and reads again only if the version
///   has changed: one more permission for every function, and as many requests as reading.
/// - It keeps an empty secret like any other. The stack creates secrets empty, so whoever fills
///   one in would wait for the entry to expire.
///
/// Its refresh in the face of errors and its eviction matter to programs with many secrets; a
/// function here has one or two.
#[derive(Debug, Clone)]
pub struct SecretsManager {
    client: Client,
    known: Arc<Mutex<HashMap<String, Known>>>,
}

#[derive(Debug, Clone)]
struct Known {
    secret: Secret,
    read_at: Instant,
}

impl SecretsManager {
    pub(crate) fn new(client: Client) -> Self {
        Self { client, known: Arc::default() }
    }

    fn known(&self, name: &str) -> Option<Secret> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let known = known.get(name)?;
        (known.read_at.elapsed() < KEEP).then(|| known.secret.clone())
    }

    fn keep(&self, name: &str, secret: &Secret) {
        let known = Known { secret: secret.clone(), read_at: Instant::now() };
        let mut all = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(name.to_owned(), known);
    }
}

pub(crate) mod permissions {
    use crate::permissions::{Permission, Resource, called, implied};

    pub(crate) const READ: &[Permission] = &[
        called("secretsmanager:GetSecretValue", Resource::Secrets),
        implied("kms:Decrypt", Resource::Key, "a secret is encrypted with the customer's key"),
    ];
}

#[async_trait]
impl Secrets for SecretsManager {
    /// Only texts are kept: a secret that is missing or empty is asked for again each time.
    async fn get(&self, name: &str) -> Result<Secret> {
        if let Some(secret) = self.known(name) {
            return Ok(secret);
        }
        let absent = || format!("There is no secret {name}.");
        let answer =
            self.client.get_secret_value().secret_id(name).send().await.map_err(|error| {
                absent_as(from_sdk(Service::SecretsManager, "GetSecretValue", &error), absent)
            })?;
        let text = answer.secret_string.filter(|text| !text.is_empty());
        let secret = text.map(Secret::new);
        let secret = secret.ok_or_else(|| Error::new(ErrorKind::NotFound, absent()))?;
        self.keep(name, &secret);
        Ok(secret)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::test_server::{Answer, TestServer};

    async fn secrets(answers: Vec<Answer>) -> (SecretsManager, TestServer) {
        let server = TestServer::start(answers).await;
        let config = aws_sdk_secretsmanager::config::Builder::from(&server.sdk_config()).build();
        (SecretsManager::new(Client::from_conf(config)), server)
    }

    fn text(text: &str) -> Answer {
        Answer::json(200, &json!({ "SecretString": text }))
    }

    #[tokio::test]
    async fn a_secret_is_read_once_and_hidden() {
        let (secrets, server) = secrets(vec![text("hush")]).await;
        for _ in 0..2 {
            assert_eq!(secrets.get("oma/openrouter").await.unwrap().reveal(), "hush");
        }
        let request = server.only_request();
        assert_eq!(request.header("x-amz-target"), Some("secretsmanager.GetSecretValue"));
        assert_eq!(request.json(), json!({ "SecretId": "oma/openrouter" }));
        assert!(!format!("{secrets:?}").contains("hush"));
    }

    #[tokio::test]
    async fn a_secret_is_read_again_when_it_may_have_been_rotated() {
        let (secrets, server) = secrets(vec![text("old"), text("new")]).await;
        secrets.get("key").await.unwrap();
        for known in secrets.known.lock().unwrap().values_mut() {
            known.read_at = known.read_at.checked_sub(KEEP).unwrap();
        }
        assert_eq!(secrets.get("key").await.unwrap().reveal(), "new");
        assert_eq!(server.requests().len(), 2);
    }

    #[tokio::test]
    async fn missing_and_empty_are_not_found_and_not_kept() {
        let missing = Answer::error(400, "ResourceNotFoundException");
        let (secrets, _server) = secrets(vec![missing, text(""), text("here")]).await;
        for _ in 0..2 {
            let error = secrets.get("key").await.unwrap_err();
            assert_eq!(error.kind, ErrorKind::NotFound);
            assert!(error.message.contains("key"));
        }
        assert_eq!(secrets.get("key").await.unwrap().reveal(), "here");
    }

    #[tokio::test]
    async fn throttling_is_tried_again_before_it_is_reported() {
        let slow = || Answer::error(400, "ThrottlingException");
        let (secrets, server) = secrets(vec![slow(), slow(), slow()]).await;
        let error = secrets.get("key").await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::StorageThrottled);
        assert_eq!(server.requests().len(), 3, "the first attempt and two more");
    }
}
