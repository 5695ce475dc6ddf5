//! The API, asked as a client asks it.

// Clippy's exception for tests does not reach the helpers of a test crate.
#![allow(clippy::unwrap_used, clippy::panic)]

mod looks;
mod requests;
mod storage;
mod support;
mod verbs;
