use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};

/// When and how often a request is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How often at most, the first time included.
    pub attempts: u32,
    /// Before the second attempt; doubled each time, and a random part of it is waited.
    pub base: Duration,
    /// The longest wait. A server that asks for a longer one (`Retry-After`) is not asked again;
    /// its answer goes to the caller.
    pub max_wait: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { attempts: 4, base: Duration::from_millis(400), max_wait: Duration::from_mins(1) }
    }
}

impl RetryPolicy {
    /// How long to wait before the attempt after `attempt` (from 1); nothing when there is none.
    pub(crate) fn wait(&self, attempt: u32, asked: Option<Duration>) -> Option<Duration> {
        if attempt >= self.attempts {
            return None;
        }
        if let Some(asked) = asked {
            // A little later than asked, so that not all come back in the same instant.
            let jitter = self.base.mul_f64(rand::random_range(0.0..=1.0));
            return (asked <= self.max_wait).then_some(asked + jitter);
        }
        let doubled = self.base.saturating_mul(1 << attempt.min(16));
        Some(doubled.min(self.max_wait).mul_f64(rand::random_range(0.5..=1.0)))
    }
}

/// What the header `Retry-After` asks for. It is written in seconds; OMA's servers write no dates.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?;
    text.trim().parse().ok().map(Duration::from_secs)
}

/// Whether the same request may be answered otherwise soon.
pub(crate) fn is_passing(status: StatusCode, asked: Option<Duration>) -> bool {
    match status {
        StatusCode::BAD_GATEWAY
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT
        | StatusCode::TOO_MANY_REQUESTS => true,
        // The same idempotency key is still at work.
        StatusCode::CONFLICT => asked.is_some(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: RetryPolicy = RetryPolicy {
        attempts: 3,
        base: Duration::from_millis(100),
        max_wait: Duration::from_secs(10),
    };

    #[test]
    fn waits_grow_and_end() {
        let first = POLICY.wait(1, None).unwrap();
        assert!(first >= Duration::from_millis(100) && first <= Duration::from_millis(200));
        assert!(POLICY.wait(2, None).unwrap() >= Duration::from_millis(200));
        assert_eq!(POLICY.wait(3, None), None);
    }

    #[test]
    fn the_server_is_not_asked_before_the_time_it_names() {
        let asked = Duration::from_secs(7);
        assert!(POLICY.wait(1, Some(asked)).unwrap() >= asked);
        assert_eq!(POLICY.wait(1, Some(Duration::from_secs(11))), None);
    }

    #[test]
    fn only_what_passes_is_tried_again() {
        let asked = Some(Duration::from_secs(1));
        assert!(is_passing(StatusCode::SERVICE_UNAVAILABLE, None));
        assert!(is_passing(StatusCode::CONFLICT, asked) && !is_passing(StatusCode::CONFLICT, None));
        for status in [StatusCode::NOT_FOUND, StatusCode::INTERNAL_SERVER_ERROR, StatusCode::OK] {
            assert!(!is_passing(status, asked), "{status}");
        }
    }
}
