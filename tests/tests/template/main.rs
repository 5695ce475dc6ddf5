//! What no emulator shows of the stack: that it is encrypted, bounded, watched and allowed no more
//! than it does, and that its names are those of the code.
//!
//! Reading order: [`stack`] reads the templates; then one module per concern.

#![allow(clippy::unwrap_used, clippy::panic)] // A test fails by panicking.

mod api;
mod data;
mod edges;
mod functions;
mod gateway;
mod operations;
mod permissions;
mod settings;
mod stack;
mod workflow;
