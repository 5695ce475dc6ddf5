use super::{Limits, later};
use crate::Result;
use crate::ports::Partition;

/// The length of a window in seconds.
const WINDOW_S: i64 = 60;

/// How a rate limit stands after a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// The most requests in a window.
    pub limit: u32,
    /// The length of a window in seconds.
    pub window_s: i64,
    /// How many more there may be in this window.
    pub remaining: u32,
    /// When the next window begins, in seconds from now.
    pub opens_in_s: i64,
    /// Whether this request was one too many.
    pub is_exceeded: bool,
}

impl Limits {
    /// Counts a request of a user or from an address: one write. One that is too many is not
    /// counted.
    pub async fn count_request(&self, subject: Partition, limit: u32) -> Result<Rate> {
        let now = self.clock.now().as_second();
        let window = now - now.rem_euclid(WINDOW_S);
        let expires_at = later(self.clock.now(), 2 * WINDOW_S);
        let counter = Self::counter(subject, format!("RATE#{window}"), Some(expires_at));
        let count = self.counters.add(&counter, 1, Some(i64::from(limit))).await?;
        let left = count.map_or(0, |count| i64::from(limit).saturating_sub(count));
        Ok(Rate {
            limit,
            window_s: WINDOW_S,
            remaining: u32::try_from(left).unwrap_or_default(),
            opens_in_s: window + WINDOW_S - now,
            is_exceeded: count.is_none(),
        })
    }
}
