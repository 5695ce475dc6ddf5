//! The trace of a video through its functions, as AWS X-Ray shows it.
//!
//! Reading order: `header` is where an invocation stands; `calls` opens a span around each call
//! of a port; `layer` makes a subsegment of each such span and hands it to the `daemon`.

mod calls;
mod daemon;
mod header;
mod layer;
mod storage;
mod subsegment;

pub use calls::Traced;
pub(crate) use daemon::Daemon;
pub(crate) use header::TraceHeader;
pub(crate) use layer::XRay;
use subsegment::Subsegment;

/// The target of spans that become subsegments.
pub(crate) const CALL: &str = "oma::call";

#[cfg(test)]
mod tests;
