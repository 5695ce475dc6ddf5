use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use ulid::Ulid;

/// How long a webhook that let us wait is left to the sweep.
const FOR: SignedDuration = SignedDuration::from_mins(5);

/// Webhooks that let us wait, as this process has seen it. The stream is read in order, so whoever
/// makes it wait makes everybody wait: first attempts for these are left to the sweep.
#[derive(Debug, Default)]
pub(crate) struct Slow(Mutex<HashMap<Ulid, Timestamp>>);

impl Slow {
    pub(crate) fn has(&self, webhook: Ulid, now: Timestamp) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.retain(|_, until| *until > now);
        seen.contains_key(&webhook)
    }

    pub(crate) fn add(&self, webhook: Ulid, now: Timestamp) {
        let until = now.saturating_add(FOR).unwrap_or(Timestamp::MAX);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(webhook, until);
    }

    pub(crate) fn remove(&self, webhook: Ulid) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&webhook);
    }
}
