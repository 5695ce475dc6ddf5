//! What the API is sent and what it answers: one set of types for the server, its `OpenAPI`
//! document and the client, a file per resource.
//!
//! Reading order: [`videos`] (what the rest is about), [`approvals`], [`briefs`], [`uploads`],
//! [`brands`], [`templates`], [`batches`], [`schedules`], [`catalogue`], [`webhooks`], [`usage`],
//! [`audit`], [`health`];
//! [`page`] and [`problem`] are shared by all.
//!
//! Invariants: plain data, without HTTP. A field that a client sends is limited by its schema; a
//! field that is answered was named here on purpose, so that nothing of a record leaks by itself.

pub mod approvals;
pub mod audit;
pub mod batches;
pub mod brands;
pub mod briefs;
pub mod catalogue;
pub mod health;
pub mod page;
pub mod problem;
pub mod schedules;
pub mod templates;
pub mod uploads;
pub mod usage;
pub mod videos;
pub mod webhooks;
