//! Who is asking: equal questions of an owner, asked at the same time, are asked once.

use jiff::SignedDuration;
use serde_json::json;

use super::Accounts;
use crate::contract::Job;
use crate::ports::{Document, Expected, Partition, Place};
use crate::step::StepKey;
use crate::{ErrorKind, Result};

/// How long whoever asks is believed to be asking. Longer than any call may take, so that a second
/// call is made only when the first one's process is dead.
const LEASE_S: i64 = 15 * 60;

impl Accounts {
    /// Becomes the one who asks. `false` if somebody else is.
    pub(super) async fn lease(&self, job: &Job, key: &StepKey) -> Result<bool> {
        let expires_at = self.clock.now().checked_add(SignedDuration::from_secs(LEASE_S)).ok();
        let document = Document {
            place: place(job, key),
            version: 1,
            body: json!({ "execution": job.execution }),
            listing: None,
            expires_at,
        };
        match self.documents.write(&document, Expected::Absent).await {
            Ok(_) => Ok(true),
            Err(error) if error.kind == ErrorKind::Conflict => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Asks no more. A failure is only logged: the lease runs out by itself.
    pub(super) async fn end_lease(&self, job: &Job, key: &StepKey) {
        if let Err(error) = self.documents.remove(&place(job, key), Expected::Any).await {
            tracing::warn!(call = %key, error = error.name(), "the lease of a call stays");
        }
    }
}

fn place(job: &Job, key: &StepKey) -> Place {
    Place { partition: Partition::User(job.owner.clone()), sort: format!("CALL#{key}") }
}
