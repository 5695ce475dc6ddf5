//! The stack of `infra/template.yaml` on an emulator, driven as a client drives it.
//!
//! Reading order: [`Emulator`] is a process; [`Clients`] talk to it; [`package`] does what `sam
//! package` does; [`Stack`] is deployed; [`users`], [`api`] and [`videos`] use it; a [`receiver`] gets
//! its webhooks; [`logs`] is what its functions wrote. [`stand_in`] is a scripted agent, with which
//! [`engines`] runs one definition on two engines and compares. What the emulator proves and what it
//! does not: `docs/emulator.md`.
// Only ever linked into tests, where a panic is how a test fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc, clippy::panic)]

pub mod api;
mod clients;
mod emulator;
pub mod engines;
pub mod logs;
pub mod package;
pub mod paths;
pub mod receiver;
mod stack;
pub mod stand_in;
pub mod users;
pub mod videos;

pub use clients::Clients;
pub use emulator::Emulator;
pub use stack::Stack;
