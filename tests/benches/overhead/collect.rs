use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

/// The time of one step, over all its calls.
#[derive(Debug, Clone, Default)]
pub(crate) struct StepTimes {
    pub(crate) calls: u32,
    pub(crate) total: Duration,
    pub(crate) programs: Duration,
}

impl StepTimes {
    pub(crate) fn add(&mut self, other: &Self) {
        self.calls += other.calls;
        self.total += other.total;
        self.programs += other.programs;
    }
}

/// Adds up the spans `invoke` (one call of an agent) and the events of `oma::program` (one run of
/// another program) within them.
#[derive(Clone, Default)]
pub(crate) struct Collector(Arc<Mutex<BTreeMap<String, StepTimes>>>);

impl Collector {
    /// What was collected since the last time.
    pub(crate) fn take(&self) -> Vec<(String, StepTimes)> {
        std::mem::take(&mut *self.0.lock().unwrap()).into_iter().collect()
    }
}

/// An open call: which step, since when.
struct Call {
    step: String,
    started: Instant,
}

impl<S> Layer<S> for Collector
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if attributes.metadata().name() != "invoke" {
            return;
        }
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        // `editor.segment 3` counts as `editor.segment`.
        let step = fields.step.split(' ').next().unwrap_or_default().to_owned();
        let call = Call { step, started: Instant::now() };
        context.span(id).unwrap().extensions_mut().insert(call);
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if event.metadata().target() != "oma::program" {
            return;
        }
        let mut fields = Fields::default();
        event.record(&mut fields);
        let Some(scope) = context.event_scope(event) else { return };
        for span in scope {
            if let Some(call) = span.extensions().get::<Call>() {
                let mut steps = self.0.lock().unwrap();
                let times = steps.entry(call.step.clone()).or_default();
                times.programs += Duration::from_micros(fields.duration_us);
                return;
            }
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let span = context.span(&id).unwrap();
        if let Some(call) = span.extensions().get::<Call>() {
            let mut steps = self.0.lock().unwrap();
            let times = steps.entry(call.step.clone()).or_default();
            times.calls += 1;
            times.total += call.started.elapsed();
        }
    }
}

#[derive(Default)]
struct Fields {
    step: String,
    duration_us: u64,
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "step" {
            value.clone_into(&mut self.step);
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "duration_us" {
            self.duration_us = value;
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "step" {
            self.step = format!("{value:?}");
        }
    }
}
