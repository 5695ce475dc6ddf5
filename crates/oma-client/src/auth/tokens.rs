use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

use super::Secret;
use crate::error::Result;

/// A token is renewed this long before it ends: a request takes a while, and clocks differ.
const EARLY: SignedDuration = SignedDuration::from_secs(60);

/// A token and when it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// The token.
    pub token: Secret,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl Access {
    /// Whether it will last for another request.
    pub fn is_good(&self, now: Timestamp) -> bool {
        now < self.expires_at - EARLY
    }
}

/// Where new tokens come from.
#[async_trait]
pub trait Renew: Send + Sync {
    /// A token that is good and is not the one that was rejected.
    async fn renew(&self, rejected: Option<&Secret>) -> Result<Access>;
}

/// The tokens of a client. Cheap to clone; clones share the token.
#[derive(Clone)]
pub struct Tokens(Kind);

#[derive(Clone)]
enum Kind {
    None,
    Fixed(Secret),
    Renewed { source: Arc<dyn Renew>, held: Arc<Mutex<Option<Access>>> },
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::None => "Tokens(none)",
            Kind::Fixed(_) => "Tokens(fixed)",
            Kind::Renewed { .. } => "Tokens(renewed)",
        })
    }
}

impl Tokens {
    /// For what is open to all.
    pub fn none() -> Self {
        Self(Kind::None)
    }

    /// One token that somebody else looks after.
    pub fn fixed(token: Secret) -> Self {
        Self(Kind::Fixed(token))
    }

    /// Tokens that are fetched when they are needed.
    pub fn renewed_by(source: impl Renew + 'static) -> Self {
        Self(Kind::Renewed { source: Arc::new(source), held: Arc::default() })
    }

    /// The token of the next request.
    pub(crate) async fn get(&self) -> Result<Option<Secret>> {
        match &self.0 {
            Kind::None => Ok(None),
            Kind::Fixed(token) => Ok(Some(token.clone())),
            Kind::Renewed { source, held } => {
                let mut held = held.lock().await;
                if let Some(access) = held.as_ref().filter(|held| held.is_good(Timestamp::now())) {
                    return Ok(Some(access.token.clone()));
                }
                let access = held.insert(source.renew(None).await?);
                Ok(Some(access.token.clone()))
            }
        }
    }

    /// Another token in place of one that was answered with 401; none where there is no other.
    pub(crate) async fn renewed(&self, rejected: &Secret) -> Result<Option<Secret>> {
        let Kind::Renewed { source, held } = &self.0 else { return Ok(None) };
        let mut held = held.lock().await;
        // Another request of this client may have met the same answer first.
        if let Some(access) = held.as_ref().filter(|held| held.token != *rejected) {
            return Ok(Some(access.token.clone()));
        }
        let access = held.insert(source.renew(Some(rejected)).await?);
        Ok(Some(access.token.clone()))
    }
}
