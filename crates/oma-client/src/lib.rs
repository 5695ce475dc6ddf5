//! The API's client: what `oma` and other programs in Rust call it with.
//!
//! Reading order: [`Client`] → `http` (how one request is sent, tried again and judged) →
//! `resources` (a file per resource, each adds its methods to [`Client`]) → `transfer` (bytes to
//! and from storage) → [`auth`] (who asks: tokens, the sign-in, the file that keeps it) →
//! [`Error`].
//!
//! Invariants: a request is repeated only where that cannot do it twice. Tokens, keys and links are
//! in no error and no `Debug`. Nothing that is secret goes over plain HTTP, but to this machine.

pub mod auth;
mod client;
mod error;
mod http;
mod resources;
mod transfer;

pub use client::Client;
pub use error::{Error, Result};
pub use http::RetryPolicy;
pub use resources::discovery::ServerInfo;
pub use transfer::{KnownUploads, LocalFile, OnBytes, fetch_bytes, fetch_file, send_file};
