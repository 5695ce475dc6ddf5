//! A simulation of batches of ten and a hundred thousand videos on Step Functions and Lambda: what they
//! take, what they cost, and which limit of an account binds first. No AWS account has run it.
//!
//! Time goes from event to event. States, their order, how many run at once and how they are retried
//! are read from `statemachine/*.asl.json`; what a call takes is measured elsewhere or assumed, and all
//! of that stands in [`assumptions`].
//!
//! Reading order: [`assumptions`] and [`limits`] (what is taken as given), [`workflow`] (definitions to
//! programs), [`account`] (Lambda and the token buckets), [`simulation`], [`page`] (`docs/scale.md`).

pub mod account;
pub mod assumptions;
pub mod limits;
pub mod page;
pub mod simulation;
pub mod tally;
pub mod workflow;
