//! The client against the real router, against servers that misbehave on purpose, and through a
//! whole sign-in.
#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod api;
mod batches;
mod retries;
mod scripted;
mod sign_in;
mod transfers;
