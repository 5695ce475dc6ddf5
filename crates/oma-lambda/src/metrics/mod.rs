//! Metrics: what is counted and measured, and how CloudWatch learns of it.
//!
//! Reading order: `catalog` is the list of metrics; `emf` writes their values; `metered` derives
//! most of them from the events of videos, so that agents know nothing of metrics.

pub(crate) mod catalog;
mod emf;
mod metered;

pub use catalog::{METRICS, Metric, NAMESPACE, metrics_markdown};
pub(crate) use emf::{Emf, Metrics};
pub use metered::Metered;

#[cfg(test)]
pub(crate) mod tests;
