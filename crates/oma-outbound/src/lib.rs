//! HTTP to addresses that a user chose, without lending the user our place in the network.
//!
//! Reading order: [`Policy`] says where requests may go and how much may come back, and judges a
//! link without touching the network; [`is_public`] judges an address; [`Resolver`] turns names into
//! addresses; [`Outbound`] sends.
//!
//! Invariants: a name is resolved once for each connection, every address it has must be allowed,
//! and the connection is made to those addresses and no others, so a name that changes its mind
//! between check and use gains nothing. Connections are not kept. No proxy of the environment is
//! used, nothing is decompressed, redirects are judged one by one. What went wrong is told in words
//! that name no address.

mod address;
mod client;
mod download;
mod failure;
mod policy;
mod resolver;

pub use address::is_public;
pub use client::{Answer, Outbound};
pub use failure::{Failure, Refusal};
pub use policy::{Policy, Reach};
pub use resolver::{Resolver, SystemResolver};
