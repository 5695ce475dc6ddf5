//! Who gets in, what they may break, and what happens when two things happen at once: asked of the
//! whole server over TCP.
//!
//! Reading order: `site` is a server with users; `page` holds what was seen against
//! `docs/security.md`. `isolation` asks every route as everybody who does not belong there, `abuse`
//! sends what no honest client sends, `races` changes videos while they are made.
//!
//! `OMA_WRITE_DOCS=1` writes the page's tables instead of comparing them.
#![allow(clippy::panic, clippy::similar_names, clippy::unwrap_used)] // A test fails by panicking.

mod abuse;
mod isolation;
mod page;
mod races;
mod site;
