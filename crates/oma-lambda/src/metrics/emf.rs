use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::catalog::{ENVIRONMENT, Metric, NAMESPACE};
use crate::telemetry::{Context, field};

/// The target of lines that carry metrics.
const TARGET: &str = "oma::metrics";

/// Writes metrics as lines of the log in CloudWatch's embedded metric format, which CloudWatch
/// turns into metrics on its own: no call, no wait, no permission.
///
/// The one crate for this format keeps each metric under one set of dimensions and adds values up
/// until they are flushed; ours need several sets, and the line's own facts beside them.
#[derive(Clone)]
pub(crate) struct Metrics(Arc<Context>);

/// One line of metrics.
#[derive(Debug, Default)]
pub(crate) struct Emf {
    directives: Vec<Value>,
    members: Map<String, Value>,
}

impl Emf {
    /// Adds a value of a metric. The dimensions of its sets are to be given with
    /// [`Emf::dimension`].
    pub(crate) fn put(mut self, metric: &Metric, value: u64) -> Self {
        self.directives.push(json!({
            "Namespace": NAMESPACE,
            "Dimensions": metric.dimensions,
            "Metrics": [{ "Name": metric.name, "Unit": metric.unit }],
        }));
        self.members.insert(metric.name.to_owned(), json!(value));
        self
    }

    /// Gives the value of a dimension: few different ones, or each costs a metric.
    pub(crate) fn dimension(mut self, name: &str, value: &str) -> Self {
        self.members.insert(name.to_owned(), json!(value));
        self
    }

    /// Adds a fact that can be searched for and costs no metric.
    pub(crate) fn property(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.members.insert(name.to_owned(), value.into());
        self
    }
}

impl Metrics {
    pub(crate) fn new(context: Arc<Context>) -> Self {
        Self(context)
    }

    /// The function whose metrics these are.
    pub(crate) fn service(&self) -> &'static str {
        self.0.service()
    }

    /// Prints a line, with a message that says what the metrics are about.
    pub(crate) fn print(&self, emf: Emf, message: &str) {
        let Emf { directives, mut members } = emf;
        members.insert(ENVIRONMENT.to_owned(), json!(self.0.environment()));
        members.insert(field::MESSAGE.to_owned(), json!(message));
        members.insert(
            "_aws".to_owned(),
            json!({
                "Timestamp": Timestamp::now().as_millisecond(),
                "CloudWatchMetrics": directives,
            }),
        );
        self.0.print("INFO", TARGET, members);
    }
}
