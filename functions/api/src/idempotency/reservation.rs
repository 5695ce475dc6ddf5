use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use oma_core::id::Owner;
use oma_core::ports::{Clock, Document, Documents, Expected, Partition, Place};
use oma_core::{ErrorKind, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use ulid::Ulid;

use crate::Services;

/// How long an answer is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(24);
/// How long a request may take before an equal one may take it over: longer than the edge lets any
/// request take (29 s).
const LEASE: SignedDuration = SignedDuration::from_secs(30);

/// What is asked under a key.
pub(super) struct Asked {
    /// Method, path and query.
    pub(super) route: String,
    /// Of the bytes of the body.
    pub(super) body_sha256: String,
    /// Whether the answer must not be kept.
    pub(super) is_secret: bool,
}

/// An answer that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Answer {
    pub(super) status: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) location: Option<String>,
    /// None for an answer that is not repeated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) body: Option<String>,
}

/// The document of a key.
#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    route: String,
    body_sha256: String,
    #[serde(flatten)]
    state: State,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
enum State {
    Running { id: Ulid, lease_until: Timestamp },
    Done(Answer),
}

/// A reservation that its holder may answer.
pub(super) struct Reserved {
    /// The id for what is made.
    pub(super) id: Ulid,
    version: u64,
}

/// What there is under a key.
pub(super) enum Found {
    /// Nothing, or a reservation whose holder died: it is the finder's now.
    Mine(Reserved),
    /// The answer to an equal request.
    Answered(Answer),
    /// An equal request that is being done.
    Busy,
    /// Another request.
    Other,
}

/// The document of one key of one user.
pub(super) struct Reservations {
    documents: Arc<dyn Documents>,
    clock: Arc<dyn Clock>,
    place: Place,
    /// Of owner and key: the same in every process.
    random: u128,
}

impl Reservations {
    pub(super) fn new(services: &Services, owner: &Owner, key: &str) -> Self {
        let digest = Sha256::digest(format!("{owner}#{key}"));
        let random = digest.iter().take(10).fold(0, |sum, byte| sum << 8 | u128::from(*byte));
        Self {
            documents: services.documents.clone(),
            clock: services.clock.clone(),
            place: Place {
                partition: Partition::User(owner.clone()),
                sort: format!("IDEMPOTENCY#{key}"),
            },
            random,
        }
    }

    /// Takes the key, or says what there is.
    pub(super) async fn reserve(&self, asked: &Asked) -> Result<Found> {
        let now = self.clock.now();
        let (id, expected) = match self.documents.read(&self.place).await? {
            None => {
                let ms = u64::try_from(now.as_millisecond()).unwrap_or_default();
                (Ulid::from_parts(ms, self.random), Expected::Absent)
            }
            Some(document) => {
                let version = document.version;
                let stored: Stored = serde_json::from_value(document.body)?;
                if stored.route != asked.route || stored.body_sha256 != asked.body_sha256 {
                    return Ok(Found::Other);
                }
                match stored.state {
                    State::Done(answer) => return Ok(Found::Answered(answer)),
                    State::Running { lease_until, .. } if lease_until > now => {
                        return Ok(Found::Busy);
                    }
                    State::Running { id, .. } => (id, Expected::Version(version)),
                }
            }
        };
        let lease_until = now.checked_add(LEASE).unwrap_or(Timestamp::MAX);
        match self.write(asked, State::Running { id, lease_until }, expected).await {
            Ok(version) => Ok(Found::Mine(Reserved { id, version })),
            Err(error) if error.kind == ErrorKind::Conflict => Ok(Found::Busy),
            Err(error) => Err(error),
        }
    }

    /// Keeps the answer, unless the reservation was taken over.
    pub(super) async fn keep(
        &self,
        asked: &Asked,
        reserved: &Reserved,
        answer: Answer,
    ) -> Result<()> {
        let expected = Expected::Version(reserved.version);
        self.write(asked, State::Done(answer), expected).await.map(|_| ())
    }

    /// Leaves the key unused.
    pub(super) async fn let_go(&self, reserved: &Reserved) -> Result<()> {
        self.documents.remove(&self.place, Expected::Version(reserved.version)).await
    }

    async fn write(&self, asked: &Asked, state: State, expected: Expected) -> Result<u64> {
        let stored =
            Stored { route: asked.route.clone(), body_sha256: asked.body_sha256.clone(), state };
        let expires_at = self.clock.now().checked_add(KEPT).unwrap_or(Timestamp::MAX);
        let document = Document {
            place: self.place.clone(),
            version: 1,
            body: serde_json::to_value(stored)?,
            listing: None,
            expires_at: Some(expires_at),
        };
        self.documents.write(&document, expected).await
    }
}
