//! What an operator sees of a running function: its log, its metrics, its part of a trace.
//!
//! Reading order: [`Telemetry`] is what a function's `main` starts and hands around; `invocation`
//! is what may be known of an event; `context` stamps it on every line; `json` prints them.

mod context;
pub(crate) mod field;
mod http;
mod invocation;
mod json;
mod lines;
mod start;
mod webhook;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use oma_core::contract::Agent;
use oma_core::limits::Figures;
use oma_core::ports::{
    ArtifactIndex, Counters, Documents, EventLog, ManageObjects, Objects, SystemClock,
};
use oma_core::spend::Accounts;
use oma_core::step::Steps;
use oma_core::{Error, ErrorKind};
use serde_json::Value;

pub(crate) use context::Context;
pub use field::{LOG_FIELDS, LogField, log_fields_markdown};
pub use http::{Answered, HttpRequest};
pub(crate) use invocation::{Invocation, Subject};
pub(crate) use json::Fields;
pub(crate) use lines::Lines;
#[cfg(test)]
pub(crate) use lines::capture;
pub use start::start;
#[cfg(test)]
pub(crate) use start::subscriber;
pub use webhook::WebhookOutcome;

use crate::deadline::Watch;
use crate::edge::{Posted, attempt};
use crate::metrics::catalog::{
    COLD_START, ERROR, INIT_DURATION, PROVIDER_THROTTLED, SERVICE, STEP, STEP_FAILED,
};
use crate::metrics::{Emf, Metered, Metrics};
use crate::trace::{TraceHeader, Traced};

/// A function's telemetry. Cheap to clone.
#[derive(Clone)]
pub struct Telemetry {
    context: Arc<Context>,
    metrics: Metrics,
    process: Arc<Process>,
}

struct Process {
    started: Instant,
    init_ms: OnceLock<u64>,
    warm: AtomicBool,
}

/// The memory that Lambda gave this function.
fn memory_mb() -> Option<u32> {
    std::env::var("AWS_LAMBDA_FUNCTION_MEMORY_SIZE").ok()?.parse().ok()
}

impl Telemetry {
    pub(crate) fn new(context: Context, started: Instant) -> Self {
        let context = Arc::new(context);
        let process = Process { started, init_ms: OnceLock::new(), warm: AtomicBool::new(false) };
        let metrics = Metrics::new(Arc::clone(&context));
        Self { context, metrics, process: Arc::new(process) }
    }

    /// The mechanism that does each step once, over observed ports: calls are in the trace, and
    /// events become metrics.
    pub fn steps(
        &self,
        objects: impl Objects + ManageObjects + Clone + 'static,
        table: impl ArtifactIndex + EventLog + Clone + 'static,
    ) -> Steps {
        Steps::new(
            Arc::new(Traced::new(objects.clone())),
            Arc::new(Traced::new(objects)),
            Arc::new(Traced::new(table.clone())),
            Arc::new(self.metered(Traced::new(table))),
            Arc::new(SystemClock),
        )
        .in_lambda(memory_mb())
    }

    /// Who pays for calls of providers: over observed steps, with everybody's limits from the
    /// environment (`OMA_LIMIT_USD_PER_MONTH`).
    pub fn accounts(
        &self,
        steps: &Steps,
        table: impl Counters + Documents + Clone + 'static,
    ) -> oma_core::Result<Accounts> {
        let figures = Figures::from_settings(|name| std::env::var(name).ok())?;
        let table = Arc::new(table);
        Ok(Accounts::new(steps.clone(), table.clone(), table, Arc::new(SystemClock), figures))
    }

    /// A log of events, each of which becomes a metric once it is written.
    pub fn metered<L: EventLog>(&self, log: L) -> Metered<L> {
        Metered::new(log, self.metrics.clone())
    }

    /// The process's start is over: what comes next is waiting for events. A function that does
    /// not use [`Telemetry::serve`] says so before it runs the runtime.
    pub fn ready(&self) {
        self.init_ms();
    }

    fn init_ms(&self) -> u64 {
        let Process { started, init_ms, .. } = self.process.as_ref();
        *init_ms.get_or_init(|| millis(started.elapsed()))
    }

    /// Runs an agent on an event as [`crate::invoke`] does, with every line telling whose it is
    /// and failures counted.
    pub(crate) async fn invoke(
        &self,
        agent: &dyn Agent,
        event: Value,
        lambda: &lambda_runtime::Context,
    ) -> Result<Value, Posted> {
        let subject = Subject::of(agent.name(), &event);
        self.begin(lambda, subject.clone(), None);
        let watch = Watch::until(lambda.deadline(), subject.step());
        let outcome = attempt(agent, event, &subject).await;
        drop(watch);
        if let Err(error) = &outcome {
            self.count_failure(&subject, error);
        }
        self.context.set(None);
        outcome.map_err(Posted::from)
    }

    /// From here on every line belongs to an invocation.
    fn begin(
        &self,
        lambda: &lambda_runtime::Context,
        subject: Subject,
        fallback_id: Option<String>,
    ) {
        let cold_start = !self.process.warm.swap(true, Ordering::Relaxed);
        let trace = lambda.xray_trace_id.as_deref().and_then(TraceHeader::parse);
        let request_id = lambda.request_id.clone();
        self.context.set(Some(Invocation { request_id, cold_start, trace, subject, fallback_id }));
        if cold_start {
            let init_ms = self.init_ms();
            let emf = Emf::default()
                .put(&COLD_START, 1)
                .put(&INIT_DURATION, init_ms)
                .dimension(SERVICE, self.metrics.service());
            self.metrics.print(emf.property("init_ms", init_ms), "cold start");
        }
    }

    fn count_failure(&self, subject: &Subject, error: &Error) {
        // Anybody's word may stand in an event that cannot be read; it shall not become a metric.
        let action = subject.action.as_deref().unwrap_or_default();
        let agent = action.split('.').next().unwrap_or_default();
        let unread = format!("{agent}.?");
        let step = if error.kind == ErrorKind::InvalidEvent { &unread } else { action };
        let mut emf = Emf::default()
            .put(&STEP_FAILED, 1)
            .dimension(STEP, step)
            .dimension(ERROR, error.name());
        if error.kind == ErrorKind::ProviderThrottled {
            emf = emf.put(&PROVIDER_THROTTLED, 1);
        }
        self.metrics.print(emf, &format!("{step} failed: {}", error.name()));
    }
}

pub(crate) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
