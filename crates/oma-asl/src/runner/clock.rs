//! Time as the runner sees it.

use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

/// The time of events, and the waiting between retries and in Wait states.
#[async_trait]
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;
    /// Returns when `duration` has passed on this clock.
    async fn sleep(&self, duration: Duration);
}

/// The real time.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

/// A clock that stands still, except that sleeping moves it forward at once. Sleeps of concurrent
/// branches add up.
#[derive(Debug)]
pub struct InstantClock(Mutex<Timestamp>);

impl InstantClock {
    /// A clock that shows `start`.
    pub fn starting_at(start: Timestamp) -> Self {
        Self(Mutex::new(start))
    }

    fn current(&self) -> std::sync::MutexGuard<'_, Timestamp> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[async_trait]
impl Clock for InstantClock {
    fn now(&self) -> Timestamp {
        *self.current()
    }

    async fn sleep(&self, duration: Duration) {
        {
            let mut now = self.current();
            let duration = SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX);
            *now = now.saturating_add(duration).unwrap_or(Timestamp::MAX);
        }
        // Sleepers must not starve the branches beside them.
        tokio::task::yield_now().await;
    }
}
