//! Who is asking: equal questions of an owner, asked at the same time, are asked once.
//!
//! A [`Lease`] is a document that names its holder and ends soon. The holder renews it for as long as
//! the call is under way, so a call may take any time, and a holder that died (a process that was
//! killed, a function that ran out of time) blocks nobody for longer than [`LEASE_S`]. Whoever
//! waits looks for ten times as long as that, so a restart on the same machine, a retry by the
//! state machine and another video all get past a dead holder within their first wait.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jiff::SignedDuration;
use serde_json::json;
use ulid::Ulid;

use super::Accounts;
use crate::contract::Job;
use crate::ports::{Document, Expected, Partition, Place};
use crate::step::StepKey;
use crate::{ErrorKind, Result};

/// How long a holder that says nothing is believed to be alive. A second call is made only after
/// that, so it is six times [`RENEW_EVERY`]: a few renewals may fail.
pub(super) const LEASE_S: i64 = 30;
/// How often a holder says that it is alive.
const RENEW_EVERY: Duration = Duration::from_secs(5);

/// The right to ask one question.
pub(super) struct Lease<'a> {
    accounts: &'a Accounts,
    place: Place,
    /// Tells the holder's own writes from another's where an answer of the table was lost.
    holder: Ulid,
    execution: &'a str,
    version: AtomicU64,
}

impl Accounts {
    /// Becomes the one who asks; nothing if somebody else is.
    pub(super) async fn lease<'a>(
        &'a self,
        job: &'a Job,
        key: &StepKey,
    ) -> Result<Option<Lease<'a>>> {
        let sort = format!("CALL#{key}");
        let lease = Lease {
            accounts: self,
            place: Place { partition: Partition::User(job.owner.clone()), sort },
            holder: Ulid::generate(),
            execution: &job.execution,
            version: AtomicU64::new(0),
        };
        match lease.write(Expected::Absent).await {
            Ok(()) => Ok(Some(lease)),
            Err(error) if error.kind == ErrorKind::Conflict => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl Lease<'_> {
    /// Holds the lease while something is done.
    pub(super) async fn during<T>(&self, work: impl Future<Output = T>) -> T {
        tokio::select! {
            // What is done is done, whatever a renewal waits for.
            biased;
            done = work => done,
            never = self.renew() => match never {},
        }
    }

    /// Asks no more. A failure is only logged: the lease runs out by itself.
    pub(super) async fn end(&self) {
        if let Err(error) = self.remove().await {
            let call = &self.place.sort;
            tracing::warn!(call, error = error.name(), "the lease of a call stays");
        }
    }

    async fn renew(&self) -> std::convert::Infallible {
        loop {
            tokio::time::sleep(RENEW_EVERY).await;
            let seen = Expected::Version(self.version.load(Ordering::Relaxed));
            if let Err(error) = self.write(seen).await {
                let call = &self.place.sort;
                tracing::warn!(call, error = error.name(), "the lease of a call was not renewed");
                self.look_again().await;
            }
        }
    }

    /// A renewal whose answer was lost counts all the same.
    async fn look_again(&self) {
        if let Ok(Some(version)) = self.own_version().await {
            self.version.store(version, Ordering::Relaxed);
        }
    }

    /// Removes the lease unless it is another's by now.
    async fn remove(&self) -> Result<()> {
        let documents = &self.accounts.documents;
        let seen = self.version.load(Ordering::Relaxed);
        match documents.remove(&self.place, Expected::Version(seen)).await {
            // A renewal that was cut off may have been written.
            Err(error) if error.kind == ErrorKind::Conflict => match self.own_version().await? {
                Some(version) => documents.remove(&self.place, Expected::Version(version)).await,
                None => Ok(()),
            },
            removed => removed,
        }
    }

    async fn own_version(&self) -> Result<Option<u64>> {
        let stored = self.accounts.documents.read(&self.place).await?;
        let own = stored.filter(|stored| stored.body["holder"] == self.holder.to_string());
        Ok(own.map(|stored| stored.version))
    }

    async fn write(&self, expected: Expected) -> Result<()> {
        let expires_at = SignedDuration::from_secs(LEASE_S);
        let document = Document {
            place: self.place.clone(),
            version: 1,
            body: json!({ "execution": self.execution, "holder": self.holder.to_string() }),
            listing: None,
            expires_at: self.accounts.clock.now().checked_add(expires_at).ok(),
        };
        let version = self.accounts.documents.write(&document, expected).await?;
        self.version.store(version, Ordering::Relaxed);
        Ok(())
    }
}
