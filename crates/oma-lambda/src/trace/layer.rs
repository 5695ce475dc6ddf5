use std::sync::Arc;

use tracing::Subscriber;
use tracing::span::{Attributes, Id, Record};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context as Scope;
use tracing_subscriber::registry::{LookupSpan, SpanRef};

use super::{CALL, Daemon, Subsegment};
use crate::telemetry::{Context, Fields};

/// Sends each span of the target [`CALL`] to X-Ray when it ends, if its trace is kept.
pub(crate) struct XRay {
    context: Arc<Context>,
    daemon: Daemon,
}

impl XRay {
    pub(crate) fn new(context: Arc<Context>, daemon: Daemon) -> Self {
        Self { context, daemon }
    }
}

impl<S> Layer<S> for XRay
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, scope: Scope<'_, S>) {
        if attributes.metadata().target() != CALL {
            return;
        }
        let Some(trace) = self.context.trace().filter(|trace| trace.sampled) else { return };
        let Some(span) = scope.span(id) else { return };
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        let subsegment = Subsegment::start(trace, enclosing(&span), fields.0);
        span.extensions_mut().insert(subsegment);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, scope: Scope<'_, S>) {
        if let Some(span) = scope.span(id)
            && let Some(subsegment) = span.extensions_mut().get_mut::<Subsegment>()
        {
            let mut fields = Fields::default();
            values.record(&mut fields);
            subsegment.fields.extend(fields.0);
        }
    }

    fn on_close(&self, id: Id, scope: Scope<'_, S>) {
        let Some(span) = scope.span(&id) else { return };
        let subsegment = span.extensions_mut().remove::<Subsegment>();
        if let Some(subsegment) = subsegment {
            self.daemon.send(&subsegment.end());
        }
    }
}

/// The id of the nearest subsegment around a span.
fn enclosing<S>(span: &SpanRef<'_, S>) -> Option<String>
where
    S: for<'a> LookupSpan<'a>,
{
    let mut outer = span.scope().skip(1);
    outer.find_map(|span| Some(span.extensions().get::<Subsegment>()?.id.clone()))
}
