//! The notifier over ports in memory, with real receivers on this machine.

// Clippy's exception for tests does not reach the helpers of a test crate.
#![allow(clippy::unwrap_used, clippy::panic)]

mod deliveries;
mod failures;
mod handler;
mod receiver;
mod sweeps;
mod tidying;
mod world;
