use std::time::{Duration, SystemTime};

use tokio::task::JoinHandle;

/// How long before its deadline an invocation is warned about: enough to get the line out.
const BEFORE: Duration = Duration::from_secs(1);

/// Warns when an invocation is about to be ended by Lambda, which leaves no word of its own about
/// what was under way. It runs beside the work, which may keep its own thread busy.
pub(crate) struct Watch(JoinHandle<()>);

impl Watch {
    /// Watches until it is dropped.
    pub(crate) fn until(deadline: SystemTime, what: &str) -> Self {
        let left = move || deadline.duration_since(SystemTime::now()).unwrap_or_default();
        let what = what.to_owned();
        Self(tokio::spawn(async move {
            tokio::time::sleep(left().saturating_sub(BEFORE)).await;
            let remaining_ms = crate::telemetry::millis(left());
            tracing::warn!(remaining_ms, "{what} is running out of time");
        }))
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.abort();
    }
}
