//! How much a user may ask for: requests a minute, videos at once, videos a day, money a month.
//!
//! Reading order: [`Figures`] (the limits and where they come from), `rate` (requests), `quota`
//! (videos and money). All counts are atomic writes of [`Counters`], so a limit holds under any
//! number of callers and processes.
//!
//! When the counters do not answer, a rate limit lets the request pass (whoever asks it decides so,
//! by the error it gets) and a quota refuses it: the first protects a service that is in trouble
//! anyway, the second protects money.

mod figures;
mod quota;
mod rate;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

pub use figures::{Figures, ForUser};
pub use quota::QuotaState;
pub use rate::Rate;

use crate::Result;
use crate::id::Owner;
use crate::ports::{Clock, Counter, Counters, Documents, Partition, Place, Videos};

/// The limits over the ports they need. Cheap to make.
#[derive(Clone)]
pub struct Limits {
    /// Where the figures of single users lie.
    pub documents: Arc<dyn Documents>,
    /// What is counted.
    pub counters: Arc<dyn Counters>,
    /// Tells which videos are still being made.
    pub videos: Arc<dyn Videos>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The limits of everybody.
    pub figures: Figures,
}

impl Limits {
    /// The limits of a user: everybody's, but for what the user's document `LIMITS` says.
    pub async fn figures_of(&self, owner: &Owner) -> Result<Figures> {
        self.figures.of_user(self.documents.as_ref(), owner).await
    }

    fn counter(partition: Partition, sort: String, expires_at: Option<Timestamp>) -> Counter {
        Counter { place: Place { partition, sort }, expires_at }
    }
}

/// A time that lies so many seconds behind another; at the end of all times, that other.
fn later(time: Timestamp, seconds: i64) -> Timestamp {
    time.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(time)
}
