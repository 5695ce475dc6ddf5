//! OMA's domain: what a video is, what the agents promise each other, and what the rest of the
//! world must be able to do for them.
//!
//! Reading order: [`brief`] (what a person asks for) → [`plan`] → [`script`] → [`picture`],
//! [`narration`], [`music`] → [`timeline`] → [`review`] → [`report`]. [`step`] is the mechanism
//! by which no finished work is ever done or paid twice; [`spend`] the one by which providers are
//! paid, within limits; [`check`] holds what is sent to its type;
//! [`limits`] says how much may be asked for, [`usage`] how much was used; [`submission`] makes a
//! video of a checked brief, [`lifecycle`] does what its owner asks of it afterwards; [`webhook`]
//! tells users' servers; [`batch`] makes many videos, [`variants`] siblings of one; [`strict`] writes schemas as language models take them; [`contract`] holds what the state
//! machine sends each agent and gets back; [`ports`] are the traits that adapters implement;
//! [`error`] is the one table of error names.
//!
//! Invariants: this crate knows no AWS, no HTTP and no file system. It never reads the clock or
//! a random source except through a port.

pub mod batch;
pub mod brief;
pub mod check;
pub mod contract;
pub mod error;
pub mod event;
pub mod format;
pub mod id;
pub mod language;
pub mod lifecycle;
pub mod limits;
pub mod money;
pub mod music;
pub mod narration;
pub mod pacing;
pub mod picture;
pub mod plan;
pub mod ports;
pub mod report;
pub mod review;
pub mod schedule;
pub mod script;
pub mod spend;
pub mod step;
pub mod strict;
pub mod submission;
pub mod timeline;
pub mod usage;
pub mod variants;
pub mod video;
pub mod webhook;
pub mod words;

pub use error::{Error, ErrorKind, Result};
