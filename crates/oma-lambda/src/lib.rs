//! The edge every function shares.
//!
//! A function's `main.rs` does three things: [`start`] telemetry, build its agent over real
//! adapters, [`serve`] it. Everything between the Lambda runtime and an agent lies here:
//! [`invoke`] turns whatever an agent does, a panic included, into a result or a named error.
//! The laptop calls agents through the same [`invoke`], so both behave alike.

mod edge;
mod fault;
mod serve;
mod telemetry;

pub use edge::{Posted, invoke};
pub use fault::{Faults, Faulty};
pub use serve::serve;
pub use telemetry::start;
