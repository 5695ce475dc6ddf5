//! The edge every function shares.
//!
//! A function's `main.rs` does three things: [`start`] telemetry, build its agent over real
//! adapters, and [`serve`](Telemetry::serve) it. Everything between the Lambda runtime and an
//! agent lies here: [`invoke`] turns whatever an agent does, a panic included, into a result or a
//! named error. The laptop calls agents through the same [`invoke`], so both behave alike.
//!
//! Reading order: `edge`, then `serve`; [`Telemetry`] is what operators see, with its parts in
//! `telemetry` (log), `metrics` and `trace`. `docs/observability.md` is for those who read them.

mod deadline;
mod edge;
mod fault;
mod metrics;
mod serve;
mod telemetry;
mod told;
mod trace;

pub use edge::{Posted, invoke};
pub use fault::{Faults, Faulty};
pub use metrics::{METRICS, Metered, Metric, NAMESPACE, metrics_markdown};
pub use telemetry::{
    Answered, HttpRequest, LOG_FIELDS, LogField, Telemetry, WebhookOutcome, log_fields_markdown,
    start,
};
pub use trace::Traced;
