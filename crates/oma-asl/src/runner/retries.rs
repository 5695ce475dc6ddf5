//! How often a state was tried again, and how long to wait before the next time.

use std::time::Duration;

use rand::RngExt;
use rand::rngs::StdRng;

use crate::definition::{Jitter, MAX_SECONDS, Retrier};
use crate::failure;

/// The retries of one visit to a state.
pub(super) struct Retries<'a> {
    retriers: &'a [Retrier],
    /// How often each retrier was used.
    used: Vec<u32>,
}

impl<'a> Retries<'a> {
    pub(super) fn new(retriers: &'a [Retrier]) -> Self {
        Self { retriers, used: vec![0; retriers.len()] }
    }

    /// All retries of this visit, the value of `$states.context.State.RetryCount`.
    pub(super) fn count(&self) -> u32 {
        self.used.iter().fold(0, |sum, used| sum.saturating_add(*used))
    }

    /// The delay before the next attempt; `None` when there is to be none. The first retrier that
    /// matches decides, even when it has no attempts left.
    pub(super) fn next(&mut self, error: &str, rng: &mut StdRng) -> Option<Duration> {
        let matching = |retrier: &&Retrier| failure::matches(&retrier.error_equals, error);
        let (retrier, used) = self
            .retriers
            .iter()
            .zip(&mut self.used)
            .find(|(retrier, _)| matching(retrier))
            .filter(|(retrier, used)| **used < retrier.max_attempts)?;
        let longest = delay_seconds(retrier, *used);
        *used += 1;
        let seconds = match retrier.jitter_strategy {
            Jitter::None => longest,
            Jitter::Full => rng.random_range(0.0..=longest),
        };
        Some(Duration::from_secs_f64(seconds))
    }
}

/// The interval times the backoff rate for each use, at most the maximum delay. Never above [`MAX_SECONDS`].
fn delay_seconds(retrier: &Retrier, used: u32) -> f64 {
    let exponent = i32::try_from(used).unwrap_or(i32::MAX);
    let growing = retrier.interval_seconds as f64 * retrier.backoff_rate.powi(exponent);
    growing.min(retrier.max_delay_seconds.unwrap_or(MAX_SECONDS) as f64)
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use serde_json::{Value, json};

    use super::*;

    fn retriers(json: Value) -> Vec<Retrier> {
        serde_json::from_value(json).unwrap()
    }

    fn delays(retriers: &[Retrier], errors: &[&str]) -> Vec<Option<f64>> {
        let mut visit = Retries::new(retriers);
        let mut rng = StdRng::seed_from_u64(1);
        let mut next = |error: &&str| visit.next(error, &mut rng).map(|delay| delay.as_secs_f64());
        errors.iter().map(&mut next).collect()
    }

    #[test]
    fn delays_grow_until_the_cap_and_the_last_attempt() {
        let retriers = retriers(json!([{
            "ErrorEquals": ["States.ALL"], "IntervalSeconds": 2, "BackoffRate": 3.0,
            "MaxAttempts": 4, "MaxDelaySeconds": 20,
        }]));
        assert_eq!(
            delays(&retriers, &["E"; 5]),
            [Some(2.0), Some(6.0), Some(18.0), Some(20.0), None]
        );
    }

    #[test]
    fn the_defaults_are_those_of_the_language() {
        let retriers = retriers(json!([{ "ErrorEquals": ["States.ALL"] }]));
        assert_eq!(delays(&retriers, &["E"; 4]), [Some(1.0), Some(2.0), Some(4.0), None]);
    }

    #[test]
    fn each_retrier_counts_alone_and_the_first_match_decides() {
        let retriers = retriers(json!([
            { "ErrorEquals": ["Oma.Never"], "MaxAttempts": 0 },
            { "ErrorEquals": ["Oma.A", "Oma.B"], "MaxAttempts": 2 },
            { "ErrorEquals": ["States.ALL"], "IntervalSeconds": 5, "MaxAttempts": 1 },
        ]));
        assert_eq!(
            delays(&retriers, &["Oma.A", "Oma.C", "Oma.B", "Oma.A"]),
            [Some(1.0), Some(5.0), Some(2.0), None]
        );
        assert_eq!(delays(&retriers, &["Oma.Never"]), [None]);
        assert_eq!(delays(&retriers, &["States.DataLimitExceeded"]), [None]);
    }

    #[test]
    fn full_jitter_stays_between_nothing_and_the_delay() {
        let retriers = retriers(json!([{
            "ErrorEquals": ["States.ALL"], "IntervalSeconds": 8, "BackoffRate": 1.0,
            "MaxAttempts": 500, "JitterStrategy": "FULL",
        }]));
        let delays: Vec<f64> = delays(&retriers, &["E"; 500]).into_iter().flatten().collect();
        assert_eq!(delays.len(), 500);
        assert!(delays.iter().all(|delay| (0.0..=8.0).contains(delay)));
        // Spread over the whole range, not around one end.
        assert!(delays.iter().any(|delay| *delay < 1.0));
        assert!(delays.iter().any(|delay| *delay > 7.0));
    }

    #[test]
    fn a_huge_backoff_does_not_overflow() {
        let retriers = retriers(json!([{
            "ErrorEquals": ["States.ALL"], "BackoffRate": 1e300, "MaxAttempts": 3,
        }]));
        let last = delays(&retriers, &["E"; 3]).pop().flatten();
        assert_eq!(last, Some(MAX_SECONDS as f64));
    }
}
