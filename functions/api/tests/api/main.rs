//! The API, asked as a client asks it.

// Clippy's exception for tests does not reach the helpers of a test crate.
#![allow(clippy::unwrap_used, clippy::panic)]

mod batches;
mod guards;
mod idempotency;
mod looks;
mod material;
mod openapi;
mod requests;
mod schedules;
mod storage;
mod support;
mod timing;
mod verbs;
mod webhooks;
